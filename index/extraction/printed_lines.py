"""The lines of printed pages put together again as paragraphs. Pure.

A page knows no paragraphs, only lines at places. A new paragraph is seen by a wider gap, another size of letters, an
indented first line, or a short last line; without any of these the lines belong together, so that no sentence is cut.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_USUAL = 0.25  # the quantile of the distances: in short texts those between paragraphs are many
_WIDER_GAP = 1.3  # times the usual distance of lines; a blank half line is 1.5
_OTHER_SIZE = 0.1  # part by which the size of letters differs
_SHORT_LINE = 0.7  # of the usual length, in characters
_EDGE_LINES = 2  # at the top and the bottom of a page: running head and page number
_HEADING = 0.5  # of the usual length: shorter than any line of running text
_WIDE_LEADING = 1.6  # in sizes of letters: of a text of double spacing, or of paragraphs of one line each
_RUNNING_SHARE = 0.6  # of the pages; the first and the last often go without
_SAME_HEIGHT = 3.0  # points

_SENTENCE_END = re.compile(r"[.!?:\u06d4\u061f\u3002][\"'\u201d\u2019\u00bb)\]]*$")
_PAGE_NUMBER = re.compile(r"\W*(?:page\s+)?(\d{1,4})(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENATED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_PREFIXES = frozenset(
    [
        "anti",
        "cease",
        "co",
        "counter",
        "cross",
        "ex",
        "half",
        "mid",
        "multi",
        "non",
        "post",
        "pre",
        "pro",
        "self",
        "semi",
    ]
)
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of a page (from 0): place of its first letter and size of its letters in points, y upwards."""

    page: int
    x: float
    y: float
    size: float
    text: str


@dataclass(frozen=True, slots=True)
class _Usual:
    """The distance of lines, in sizes of letters; the length of lines, in characters; the size of letters."""

    gap: float
    length: float
    size: float


def paragraphs_of(lines: Iterable[PrintedLine]) -> list[str]:
    """Join lines, in reading order, into paragraphs, without running heads, page numbers and hyphens at line ends."""
    lines = [line for line in lines if line.text.strip()]
    running = _running(lines)
    body = [line for line in lines if line not in running]
    words = Counter(word.casefold() for line in body for word in _WORD.findall(line.text))
    texts: list[str] = []
    for line, begins in zip(body, _beginnings(body), strict=True):
        text = " ".join(line.text.translate(_LIGATURES).split())
        if begins:
            texts.append(text)
        else:
            texts[-1] = _joined(texts[-1], text, words)
    return texts


def _running(lines: Sequence[PrintedLine]) -> set[PrintedLine]:
    """Find what stands at one height of most pages with no more than its numbers changed, and numbers of pages."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges: list[PrintedLine] = []
    for page in pages.values():
        ordered = sorted(page, key=lambda line: line.y)
        edges += {*ordered[:_EDGE_LINES], *ordered[-_EDGE_LINES:]}
    seen = Counter(_mark(line) for line in edges)
    often = max(2.0, _RUNNING_SHARE * len(pages))
    return {line for line in edges if seen[_mark(line)] >= often or _is_page_number(line, len(pages[line.page]))}


def _mark(line: PrintedLine) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.strip()), round(line.y / _SAME_HEIGHT)


def _is_page_number(line: PrintedLine, lines_of_page: int) -> bool:
    found = _PAGE_NUMBER.fullmatch(line.text.strip())
    return found is not None and int(found[1]) == line.page + 1 and lines_of_page > 1


def _beginnings(lines: Sequence[PrintedLine]) -> list[bool]:
    """Tell of each line whether a paragraph begins with it."""
    if not lines:
        return []
    usual = _usual(lines)
    triples = zip(lines, lines[1:], [*lines[2:], lines[-1]], strict=False)
    return [True] + [_begins(above, line, below, usual) for above, line, below in triples]


def _usual(lines: Sequence[PrintedLine]) -> _Usual:
    distances = [
        (above.y - line.y) / line.size
        for above, line in pairwise(lines)
        if above.page == line.page and above.y - line.y > line.size / 2
    ]
    lengths = sorted(len(line.text) for line in lines)
    return _Usual(
        gap=sorted(distances)[int(len(distances) * _USUAL)] if distances else 0.0,
        length=median(lengths[len(lengths) // 2 :]),
        size=median(line.size for line in lines),
    )


def _begins(above: PrintedLine, line: PrintedLine, below: PrintedLine, usual: _Usual) -> bool:
    if abs(line.size - above.size) > _OTHER_SIZE * above.size:
        return True
    ended = _SENTENCE_END.search(above.text.rstrip()) is not None
    is_short = len(above.text) < _SHORT_LINE * usual.length
    if above.page != line.page or line.y > above.y:  # a new page or column
        return ended and is_short
    if above.y - line.y > _WIDER_GAP * usual.gap * line.size:
        return True
    if line.size > (1 + _OTHER_SIZE) * usual.size:  # a headline: its lines may be short, and centred
        return False
    is_indented = line.x > min(above.x, below.x) + line.size / 2
    if ended or (is_short and is_indented):
        return is_short or is_indented or usual.gap > _WIDE_LEADING
    return len(above.text) < _HEADING * usual.length and not line.text.lstrip()[:1].islower()


def _joined(text: str, line: str, words: Counter[str]) -> str:
    """Append a line; a word divided at the line's end is one word again."""
    divided, rest = _HYPHENATED.search(text), _FIRST_WORD.match(line)
    if not divided or not rest or not rest[0][0].islower():
        return f"{text}{line}" if text.endswith("-") and rest else f"{text} {line}"
    first, second = divided[1].casefold(), rest[0].casefold()
    is_compound = f"{first}-{second}" in words or first in _PREFIXES or (words[first] > 1 and words[second] > 0)
    keeps_hyphen = is_compound and first + second not in words
    return (text if keeps_hyphen else text[:-1]) + line
