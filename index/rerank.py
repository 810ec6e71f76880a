"""Late interaction: how well each sentence matches each token of a query. Pure NumPy.

ColBERT's MaxSim (Khattab & Zaharia 2020): a query token takes its best-matching token of a text. Here it is taken at
three distances - in the sentence, in it and its neighbours, anywhere in the article or its heading - because a news
report names the place and the group once and states the fact elsewhere.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

NO_MATCH = np.float32(-1.0)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Best cosines of each query token, each array of shape (sentences, query tokens)."""

    sentence: FloatArray
    neighbours: FloatArray
    article: FloatArray


def quantise(token_vectors: FloatArray) -> NDArray[np.int8]:
    """Directions of token vectors in a quarter of the space: each row scaled so that its largest entry is 127."""
    peaks = np.maximum(np.abs(token_vectors).max(axis=1, keepdims=True), 1e-12)
    return np.asarray(np.rint(token_vectors * (127.0 / peaks)), dtype=np.int8)


def cosines(tokens: NDArray[np.int8], query: FloatArray) -> FloatArray:
    """Cosine of each quantised token (tokens, dimension) with each unit query token (queries, dimension)."""
    values = tokens.astype(np.float32)
    lengths = np.maximum(np.sqrt(np.einsum("td,td->t", values, values)), 1e-12)
    result: FloatArray = (values @ query.T) / lengths[:, np.newaxis]
    return result


def match_texts(tokens: NDArray[np.int8], boundaries: NDArray[np.int64], query: FloatArray) -> FloatArray:
    """Best cosine of each query token in each of some texts, shape (texts, query tokens).

    `boundaries` (texts + 1,) are the texts' offsets into `tokens`; a text without tokens matches nothing.
    """
    matches = np.full((len(boundaries) - 1, len(query)), NO_MATCH, dtype=np.float32)
    filled = np.flatnonzero(np.diff(boundaries) > 0)
    if len(filled) and len(query):
        matches[filled] = np.maximum.reduceat(cosines(tokens, query), boundaries[filled], axis=0)
    return matches


def spread(sentence: FloatArray, heading: FloatArray) -> Matches:
    """The matches of one article's sentences at all three distances; its heading (query tokens,) is everywhere near."""
    neighbours = sentence.copy()
    np.maximum(neighbours[1:], sentence[:-1], out=neighbours[1:])
    np.maximum(neighbours[:-1], sentence[1:], out=neighbours[:-1])
    article = np.maximum(sentence.max(axis=0, initial=NO_MATCH), heading)
    return Matches(sentence, neighbours, np.broadcast_to(article, sentence.shape))


def inverse_document_frequency(
    token_ids: NDArray[np.int32], boundaries: NDArray[np.int64], vocabulary_size: int
) -> FloatArray:
    """Weight in 0..1 of each token id: 1 where no sentence has it, near 0 where all have. Shape (vocabulary,)."""
    sentences = len(boundaries) - 1
    owners = np.repeat(np.arange(sentences, dtype=np.int64), np.diff(boundaries))
    distinct = np.unique(owners * vocabulary_size + token_ids)
    frequency = np.bincount(distinct % vocabulary_size, minlength=vocabulary_size)
    weights = np.log((sentences + 1) / (frequency + 0.5)) / np.log((sentences + 1) / 0.5)
    return np.asarray(np.clip(weights, 0.0, 1.0), dtype=np.float32)
