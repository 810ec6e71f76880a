"""Sentences and paragraphs of an article, as exact character offsets into its text. Pure; invents and drops nothing.

What is not a sentence of the body - headlines, section headings, wire datelines - gets no span, so it is never
quoted.
"""

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import dataclass

from index.datelines import after_dateline
from index.records import Article

MAX_SENTENCE_CHARS = 900
"""Longer ones (lists without a full stop) are split at a semicolon, comma or space: nobody reads more on a phone."""

MAX_HEADING_CHARS = 80

_PARAGRAPH = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_BOUNDARY = re.compile(
    r"""(?<![.!?\u06d4\u061f\u3002])                                      # else a row of dots would take hours
        (?P<end>[.!?\u06d4\u061f\u3002]++ (?:["'\u201d\u2019\u00bb)\]]+)?)  # full stop with what closes after it
        (?P<space>\s+)
        (?=["'\u201c\u2018\u00ab(\[]* [^\W_a-z])                           # the next one starts with no small letter
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"""(?: \b(?:mr|mrs|ms|messrs|dr|dra|prof|gen|gens|gral|lt|col|cols|maj|capt|cpt|cdr|cmdt|sgt|cpl|pfc|pvt|spc|adm
            |cmdr|brig|supt|insp|det|gov|sen|sens|rep|reps|pres|amb|atty|msgr|rev|fr|hon|st|sr|jr|sra|ing|lic|ltd|inc
            |corp|dept|vs|approx|ca|max|etc|jan|feb|aug|sept|oct|nov|dec|art|fig|vol|pp|mt|ft)
          | \b[a-z] | \b[a-z]\.[a-z]        # an initial; U.S, U.N
        )\.\]?$""",
    re.VERBOSE | re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"\s*\(?[\dIVX]{1,4}[.)]+")
_STAGE_DIRECTION = re.compile(r"(?:\[[^\]]{1,60}\]\.?\s*)+")
_POSSESSIVE = re.compile(r"\b[A-Z]\.[A-Z]\.['\u2019]$")  # the U.S.' demand
_NUMBERED = re.compile(r"(?P<noun>\w\ )?\bno\.$", re.IGNORECASE)
_CODE = re.compile(r"(?:[A-Z]\.)+\d|[A-Z]{1,3}-?\d|[B-DF-HJ-NP-TV-XZ]{2,3} \d|(?i:one)\b(?! of)")
_CLOSING = " \t\r\f\v\n\"'\u201d\u2019\u00bb)"
_HEADING_MARK = re.compile(r"#{1,6}\s")
_SPLIT_POINTS = (re.compile(r";\s+"), re.compile(r",\s+"), re.compile(r"\s+"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start:end` of its article's text; `paragraph` counts from 0 within the article."""

    start: int
    end: int
    paragraph: int


def sentences_of(article: Article) -> tuple[Sentence, ...]:
    """All sentences of the body, in order, none overlapping; headings and datelines are not sentences."""
    found: list[Sentence] = []
    number, has_begun = 0, False
    for match in _PARAGRAPH.finditer(article.text, article.body_start):
        start = match.start() if has_begun else after_dateline(article.text, match.start(), match.end())
        spans = list(_paragraph_sentences(article.text, start, match.end()))
        has_begun = bool(has_begun or spans or start > match.start())
        if spans:
            found += [Sentence(start, end, number) for start, end in spans]
            number += 1
    return tuple(found)


def _paragraph_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    if start >= end or _is_heading(text[start:end]):
        return
    begin = _lstrip(text, start, end)
    for match in _BOUNDARY.finditer(text, start, end):
        if not _is_abbreviation(text, begin, match):
            yield from _split_long(text, begin, match.end("end"))
            begin = match.end("space")
    yield from _split_long(text, begin, _rstrip(text, begin, end))


def _is_heading(paragraph: str) -> bool:
    if _HEADING_MARK.match(paragraph):
        return "\n" not in paragraph.strip()
    last = paragraph.rstrip(_CLOSING)[-1:]
    return len(paragraph) <= MAX_HEADING_CHARS and last.isalnum() and "\n" not in paragraph


def _is_abbreviation(text: str, begin: int, match: re.Match[str]) -> bool:
    """Whether a boundary is none: its full stop belongs to an abbreviation, an initial or a list's number."""
    if match["end"] in (".'", ".\u2019"):
        return _POSSESSIVE.search(text, begin, match.end("end")) is not None
    if match["end"] not in (".", ".]"):
        return False
    if _LIST_NUMBER.fullmatch(text, begin, match.end("end")):
        return True
    before = text[max(begin, match.start() - 12) : match.end("end")]
    if numbered := _NUMBERED.search(before):
        is_code = numbered["noun"] is not None and _CODE.match(text, match.end()) is not None
        return is_code or text[match.end() : match.end() + 1].isdigit()
    return _ABBREVIATION.search(before) is not None


def _rstrip(text: str, begin: int, end: int) -> int:
    return begin + len(text[begin:end].rstrip())


def _lstrip(text: str, begin: int, end: int) -> int:
    return end - len(text[begin:end].lstrip())


def _split_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > MAX_SENTENCE_CHARS:
        cut = _split_point(text, start)
        yield start, _rstrip(text, start, cut)
        start = _lstrip(text, cut, end)
    if start < end and not _STAGE_DIRECTION.fullmatch(text, start, end):
        yield start, end


def _split_point(text: str, start: int) -> int:
    """Where the next piece begins: after the last good break within the limit."""
    for pattern in _SPLIT_POINTS:
        breaks = [match.end() for match in pattern.finditer(text, start + 1, start + MAX_SENTENCE_CHARS)]
        if breaks and breaks[-1] > start + MAX_SENTENCE_CHARS // 3:
            return breaks[-1]
    return start + MAX_SENTENCE_CHARS


def heading_of(article: Article) -> str:
    """What stands over an article and counts for all of it: title, place, day. Found by, never quoted."""
    day = article.published
    dated = f"{day.day} {month_name[day.month]} {day.year}" if day else ""
    return ". ".join(filter(None, (article.title, ", ".join(filter(None, (article.place, dated))))))


def passages_of(token_counts: tuple[int, ...] | list[int], *, max_tokens: int) -> tuple[tuple[int, int], ...]:
    """Group an article's sentences into passages: runs `first:last` (exclusive) of at most `max_tokens` tokens.

    Takes the tokens of each sentence. Every sentence is in exactly one passage; a longer one is a passage alone.
    """
    passages: list[tuple[int, int]] = []
    first = tokens = 0
    for number, count in enumerate(token_counts):
        if number > first and tokens + count > max_tokens:
            passages.append((first, number))
            first, tokens = number, 0
        tokens += count
    return (*passages, (first, len(token_counts))) if token_counts else ()
