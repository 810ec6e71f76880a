"""Which articles of the corpus hold the text that is about to be added. Pure; whole articles, not single sentences.

The share of common word 6-grams (Broder 1997, "On the resemblance and containment of documents"), estimated on a
sample: of all 6-grams those whose hash is divisible by SAMPLING, so that two texts sample the same ones.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self
from zlib import crc32

from index.records import Article

WORDS = 6
"""Of a shingle: long enough that two reports of one event, each in its own words, share almost none."""

SAMPLING = 4
"""One of so many 6-grams is kept; an article of 300 words has about 75 of them."""

MOST = 3
"""Copies told of one text: more would only be more of the same."""

_WORD = re.compile(r"\w+")
_PRIME = (1 << 61) - 1
_BASE = 1_000_003


@dataclass(frozen=True, slots=True)
class Copy:
    """An article that has much of a text. `share` in 0..1: of the text in the article or of the article in the text."""

    article: Article
    share: float


class KnownTexts:
    """The texts of a corpus by their sampled 6-grams; case, punctuation and line breaks do not matter."""

    def __init__(self) -> None:
        self._articles: list[tuple[Article, int]] = []
        self._having: defaultdict[int, list[int]] = defaultdict(list)

    @classmethod
    def of(cls, articles: Iterable[Article]) -> Self:
        """Sample every article; 1,500 of them take about a second."""
        known = cls()
        for number, article in enumerate(articles):
            shingles = _sampled_shingles(article.text)
            known._articles.append((article, len(shingles)))
            for shingle in shingles:
                known._having[shingle].append(number)
        return known

    def copies_of(self, text: str, *, at_least: float = 0.3) -> tuple[Copy, ...]:
        """Return the up to three articles that share most with a text, best first; of `text` itself too if known."""
        shingles = _sampled_shingles(text)
        common = Counter(number for shingle in shingles for number in self._having.get(shingle, ()))
        copies = []
        for number, count in common.items():
            article, size = self._articles[number]
            copies.append(Copy(article, count / min(len(shingles), size)))
        copies.sort(key=lambda copy: (-copy.share, copy.article.id))
        return tuple(copy for copy in copies[:MOST] if copy.share >= at_least)


def _sampled_shingles(text: str) -> frozenset[int]:
    """Hash the 6-grams of a text, the same in every process, and sample them; a text with a word has one or more."""
    hashes = _shingles([crc32(word.encode(errors="replace")) for word in _WORD.findall(text.casefold())])
    sampled = frozenset(value for value in hashes if value % SAMPLING == 0)
    return sampled or frozenset([min(hashes)] if hashes else ())


def _shingles(words: Sequence[int]) -> list[int]:
    """Hash each run of six words by rolling (Karp & Rabin 1987); a shorter text is one run."""
    leaving = pow(_BASE, WORDS, _PRIME)
    value, hashes = 0, []
    for position, word in enumerate(words):
        value = (value * _BASE + word) % _PRIME
        if position >= WORDS:
            value = (value - words[position - WORDS] * leaving) % _PRIME
        if position >= WORDS - 1:
            hashes.append(value)
    return hashes or [value] * bool(words)
