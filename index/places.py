"""Where a quote lies: what a link, a button or a stored answer keeps of it, and finding it again. Pure.

A place holds no words, only their digest, so it shows nothing of an article that was withdrawn and never finds other
words than those that were quoted.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from index.records import Article, Quote

DIGEST_CHARS = 16
"""64 bits: two texts of one article never share them by chance."""

_WORD_START = re.compile(r"(?<!\S)\S|(?<!\w)\w")


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets `start:end` into the article with the id `article`, and the digest of the words that stood there.

    `highlights` are offsets into the quote's own text, as in `index.records.Quote`.
    """

    article: str
    start: int
    end: int
    digest: str
    highlights: tuple[tuple[int, int], ...] = ()


def place_of(quote: Quote) -> Place:
    """Where a quote lies."""
    return Place(quote.article.id, quote.start, quote.end, digest_of(quote.text), quote.highlights)


def quote_at(article: Article, place: Place) -> Quote | None:
    """The words of a place in an article, also where they moved inside it (nearest first); None where they are gone."""
    length = place.end - place.start
    if length <= 0 or place.start < 0:
        return None
    starts = [match.start() for match in _WORD_START.finditer(article.text)]
    for start in [place.start, *sorted(starts, key=lambda start: abs(start - place.start))]:
        if digest_of(article.text[start : start + length]) == place.digest:
            return Quote(article, start, start + length, place.highlights)
    return None


def digest_of(words: str) -> str:
    """The first `DIGEST_CHARS` hexadecimal digits of the SHA-256 of the words."""
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARS]
