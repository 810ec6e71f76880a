"""Which articles are worth a closer look: those that two retrievers of passages find, fused. Pure NumPy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MAX_ARTICLES = 80
"""Of 166 on average that 100 passages of each retriever come from; hit@1, hit@3 and the right article first stay as
they are with all of these, on the development and the validation questions. With 64, half a point of hit@3 is lost.
"""


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The passages that one retriever finds, best first: `numbers` (k,) and `scores` (k,), on a scale of its own."""

    numbers: NDArray[np.int64]
    scores: NDArray[np.float32]


def fuse(found: Sequence[Hits], article_of: NDArray[np.int32]) -> NDArray[np.int64]:
    """Numbers of the best articles, at most MAX_ARTICLES, in the order of their numbers.

    An article counts by its best passage with each retriever, these scores laid on one scale by their range and added
    up (CombSUM, Fox & Shaw 1994; Lee 1997). `article_of` (passages,) is each passage's article.
    """
    totals = np.zeros(int(article_of[-1]) + 1, np.float32)
    for hits in found:
        best = np.zeros_like(totals)
        np.maximum.at(best, article_of[hits.numbers], _by_range(hits.scores))
        totals += best
    candidates = np.unique(article_of[np.concatenate([hits.numbers for hits in found])])
    order = np.argsort(-totals[candidates], kind="stable")
    return np.sort(candidates[order[:MAX_ARTICLES]]).astype(np.int64)


def _by_range(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores laid between 0, the worst, and 1, the best."""
    if not len(scores):
        return scores
    return np.asarray((scores - scores[-1]) / max(float(scores[0] - scores[-1]), 1e-6), np.float32)
