"""The line of source under a quote: title, outlet, date, and who else printed the same words. Pure.

Where the quotes of one answer are from different days, the date comes first and the newest is named: an account may
have changed in between, and the best answer, which stays on top, need not be the last word.
"""

from calendar import month_abbr
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot import texts
from bot.excerpt import shortened
from bot.links import is_web_address, link_to_words
from index.records import Article, Quote

MAX_TITLE_CHARS = 70
MAX_OUTLET_CHARS = 40


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line of source; `url` where it is a link."""

    text: str
    url: str | None = None


Line = tuple[Words, ...]
"""One line in pieces that follow each other without a space."""


def source_lines(quotes: Sequence[Quote], shown: Sequence[str]) -> Iterator[Line]:
    """The line under each of an answer's quotes, whose words are `shown`."""
    days = {quote.article.published for quote in quotes if quote.article.published}
    newest = max(days) if len(days) > 1 else None
    above = None
    for quote, words in zip(quotes, shown, strict=True):
        article = quote.article
        own = _same_article(article, words) if article.id == above else _source(article, words, newest)
        yield _joined((*own, _also(quote)))
        above = article.id


def _same_article(article: Article, words: str) -> list[Line]:
    return [_linked(texts.SAME_ARTICLE, article, words)]


def _source(article: Article, words: str, newest: date | None) -> list[Line]:
    """Title, outlet, date; with `newest`, the latest day of an answer's quotes, the date first."""
    name, *outlet = _names(article)
    parts = [_linked(name, article, words), *((Words(part),) for part in outlet)]
    if article.published:
        is_newest = article.published == newest
        day = (Words(_day(article.published) + (f" ({texts.NEWEST})" if is_newest else "")),)
        return [*parts, day] if newest is None else [day, *parts]
    return parts


def _linked(name: str, article: Article, words: str) -> Line:
    url = _address(article)
    return (Words(name, link_to_words(url, words) if url else None),)


def _names(article: Article) -> tuple[str, ...]:
    """Title and outlet, as far as known."""
    known = shortened(article.title, MAX_TITLE_CHARS), shortened(article.source or "", MAX_OUTLET_CHARS)
    return tuple(filter(None, known)) or (article.id,)


def _also(quote: Quote) -> Line:
    """Who else printed the words: the outlet, or how many where there are several."""
    if len(quote.also) > 1:
        return (Words(texts.ALSO_IN_REPORTS.format(len(quote.also))),)
    return tuple(piece for other in quote.also for piece in _printed_in(other, quote.article))


def _printed_in(other: Article, own: Article) -> Iterator[Words]:
    yield Words(f"{texts.ALSO_IN} ")
    outlet = _outlet(other)
    yield Words(outlet if outlet and outlet != _outlet(own) else texts.ANOTHER_REPORT, _address(other))
    if other.published and other.published != own.published:
        is_same_year = own.published is not None and other.published.year == own.published.year
        yield Words(f" ({_day(other.published, with_year=not is_same_year)})")


def _outlet(article: Article) -> str:
    """The outlet or, where only the address is known, its site; empty without either."""
    url = _address(article)
    site = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return shortened(article.source or site, MAX_OUTLET_CHARS)


def _address(article: Article) -> str | None:
    return article.url if article.url and is_web_address(article.url) else None


def _joined(parts: Iterable[Line]) -> Line:
    first, *others = filter(None, parts)
    return (*first, *(piece for part in others for piece in (Words(" · "), *part)))


def _day(day: date, *, with_year: bool = True) -> str:
    return f"{day.day} {month_abbr[day.month]}" + (f" {day.year}" if with_year else "")
