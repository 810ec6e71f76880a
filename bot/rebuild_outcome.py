"""How a rebuild ended, fit to be told in a card or from one process to another."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from index.changes import NO_CHANGES
from index.corpus import Corpus
from index.errors import IncidentError, LossRefused, RebuildRunning
from index.progress import RebuildReport

MAX_LISTED = 20
MAX_LINE_CHARS = 300


class RefusalKind(StrEnum):
    """Why there is no new snapshot."""

    LOSS = "loss"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why there is no new snapshot; `line` is one line fit to be shown."""

    kind: RefusalKind
    line: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The first few of some lines, and how many there are."""

    lines: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class RebuildOutcome:
    """Either a report with what changed (titles) and what was left out (lines), or a refusal.

    The report is without its changes, which hold whole articles.
    """

    report: RebuildReport | None = None
    added: Listed = Listed()
    changed: Listed = Listed()
    withdrawn: Listed = Listed()
    problems: Listed = Listed()
    refusal: Refusal | None = None


def outcome_of(report: RebuildReport, corpus: Corpus) -> RebuildOutcome:
    """The outcome of a rebuild of a corpus that came to its end."""
    changes = report.changes
    return RebuildOutcome(
        report=replace(report, changes=NO_CHANGES),
        added=_listed(article.title for article in changes.added),
        changed=_listed(article.title for article in changes.changed),
        withdrawn=_listed(article.title for article in changes.withdrawn),
        problems=_listed(str(problem) for problem in corpus.problems),
    )


def refused(error: IncidentError) -> RebuildOutcome:
    """The outcome of a rebuild that raised."""
    match error:
        case LossRefused():
            kind = RefusalKind.LOSS
        case RebuildRunning():
            kind = RefusalKind.RUNNING
        case _:
            kind = RefusalKind.FAILED
    return failed(str(error), kind)


def failed(line: str, kind: RefusalKind = RefusalKind.FAILED) -> RebuildOutcome:
    """The outcome of a rebuild that gave no new snapshot, for the reason that `line` says."""
    return RebuildOutcome(refusal=Refusal(kind, _line(line)))


def _listed(lines: Iterable[str]) -> Listed:
    found = tuple(lines)
    return Listed(tuple(map(_line, found[:MAX_LISTED])), len(found))


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_LINE_CHARS else f"{line[: MAX_LINE_CHARS - 1]}…"
