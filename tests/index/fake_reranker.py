"""A reranker without a model, which knows what it wants to read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class FakeReranker:
    """Prefers texts with its first word, then those with the second, and so on; to the others it is indifferent."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.asked: list[str] = []
        self.read: list[Sequence[str]] = []

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.append(question)
        self.read.append(texts)
        return np.asarray([self._score(text) for text in texts], np.float32)

    def _score(self, text: str) -> float:
        places = [place for place, word in enumerate(self._words) if word in text]
        return -float(min(places, default=len(self._words)))
