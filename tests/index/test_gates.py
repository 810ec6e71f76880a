from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from index.encoder import EncodedText
from index.errors import LossRefused, SnapshotError
from index.gates import refuse_lost_answers, refuse_lost_articles
from index.rebuild import rebuild
from index.records import Article
from index.search import Search
from index.snapshot import current_name, load_snapshot
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, FIRE, FLOOD, RAID, article_of, corpus_of

MANY = tuple(
    article_of(f"The {name} left Bern on day {number}. They came from the {name} of Chur.", number=number)
    for number, name in enumerate(["mayor", "guards", "gunmen", "army", "police", "doctors", "nurses", "pilots"] * 2)
)
FIFTEEN = MANY[:15]
CROWD = tuple(
    article_of(f"The {name} of {town} left in the night. Nobody saw them.", number=number)
    for number, (name, town) in enumerate(
        product(
            ("mayor", "guards", "gunmen", "army", "police", "doctors", "nurses", "pilots"),
            ("Chur", "Basel", "Geneva", "Zug", "Uster", "Thun", "Arbon", "Sion"),
        )
    )
)
NOBODY: frozenset[str] = frozenset()


def built(index_dir: Path, *articles: Article) -> str:
    return rebuild(corpus_of(*articles), index_dir, FakeEncoder()).snapshot


@pytest.mark.parametrize("gone", [0, 1, 2, 3])
def test_a_fifth_of_the_articles_may_go(gone: int) -> None:
    refuse_lost_articles(FIFTEEN, FIFTEEN[gone:], NOBODY)


def test_more_than_a_fifth_is_refused_with_both_counts_and_what_to_do() -> None:
    with pytest.raises(LossRefused) as caught:
        refuse_lost_articles(FIFTEEN, FIFTEEN[4:], NOBODY)

    assert str(caught.value) == (
        "4 of 15 articles are gone, like 'Article 0'; put them back, or run: incident-bot rebuild --accept-loss"
    )


def test_two_articles_may_go_however_few_there_are() -> None:
    refuse_lost_articles(ARTICLES, (FIRE,), NOBODY)


def test_articles_that_were_withdrawn_are_no_loss() -> None:
    refuse_lost_articles(FIFTEEN, FIFTEEN[9:], frozenset(article.id for article in FIFTEEN[:9]))


def test_articles_that_moved_to_other_ids_are_no_loss() -> None:
    moved = tuple(replace(article, id=f"archive/{article.id}") for article in FIFTEEN)

    refuse_lost_articles(FIFTEEN, moved, NOBODY)


def test_a_rebuild_that_would_lose_articles_leaves_the_old_index_and_nothing_else(tmp_path: Path) -> None:
    name = built(tmp_path, *FIFTEEN)

    with pytest.raises(LossRefused, match="10 of 15 articles are gone"):
        built(tmp_path, *FIFTEEN[10:])

    assert current_name(tmp_path) == name
    assert [path.name for path in (tmp_path / "snapshots").iterdir()] == [name]


def test_a_loss_that_is_accepted_is_published(tmp_path: Path) -> None:
    built(tmp_path, *FIFTEEN)

    report = rebuild(corpus_of(FIRE), tmp_path, FakeEncoder(), accept_loss=True)

    assert (report.articles, len(report.changes.withdrawn)) == (1, 15)


def test_a_loss_is_refused_whatever_model_made_the_old_index(tmp_path: Path) -> None:
    built(tmp_path, *FIFTEEN)

    with pytest.raises(LossRefused):
        rebuild(corpus_of(FIRE), tmp_path, FakeEncoder("of another"))


def test_articles_that_stay_with_much_less_to_quote_are_a_loss(tmp_path: Path) -> None:
    long = tuple(replace(article, text=f"{article.text} " * 40) for article in FIFTEEN)
    built(tmp_path, *long)

    with pytest.raises(LossRefused, match=r"\d+ of \d+ passages of the articles that stay are gone; put them back"):
        built(tmp_path, *FIFTEEN)


class Reversed(FakeEncoder):
    """Gives every text the vectors of its letters read backwards."""

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        return super().encode([text[::-1] for text in texts])


def search(index_dir: Path, encoder: FakeEncoder, *articles: Article) -> Search:
    """A search, as people ask it, over an index made with an encoder."""
    name = rebuild(corpus_of(*articles), index_dir, encoder).snapshot
    snapshot = load_snapshot(index_dir, name, fingerprint=encoder.fingerprint, model=encoder.name)
    return Search(snapshot, FakeEncoder())


def test_an_index_that_no_longer_finds_what_the_old_one_found_is_refused(tmp_path: Path) -> None:
    good, bad = search(tmp_path / "good", FakeEncoder(), *CROWD), search(tmp_path / "bad", Reversed(), *CROWD)

    refuse_lost_answers(good, good)
    with pytest.raises(LossRefused, match=r"no longer finds what the old one does for \d of 5 trial questions"):
        refuse_lost_answers(good, bad)


def test_articles_that_changed_are_no_trial_questions(tmp_path: Path) -> None:
    changed = tuple(replace(article, place="Bern") for article in CROWD)

    refuse_lost_answers(
        search(tmp_path / "good", FakeEncoder(), *CROWD), search(tmp_path / "bad", Reversed(), *changed)
    )


def test_a_copy_in_another_paper_is_not_taken_for_a_loss(tmp_path: Path) -> None:
    built(tmp_path, RAID, FLOOD, FIRE)
    copies = tuple(replace(RAID, id=f"paper {number}", title=f"From Bern {number}") for number in range(12))

    assert built(tmp_path, RAID, FLOOD, FIRE, *copies)


def test_a_refused_loss_is_an_error_of_the_index_like_any_other() -> None:
    assert issubclass(LossRefused, SnapshotError)
