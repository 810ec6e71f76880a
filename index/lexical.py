"""Passages by their words: BM25, the only module that imports bm25s (and its stemmer).

Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009). Words are stemmed (Porter 2) and
English stop words left out; what is not English is matched as it is written.
"""

import logging
import re
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from numpy.typing import NDArray

from index.candidates import Hits
from index.errors import SnapshotDamaged

logging.getLogger("bm25s").setLevel(logging.WARNING)

_WORD = re.compile(r"\b\w+\b")
_STOP_WORDS = frozenset(STOPWORDS_EN)


class LexicalIndex:
    """BM25 scores of passages for a query's words."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: list[str]) -> "LexicalIndex":
        """Index texts, which are then known by their number in the list."""
        words = [stems(text) for text in texts]
        if not any(words):
            words = [[*words[0], "\N{REPLACEMENT CHARACTER}"], *words[1:]] if words else [["\N{REPLACEMENT CHARACTER}"]]
        model = bm25s.BM25(k1=1.2, b=0.75)
        model.index(words, show_progress=False)
        return cls(model)

    def best(self, query: str, *, k: int) -> Hits:
        """The at most k passages with the highest BM25 score above zero, of equal ones the first."""
        words = [word for word in stems(query) if word in self._model.vocab_dict]
        if not words:
            return Hits(np.empty(0, np.int64), np.empty(0, np.float32))
        scores: NDArray[np.float32] = self._model.get_scores(words)
        order = _best(scores, k)
        order = order[scores[order] > 0]
        return Hits(order, scores[order])

    def save(self, folder: Path) -> None:
        """Write the index as a folder of arrays and JSON; no pickle."""
        self._model.save(str(folder), allow_pickle=False, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote; raises SnapshotDamaged where that cannot be."""
        try:
            return cls(bm25s.BM25.load(str(folder), allow_pickle=False, show_progress=False))
        except (OSError, ValueError, KeyError) as error:
            raise SnapshotDamaged(f"{folder.name} cannot be read; run: incident-bot rebuild") from error


def _best(scores: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """Where the k highest scores stand, best first; of equal ones the first."""
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        found = np.flatnonzero(scores >= least)
    else:
        found = np.arange(len(scores))
    return found[np.argsort(-scores[found], kind="stable")[:k]]


def stems(text: str) -> list[str]:
    """The stems of a text's words, as `bm25s.tokenize` gives them, which takes ten times as long for a short text."""
    words = [word for word in _WORD.findall(text.lower()) if word not in _STOP_WORDS]
    found: list[str] = Stemmer.Stemmer("english").stemWords(words)
    return found
