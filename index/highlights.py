"""Which words of a quoted sentence are decisive: the clause that says what was asked. Pure.

The clause that matches the question's tokens best, weighted by how rare they are, and that says something the
question did not say already. A long one is narrowed to the words around its best matches.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

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

Words = Sequence[tuple[int, int, str]]
"""Words of a text: start, end, stem, which is empty for a function word."""

_CLAUSE_BREAK = re.compile(
    r"""(?:[,:](?!\d) | [;()\[\]])+\s* | \s+[-\u2013\u2014]+\s+ | \u2014 | ["\u201c\u201d]+
      | \s+(?=(?:but|after|before|when|while|which|who|whose|because|although|where|whereas|and\sthat|saying|adding
                 |in\san?\s(?:video|statement))\s)""",
    re.VERBOSE | re.IGNORECASE,
)
_CONJUNCTIONS = frozenset({"and", "but", "or"})
_WORD = re.compile(r"\w+(?:[.,'\u2019-]\w+)*")


@dataclass(frozen=True)
class Asked:
    """A question as sentences are held against it; `weights` (query tokens,) says how much each token counts."""

    question: str
    weights: NDArray[np.float32]

    @cached_property
    def shares(self) -> NDArray[np.float32]:
        """Of each token in the whole question's weight."""
        return self.weights / max(float(self.weights.sum()), 1e-6)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of the question's words but for the function words."""
        return frozenset(stem for _, _, stem in _words(self.question, 0, len(self.question)) if stem)

    @cached_property
    def expects(self) -> Expects:
        """The kind of answer that is asked for."""
        return Expects.of(self.question)


def decisive_words(
    text: str, token_spans: NDArray[np.int32], cosines: NDArray[np.float32], asked: Asked
) -> tuple[tuple[int, int], ...]:
    """The `(start, end)` to mark in a sentence's text; empty where nothing stands out.

    `token_spans` (tokens, 2) are offsets into the text, in its order, and `cosines` have the shape (tokens, query
    tokens).
    """
    gains = np.maximum(cosines - MATCH_FLOOR, 0.0) * asked.shares
    starts, ends = token_spans.T.tolist()

    def value(words: Words) -> float:
        said = {stem for _, _, stem in words if stem}
        new = len(said - asked.stems)
        if not new:
            return -1.0
        (start, _, _), (_, end, _) = words[0], words[-1]
        inside = gains[bisect_left(starts, start) : bisect_right(ends, end)]
        found = float(inside.max(axis=0, initial=0.0).sum())
        found += LITERAL_BONUS * (len(said) - new) / max(len(asked.stems), 1)
        fits = TYPE_BONUS if asked.expects.is_met_by(text[start:end]) else 0.0
        return found * (1.0 + min(new, ENOUGH_NEWS) / ENOUGH_NEWS + fits - LENGTH_PENALTY * len(said))

    best = max(((value(clause), clause) for clause in _clauses(text)), key=itemgetter(0), default=None)
    if best is None or best[0] <= 0.0:
        return ()
    words = best[1]
    if words[-1][1] - words[0][0] > MAX_HIGHLIGHT_CHARS:
        words = max(_windows(text, words), key=value, default=words)
    return ((words[0][0], words[-1][1]),)


def _clauses(text: str) -> Iterator[Words]:
    begin = 0
    for match in _CLAUSE_BREAK.finditer(text):
        yield from _trimmed(text, _words(text, begin, match.start()))
        begin = match.end()
    yield from _trimmed(text, _words(text, begin, len(text)))


def _windows(text: str, clause: Words) -> Iterator[Words]:
    for first in range(max(1, len(clause) - WINDOW_WORDS + 1)):
        yield from _trimmed(text, clause[first : first + WINDOW_WORDS])


def _trimmed(text: str, words: Words) -> Iterable[Words]:
    """The words without an "and" before them or an "in" or "the" left over at the end; none where no word is left."""
    first, last = 0, len(words)
    if words and text[words[0][0] : words[0][1]].casefold() in _CONJUNCTIONS:
        first = 1
    while last > first and not words[last - 1][2]:
        last -= 1
    return [words[first:last]] if last > first else []


def _words(text: str, begin: int, end: int) -> Words:
    found = []
    for match in _WORD.finditer(text, begin, end):
        word = match.group()
        found.append((match.start(), match.end(), "" if is_function_word(word) else _stem(word)))
    return found


def _stem(word: str) -> str:
    """Enough of a word to see "demand" in "demanding"."""
    lower = word.casefold()
    return lower[: max(STEM_CHARS, len(lower) - 3)]
