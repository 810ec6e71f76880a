"""The line of source under a quote: title, outlet, date, and who else printed the same words. Pure.

Where the quotes of one answer are from different days, the date comes first and the newest is named: an account may
have changed in between, and the best answer, which stays on top, need not be the last word. Where a quote says
"Sunday", the day that it means is told beside the date.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from bot.direction import FIRST_STRONG_ISOLATE, POP_ISOLATE, is_foreign, line_start, without_marks
from bot.excerpt import shortened
from bot.links import is_web_address, link_to_words
from bot.phrases import day_words
from bot.texts import Texts
from index.records import Article, Quote
from index.weekdays import meant_days

MAX_TITLE_CHARS = 70
MAX_OUTLET_CHARS = 40


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of a line of source; `url` where it is a link."""

    text: str
    url: str | None = None


Line = tuple[Words, ...]
"""One line in pieces that follow each other without a space."""


def source_lines(quotes: Sequence[Quote | None], shown: Sequence[str], texts: Texts) -> Iterator[Line]:
    """The line under each of an answer's quotes, whose words are `shown`; empty where there is no quote."""
    days = {quote.article.published for quote in quotes if quote and quote.article.published}
    newest = max(days) if len(days) > 1 else None
    above = None
    for quote, words in zip(quotes, shown, strict=True):
        if quote is None:
            yield ()
        elif quote.article.id == above:
            yield _joined((*_same_article(quote, words, texts), _also(quote, texts)))
        else:
            line = _joined((*_source(quote, words, texts, newest), _also(quote, texts)))
            mark = line_start(line[0].text, right_to_left=texts.right_to_left)
            yield (Words(mark), *line) if mark else line
        above = quote.article.id if quote else None


def _same_article(quote: Quote, words: str, texts: Texts) -> list[Line]:
    days = _meant_days(quote, texts)
    own = (Words(texts.same_article, _address_of(quote.article, words)),)
    return [(*own, Words(" ("), *days, Words(")")) if days else own]


def _source(quote: Quote, words: str, texts: Texts, newest: date | None) -> list[Line]:
    """Title, outlet, date; with `newest`, the latest day of an answer's quotes, the date first."""
    article = quote.article
    name, *outlet = _names(article)
    title = _kept_together(name, texts, _address_of(article, words))
    parts = [title, *(_kept_together(part, texts) for part in outlet)]
    if not article.published:
        return parts
    day = _dated(article.published, quote, texts, is_newest=article.published == newest)
    return [*parts, day] if newest is None else [day, *parts]


def _dated(day: date, quote: Quote, texts: Texts, *, is_newest: bool) -> Line:
    """The date, and what is to be said of it: "(newest; Sunday: 18 Dec 2022)"."""
    meant = _meant_days(quote, texts)
    remarks = (
        [Words(texts.newest)] * is_newest + [Words(texts.remark_separator)] * (is_newest and bool(meant)) + [*meant]
    )
    date_words = Words(day_words(day, texts))
    return (date_words, Words(" ("), *remarks, Words(")")) if remarks else (date_words,)


def _meant_days(quote: Quote, texts: Texts) -> Line:
    """The days that the words "Sunday" or "yesterday" in a quote mean."""
    if not quote.article.published:
        return ()
    days = meant_days(quote.text, quote.article.published)
    named = [(*_kept_together(name, texts), Words(f": {day_words(day, texts)}")) for name, day in days]
    return _joined(named, texts.remark_separator) if named else ()


def _kept_together(text: str, texts: Texts, url: str | None = None) -> Line:
    """A foreign piece of a line, between isolates where it runs the other way."""
    words = Words(text, url)
    if is_foreign(text, right_to_left=texts.right_to_left):
        return (Words(FIRST_STRONG_ISOLATE), words, Words(POP_ISOLATE))
    return (words,)


def _names(article: Article) -> tuple[str, ...]:
    """Title and outlet, as far as known."""
    known = (article.title, MAX_TITLE_CHARS), (article.source or "", MAX_OUTLET_CHARS)
    names = tuple(filter(None, (shortened(without_marks(text), max_chars) for text, max_chars in known)))
    return names or (shortened(article.id, MAX_TITLE_CHARS) or "?",)


def _also(quote: Quote, texts: Texts) -> Line:
    """Who else printed the words: the outlet, or how many where there are several."""
    if len(quote.also) > 1:
        return (Words(texts.also_in_reports.format(count=len(quote.also))),)
    return tuple(piece for other in quote.also for piece in _printed_in(other, quote.article, texts))


def _printed_in(other: Article, own: Article, texts: Texts) -> Iterator[Words]:
    before, _, after = texts.also_in.partition("{outlet}")
    outlet = outlet_of(other)
    name = outlet if outlet and outlet != outlet_of(own) else texts.another_report
    yield Words(before)
    yield from _kept_together(name, texts, _address(other))
    yield Words(after)
    if other.published and other.published != own.published:
        is_same_year = own.published is not None and other.published.year == own.published.year
        yield Words(f" ({day_words(other.published, texts, with_year=not is_same_year)})")


def outlet_of(article: Article) -> str:
    """The outlet or, where only the address is known, its site; empty without either."""
    url = _address(article)
    site = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return shortened(without_marks(article.source or site), MAX_OUTLET_CHARS)


def _address(article: Article) -> str | None:
    return article.url if article.url and is_web_address(article.url) else None


def _address_of(article: Article, words: str) -> str | None:
    """The address that opens at the quoted words."""
    url = _address(article)
    return link_to_words(url, words) if url else None


def _joined(parts: Iterable[Line], separator: str = " · ") -> Line:
    first, *others = filter(None, parts)
    return (*first, *(piece for part in others for piece in (Words(separator), *part)))
