"""Passages by their words: BM25, the only module that imports bm25s (and its stemmer).

Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009). Words are stemmed (Porter 2) and
English stop words left out; what is not English is matched as it is written.
"""

import logging
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

from index.errors import SnapshotDamaged

logging.getLogger("bm25s").setLevel(logging.WARNING)

_WORD = r"(?u)\b\w+\b"


class LexicalIndex:
    """BM25 scores of passages for a query's words."""

    def __init__(self, model: Any) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: list[str]) -> "LexicalIndex":
        """Index texts, which are then known by their number in the list."""
        words = _words(texts)
        if not any(words):
            words = [[*words[0], "\N{REPLACEMENT CHARACTER}"], *words[1:]] if words else [["\N{REPLACEMENT CHARACTER}"]]
        model = bm25s.BM25(k1=1.2, b=0.75)
        model.index(words, show_progress=False)
        return cls(model)

    def best(self, query: str, *, k: int) -> NDArray[np.int64]:
        """Numbers of the at most k passages with the highest score above zero, best first."""
        words = [word for word in _words([query])[0] if word in self._model.vocab_dict]
        if not words:
            return np.empty(0, dtype=np.int64)
        scores: NDArray[np.float32] = self._model.get_scores(words)
        order = np.argsort(-scores, kind="stable")[:k]
        return order[scores[order] > 0]

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


def _words(texts: list[str]) -> list[list[str]]:
    words: list[list[str]] = bm25s.tokenize(
        texts,
        token_pattern=_WORD,
        stopwords="english",
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    return words
