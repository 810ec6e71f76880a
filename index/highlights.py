"""Which words of a quoted sentence are decisive: the clause that says what was asked. Pure.

The clause that matches the question's tokens best, weighted by how rare they are, and that says something the
question did not say already. A long one is narrowed to the words around its best matches.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from index.question import Expects, is_function_word

MAX_HIGHLIGHT_CHARS = 110
WINDOW_WORDS = 9
STEM_CHARS = 4
MATCH_FLOOR = 0.3
"""Cosines below it are chance: two unrelated tokens of English news have about this."""

LITERAL_BONUS = 0.5
"""For the question's own words: the model's vectors put "demand" and "demanding" too far apart."""

ENOUGH_NEWS = 4
"""Words that the question did not have: a clause with fewer says little."""

TYPE_BONUS = 0.5
LENGTH_PENALTY = 0.02
"""A word: of two clauses that match alike, the shorter is the more decisive."""

_CLAUSE_BREAK = re.compile(
    r"""(?:[,:](?!\d) | [;()\[\]])+\s* | \s+[-\u2013\u2014]+\s+ | \u2014 | ["\u201c\u201d]+
      | \s+(?=(?:but|after|before|when|while|which|who|whose|because|although|where|whereas|and\sthat|saying|adding
                 |in\san?\s(?:video|statement))\s)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONJUNCTIONS = frozenset({"and", "but", "or"})
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
    asked = _content_stems(question)

    def value(span: tuple[int, int]) -> float:
        said = _content_stems(text[span[0] : span[1]])
        if not said - asked:
            return -1.0
        inside = (token_spans[:, 0] >= span[0]) & (token_spans[:, 1] <= span[1])
        found = float(gains[inside].max(axis=0, initial=0.0).sum())
        found += LITERAL_BONUS * len(said & asked) / max(len(asked), 1)
        news = min(len(said - asked), ENOUGH_NEWS) / ENOUGH_NEWS
        fits = TYPE_BONUS if expects.is_met_by(text[span[0] : span[1]]) else 0.0
        return found * (1.0 + news + fits - LENGTH_PENALTY * len(said))

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
        yield from _trimmed(text, words[first][0], words[min(len(words), first + WINDOW_WORDS) - 1][1])


def _trimmed(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    """The span without an "and" before it or an "in" or "the" left over at its end; none where no word is left."""
    words = list(_WORD.finditer(text, start, end))
    if words and words[0].group().casefold() in _CONJUNCTIONS:
        del words[0]
    while words and is_function_word(words[-1].group()):
        words.pop()
    return [(words[0].start(), words[-1].end())] if words else []


def _content_stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(text) if not is_function_word(word)}


def _stem(word: str) -> str:
    """Enough of a word to see "demand" in "demanding"."""
    lower = word.casefold()
    return lower[: max(STEM_CHARS, len(lower) - 3)]
