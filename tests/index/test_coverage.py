from dataclasses import replace
from datetime import date

from index.coverage import Coverage, Outlet, coverage_of
from tests.index.small_corpus import FIRE, FLOOD, RAID


def test_an_empty_corpus_covers_nothing() -> None:
    assert coverage_of([]) == Coverage(0, None, None, ())


def test_the_first_and_last_day_and_the_outlets_with_most_articles_first() -> None:
    articles = [
        replace(RAID, source="Gazette", published=date(2022, 12, 19)),
        replace(FIRE, source="Bulletin", published=date(2021, 1, 2)),
        replace(FLOOD, source="Gazette"),
        replace(FLOOD, id="other", source="Agency"),
        replace(RAID, id="unknown"),
    ]

    assert coverage_of(articles) == Coverage(
        articles=5,
        first=date(2021, 1, 2),
        last=date(2022, 12, 19),
        outlets=(Outlet("Gazette", 2), Outlet("Agency", 1), Outlet("Bulletin", 1)),
    )
