"""What a corpus covers: how many articles, from when to when, of which outlets. Pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.records import Article


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet and how many articles of it there are."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The number of articles, the first and last day of those with a date, the outlets with most articles first."""

    articles: int
    first: date | None
    last: date | None
    outlets: tuple[Outlet, ...]


def coverage_of(articles: Sequence[Article]) -> Coverage:
    """What these articles cover; an article without an outlet or a day counts as an article."""
    days = [article.published for article in articles if article.published]
    sources = Counter(article.source for article in articles if article.source)
    outlets = sorted(
        (Outlet(name, count) for name, count in sources.items()), key=lambda each: (-each.articles, each.name)
    )
    return Coverage(len(articles), min(days, default=None), max(days, default=None), tuple(outlets))
