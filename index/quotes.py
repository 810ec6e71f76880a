"""Which sentences are quoted, and how much around them. Pure.

The unit is the whole sentence. It takes in the sentences beside it in its own paragraph for as long as the quote stays
short: there stands who "he" is, and what the sentence before has begun.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_QUOTE_CHARS = 400
"""About six lines on a phone. Longer only where a single sentence is."""

MAX_QUOTES = 10


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences `first:last` (exclusive, global numbers) around the one that was found, `anchor`."""

    anchor: int
    first: int
    last: int
    score: float


def choose_excerpts(
    scored: Sequence[tuple[int, float]], sentences: NDArray[np.int32], text_of: Callable[[int], str]
) -> tuple[Excerpt, ...]:
    """The best excerpts, best first, none overlapping and none repeating another's words.

    `scored` pairs sentence numbers with scores; `sentences` has the columns article, start, end, paragraph.
    `text_of` gives a sentence's words, by which the same wire text in two articles is seen.
    """
    scores = dict(scored)
    used: set[int] = set()
    seen: set[str] = set()
    chosen: list[Excerpt] = []
    for anchor, score in sorted(scored, key=lambda pair: (-pair[1], pair[0])):
        words = _words(text_of(anchor))
        if anchor in used or words in seen:
            continue
        first, last = _grow(anchor, scores, sentences, used)
        used.update(range(first, last))
        seen.update(_words(text_of(number)) for number in range(first, last))
        chosen.append(Excerpt(anchor, first, last, score))
        if len(chosen) == MAX_QUOTES:
            break
    return tuple(chosen)


def _grow(anchor: int, scores: dict[int, float], sentences: NDArray[np.int32], used: set[int]) -> tuple[int, int]:
    """Take in the better neighbour of the same paragraph until the quote would be too long."""
    first, last = anchor, anchor + 1
    while True:
        beside = [
            number
            for number in (first - 1, last)
            if _may_join(number, anchor, sentences, used)
            and _length(min(first, number), max(last, number + 1), sentences) <= MAX_QUOTE_CHARS
        ]
        if not beside:
            return first, last
        best = max(beside, key=lambda number: scores.get(number, -1.0))
        first, last = min(first, best), max(last, best + 1)


def _may_join(number: int, anchor: int, sentences: NDArray[np.int32], used: Iterable[int]) -> bool:
    if not 0 <= number < len(sentences) or number in used:
        return False
    return bool(sentences[number, 0] == sentences[anchor, 0] and sentences[number, 3] == sentences[anchor, 3])


def _length(first: int, last: int, sentences: NDArray[np.int32]) -> int:
    return int(sentences[last - 1, 2] - sentences[first, 1])


def _words(text: str) -> str:
    return " ".join(text.split()).casefold()
