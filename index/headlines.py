"""Headlines: what of a text is its title, and where its body begins. Pure."""

import re
from collections.abc import Iterator
from itertools import islice

from index.question import has_words

_MAX_MADE_TITLE_CHARS = 90  # a title made from a text: about two lines on a phone
_MAX_HEADLINE_CHARS = 150  # a longer first line is a paragraph; news headlines rarely pass 120
_REPEAT_WITHIN_LINES = 5  # a headline is repeated after a subtitle, a byline, a date; not further down

_LINE = re.compile(r"[^\n]+")
_WRAPPED_LINE = re.compile(r"\n[ \t]*([^\W\d_])[^\n]*")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_SENTENCE_END = re.compile(r"[.!?][\"'\u2019\u201d)]*(?=\s)")
_DATELINE = re.compile(
    r"(?:"
    r"(?:[^\W\d_a-z][^\n\d,(a-z]{1,40}(?:\([^)\n]*\))?,? ?"  # HAVANA (CUBA),
    r"(?:\d{1,2} [A-Za-z]{3,9}\.?(?: \d{2,4})?|[A-Z][A-Za-z]{2,8}\.? \d{1,2}|NO DATE)? ?"  # a day, Dec 19
    r"(?:\([^)\n]*\))? ?(?:--|[-\u2013\u2014])\s+)?"  # the agency, a dash
    r"(?:\[[^\]\n]*\]\s*)*"  # [REPORT] [TEXT]
    r"){,2}"  # some agencies repeat the dateline of another
)
"""What a wire report opens with before its first sentence."""


def headline(text: str) -> tuple[str, int]:
    """Return title and start of the body of a text whose first line is its title.

    A first line too long for a headline, or with nothing after it, is title (shortened) and body in one.
    """
    first = next(_lines(text))
    end = first.end()
    while (wrapped := _WRAPPED_LINE.match(text, end)) and wrapped[1].islower():
        end = wrapped.end()
    title = " ".join(text[first.start() : end].split())
    start = after_headline(text, title, end)
    if len(title) > _MAX_HEADLINE_CHARS or not has_words(text[start:]):
        return title_from(text[first.start() :]), 0
    return title.strip("*_ ") or title, start


def after_given_title(text: str, title: str) -> int:
    """Find the start of the body of a text that may open with the title it was given; 0 where nothing would be left."""
    start = after_headline(text, title, 0)
    return start if has_words(text[start:]) else 0


def after_headline(text: str, headline: str, end: int) -> int:
    """Find the start of the body, behind a headline that ends at `end` and a repetition of it soon after."""
    for line in islice(_lines(text, end), _REPEAT_WITHIN_LINES):
        if _bare(line[0]) == _bare(headline):
            end = line.end()
    return len(text) - len(text[end:].lstrip())


def title_from(text: str) -> str:
    """Make a title from a text: its first sentence behind the dateline, cut at a word if long."""
    dateline = _DATELINE.match(text)
    if dateline and has_words(text[dateline.end() :]):
        text = text[dateline.end() :]
    first = next(_lines(text))
    paragraph = _PARAGRAPH_END.split(text[first.start() :].lstrip()[:1000], maxsplit=1)[0]
    opening = " ".join(paragraph.split()).lstrip(".… ")
    for stop in _SENTENCE_END.finditer(opening):
        word = opening[: stop.start()].rpartition(" ")[2]
        if len(word) > 3 and "." not in word:  # noqa: PLR2004 - shorter ones are abbreviations as often as not
            opening = opening[: stop.end()]
            break
    return cut_at_word(opening.removesuffix("."), max_chars=_MAX_MADE_TITLE_CHARS)


def cut_at_word(text: str, *, max_chars: int) -> str:
    """Cut a line after a word, with an ellipsis, where it is longer than `max_chars`."""
    if len(text) <= max_chars:
        return text
    head = text[: max_chars - 1]
    return (head.rpartition(" ")[0].rstrip(" ,;:-") or head) + "…"


def _lines(text: str, start: int = 0) -> Iterator[re.Match[str]]:
    return (line for line in _LINE.finditer(text, start) if has_words(line[0]))


def _bare(text: str) -> str:
    """Reduce a headline to what is compared: its letters and digits, without case."""
    return "".join(filter(str.isalnum, text.casefold()))
