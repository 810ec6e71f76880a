import pytest

from bot.rebuild_outcome import MAX_LINE_CHARS, MAX_LISTED, Listed, RefusalKind, failed, outcome_of, refused
from index.changes import Changes
from index.corpus import Corpus, Problem
from index.errors import CorpusError, IncidentError, LossRefused, RebuildRunning, SnapshotDamaged
from index.progress import RebuildReport
from index.records import Article


def article(number: int, title: str = "") -> Article:
    return Article(id=f"a{number}", title=title or f"Title {number}", text="Text.")


def report(**changes: tuple[Article, ...]) -> RebuildReport:
    return RebuildReport("s", 3, 12, 5, 2, 3, 1.5, Changes(**changes))


def test_an_outcome_names_what_changed_by_title_and_what_was_left_out_by_line() -> None:
    corpus = Corpus((), (Problem("a.md", 3, "no text"),), "")
    outcome = outcome_of(report(added=(article(1), article(2)), withdrawn=(article(3),)), corpus)

    assert outcome.added == Listed(("Title 1", "Title 2"), 2)
    assert outcome.changed == Listed()
    assert outcome.withdrawn == Listed(("Title 3",), 1)
    assert outcome.problems == Listed(("a.md:3: no text",), 1)
    assert outcome.report == report()
    assert outcome.refusal is None


def test_long_lists_and_lines_are_cut_and_counted_whole() -> None:
    added = tuple(article(number, "word " * 500) for number in range(MAX_LISTED + 5))
    outcome = outcome_of(report(added=added), Corpus((), (), ""))

    assert outcome.added.count == MAX_LISTED + 5
    assert len(outcome.added.lines) == MAX_LISTED
    assert all(len(line) <= MAX_LINE_CHARS and line.endswith("…") for line in outcome.added.lines)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (LossRefused("3 of 4 articles are gone"), RefusalKind.LOSS),
        (RebuildRunning("another runs"), RefusalKind.RUNNING),
        (SnapshotDamaged("wrong checksum"), RefusalKind.FAILED),
        (CorpusError("no folder"), RefusalKind.FAILED),
    ],
)
def test_a_refusal_tells_its_kind_and_its_line(error: IncidentError, kind: RefusalKind) -> None:
    refusal = refused(error).refusal

    assert refusal
    assert (refusal.kind, refusal.line) == (kind, str(error))


def test_a_reason_of_several_lines_becomes_one() -> None:
    refusal = failed("one\n  two").refusal

    assert refusal
    assert refusal.line == "one two"
