"""Which words of a quoted sentence are decisive: the clause that says what was asked. Pure.

The clause that matches the question's tokens best, weighted by how rare they are, and that says something the
question did not say already. A long one is narrowed to the words around its best matches.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from index.question import Expects

MAX_HIGHLIGHT_CHARS = 110
WINDOW_WORDS = 9
STEM_CHARS = 4
MATCH_FLOOR = 0.3
"""Cosines below it are chance: two unrelated tokens of English news have about this."""

TYPE_BONUS = 0.35
LENGTH_PENALTY = 0.01
"""A word: of two clauses that match alike, the shorter is the more decisive."""

_CLAUSE_BREAK = re.compile(
    r"""[,;:()\[\]]+\s* | \s+[-\u2013\u2014]+\s+ | \u2014 | ["\u201c\u201d]+
      | \s+(?=(?:but|after|before|when|while|which|who|whose|because|although|where|whereas|and\sthat|saying|adding
                 |in\san?\s(?:video|statement))\s)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"\w+(?:[.,'\u2019-]\w+)*")


def decisive_words(
    text: str,
    token_spans: NDArray[np.int32],
    cosines: NDArray[np.float32],
    weights: NDArray[np.float32],
    *,
    question: str,
    expects: Expects,
) -> tuple[tuple[int, int], ...]:
    """The `(start, end)` to mark in a sentence's text; empty where nothing stands out.

    `token_spans` (tokens, 2) are offsets into the text, `cosines` (tokens, query tokens), `weights` (query tokens,).
    """
    gains = np.maximum(cosines - MATCH_FLOOR, 0.0) * weights / max(float(weights.sum()), 1e-6)
    asked = {_stem(word) for word in _WORD.findall(question)}

    def value(span: tuple[int, int]) -> float:
        words = _WORD.findall(text, *span)
        if all(_stem(word) in asked for word in words):
            return -1.0
        inside = (token_spans[:, 0] >= span[0]) & (token_spans[:, 1] <= span[1])
        found = float(gains[inside].max(axis=0, initial=0.0).sum())
        bonus = TYPE_BONUS * found if expects.is_met_by(text[span[0] : span[1]]) else 0.0
        return found + bonus - LENGTH_PENALTY * found * len(words)

    best = max(_clauses(text), key=value, default=None)
    if best is None or value(best) <= 0.0:
        return ()
    if best[1] - best[0] > MAX_HIGHLIGHT_CHARS:
        best = max(_windows(text, best), key=value, default=best)
    return (best,)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for match in _CLAUSE_BREAK.finditer(text):
        yield from _trimmed(text, begin, match.start())
        begin = match.end()
    yield from _trimmed(text, begin, len(text))


def _windows(text: str, clause: tuple[int, int]) -> Iterator[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(text, *clause)]
    for first in range(max(1, len(words) - WINDOW_WORDS + 1)):
        yield words[first][0], words[min(len(words), first + WINDOW_WORDS) - 1][1]


def _trimmed(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    words = [match.span() for match in _WORD.finditer(text, start, end)]
    return [(words[0][0], words[-1][1])] if words else []


def _stem(word: str) -> str:
    """Enough of a word to see "demand" in "demanding"."""
    lower = word.casefold()
    return lower[: max(STEM_CHARS, len(lower) - 3)]
