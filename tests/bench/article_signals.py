"""What can be read off the articles of an answer besides the order they came in: the signals that re-rank them."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents
from index.dates import period_of
from index.encoder import Encoder
from index.passages import heading_of
from index.question import Expects, is_function_word
from index.records import Answer, Article, Quote

NAMES = (
    "score of its best quote",
    "score of its second quote",
    "quotes among the ten",
    "share of the question's words, by rarity, in the article",
    "the same in its best quote",
    "the same in its title, place and day",
    "holds the question's rarest word",
    "share of the question's word pairs in the article",
    "BM25 of the article",
    "cosine of its best passage",
    "of the time that the question names",
    "best quote holds the kind of answer asked for",
    "length of the article",
)
K1, B = 1.2, 0.75
"""As `index.lexical` has them."""

Thing = TypeVar("Thing")

_WORD = re.compile(r"\w+")


class ArticleSignals:
    """The signals of the articles of an answer, over one snapshot."""

    def __init__(self, contents: Contents, encoder: Encoder, *, today: date) -> None:
        self._encoder = encoder
        self._today = today
        self._vectors = contents.vectors
        self._numbers = {article.id: number for number, article in enumerate(contents.articles)}
        self._words = [words_of(f"{heading_of(article)} {article.text}") for article in contents.articles]
        self._counts = [Counter(words) for words in self._words]
        self._in_articles = Counter(word for counts in self._counts for word in counts)
        self._mean_length = float(np.mean([len(words) for words in self._words]))
        self._owners = contents.sentences[contents.passages[:, 0], 0]

    def of(self, answer: Answer) -> tuple[tuple[Article, ...], NDArray[np.float64]]:
        """The articles of an answer's quotes in their order, and their signals (articles, NAMES)."""
        by_article: dict[str, list[Quote]] = {}
        for quote in answer.quotes:
            by_article.setdefault(quote.article.id, []).append(quote)
        vector = self._encoder.encode([answer.question])[0].vector
        rows = [self._row(answer.question, quotes, vector) for quotes in by_article.values()]
        return tuple(quotes[0].article for quotes in by_article.values()), np.array(rows, dtype=np.float64)

    def _row(self, question: str, quotes: Sequence[Quote], vector: NDArray[np.float32]) -> tuple[float, ...]:
        best, number = quotes[0], self._numbers[quotes[0].article.id]
        asked = [word for word in words_of(question) if not is_function_word(word)]
        weights = {word: self._rarity(word) for word in asked}
        period = period_of(question, today=self._today)
        passages = np.flatnonzero(self._owners == number)
        words = self._words[number]
        return (
            best.score,
            quotes[1].score if len(quotes) > 1 else 0.0,
            len(quotes),
            covered(weights, words),
            covered(weights, words_of(best.text)),
            covered(weights, words_of(heading_of(best.article))),
            covered(dict(sorted(weights.items(), key=itemgetter(1))[-1:]), words),
            covered(dict.fromkeys(pairwise(asked), 1.0), pairwise(words)),
            sum(weights[word] * self._saturated(word, number) for word in weights),
            max((float(self._vectors.vector(int(passage)) @ vector) for passage in passages), default=0.0),
            float(period is not None and period.covers(best.article.published) is True),
            float(Expects.of(question).is_met_by(best.text)),
            math.log(1 + len(words)),
        )

    def _rarity(self, word: str) -> float:
        having = self._in_articles[word]
        return math.log(1 + (len(self._words) - having + 0.5) / (having + 0.5))

    def _saturated(self, word: str, number: int) -> float:
        count = self._counts[number][word]
        return count * (K1 + 1) / (count + K1 * (1 - B + B * len(self._words[number]) / self._mean_length))


def words_of(text: str) -> list[str]:
    """The words of a text, case ignored."""
    return _WORD.findall(text.casefold())


def covered(weights: dict[Thing, float], held: Iterable[Thing]) -> float:
    """The share, by weight, of some things that are among those held; 0 where there are none."""
    present = set(held)
    return sum(weight for thing, weight in weights.items() if thing in present) / max(sum(weights.values()), 1e-9)
