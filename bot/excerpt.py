"""A quote's words as they are shown: single spaces between them, cut when there is no room. Pure.

Highlights move along with the words. Nothing else of a quote is ever changed. It is cut after a sentence; inside one
only where that one alone is too long.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from index.passages import sentences_of
from index.records import Quote

Spans = tuple[tuple[int, int], ...]

ELLIPSIS = "…"

_WORD = re.compile(r"[^\s\x00-\x1f]+")
"""Telegram makes spaces of control characters."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The words of a quote; `highlights` are offsets into `text`, without spaces at their edges."""

    text: str
    highlights: Spans = ()

    def fitted(self, max_units: int) -> "Excerpt":
        """Return the same within `max_units` UTF-16 units: whole, or cut after a word with an ellipsis."""
        if utf16_units(self.text) <= max_units:
            return self
        kept = _whole_words(self.text, _prefix(self.text, max_units - utf16_units(ELLIPSIS)))
        inside = tuple((start, min(end, len(kept))) for start, end in self.highlights if start < len(kept))
        return Excerpt(kept + ELLIPSIS, inside)


def excerpt_of(quote: Quote) -> Excerpt:
    """Return the words of a quote with each run of line breaks and spaces shown as one space."""
    text = quote.text
    words = [match.span() for match in _WORD.finditer(text)]
    places = [0, *accumulate(end - start + 1 for start, end in words)][: len(words)]
    shown = " ".join(text[start:end] for start, end in words)
    spans = (_moved(highlight, words, places) for highlight in quote.highlights)
    return Excerpt(printable(shown), tuple(span for span in spans if span[0] < span[1]))


def has_words(text: str) -> bool:
    """Tell whether anything of a text can be shown."""
    return _WORD.search(text) is not None


def fitted_excerpt(quote: Quote, max_units: int) -> Excerpt:
    """Return the words of a quote within `max_units` UTF-16 units: whole, or cut after a sentence, or after a word."""
    whole = excerpt_of(quote)
    if utf16_units(whole.text) <= max_units:
        return whole
    ends = [one.end for one in sentences_of(quote.article) if quote.start < one.end < quote.end]
    fitting = bisect_right(ends, max_units, key=lambda end: utf16_units(_cut_at(quote, end).text))
    if fitting:
        return _cut_at(quote, ends[fitting - 1])
    return whole.fitted(max_units)


def _cut_at(quote: Quote, end: int) -> Excerpt:
    """The words of a quote up to the end of a sentence."""
    size = end - quote.start
    inside = tuple((start, min(last, size)) for start, last in quote.highlights if start < size)
    shorter = excerpt_of(Quote(quote.article, quote.start, end, inside))
    return Excerpt(f"{shorter.text} {ELLIPSIS}", shorter.highlights)


def _moved(highlight: tuple[int, int], words: list[tuple[int, int]], places: list[int]) -> tuple[int, int]:
    """Where a highlight lies in the shown text; empty when it holds nothing but spaces."""
    start, end = highlight
    covered = [
        (place + max(start - first, 0), place + min(end, last) - first)
        for (first, last), place in zip(words, places, strict=True)
        if first < end and start < last
    ]
    return (covered[0][0], covered[-1][1]) if covered else (0, 0)


def shortened(text: str, max_chars: int) -> str:
    """Return `text` on one line, cut after a word with an ellipsis where it is longer than `max_chars`."""
    line = printable(" ".join(_WORD.findall(text)))
    if len(line) <= max_chars:
        return line
    return _whole_words(line, line[: max_chars - 1]).rstrip(" ,;:.-") + ELLIPSIS


def utf16_units(text: str) -> int:
    """Return the length of `text` as Telegram counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def printable(text: str) -> str:
    """Replace halves of surrogate pairs, which no message can carry; keeps every offset."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _prefix(text: str, max_units: int) -> str:
    return text.encode("utf-16-le")[: 2 * max_units].decode("utf-16-le", errors="ignore")  # drops half a pair


def _whole_words(text: str, prefix: str) -> str:
    """Return the prefix without a word that the cut went through, unless it is the only one."""
    cut_inside_word = not text[len(prefix) : len(prefix) + 1].isspace()
    space = prefix.rfind(" ")
    return (prefix[:space] if cut_inside_word and space > 0 else prefix).rstrip()


def within_units(text: str, max_units: int) -> str:
    """Return `text` on one line, without the words that go beyond `max_units` UTF-16 units."""
    line = printable(" ".join(_WORD.findall(text)))
    return line if utf16_units(line) <= max_units else _whole_words(line, _prefix(line, max_units))
