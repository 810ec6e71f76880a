"""Late interaction: how well each sentence matches each token of a query. Pure NumPy.

ColBERT's MaxSim (Khattab & Zaharia 2020): a query token takes its best-matching token of a text. Here it is taken at
three distances - in the sentence, in it and its neighbours, anywhere in the article or its heading - because a news
report names the place and the group once and states the fact elsewhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.integer_product import MAX_COLUMN, integer_product

FloatArray = NDArray[np.float32]

NO_MATCH = np.float32(-1.0)

TOKEN_PEAK = 6.5
"""An entry of a token's unit vector beyond so many standard deviations, 1 / sqrt(dimension), is cut off. The largest
that was found in a twentieth of the MUC-4 articles' tokens is 6.1."""


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Best cosines of each query token in the sentences of some articles.

    `sentence` and `neighbours` have the shape (sentences, query tokens), `article` (articles, query tokens), and
    `articles` (sentences,) says which of its rows is a sentence's own.
    """

    sentence: FloatArray
    neighbours: FloatArray
    article: FloatArray
    articles: NDArray[np.int64]


def quantise(token_vectors: FloatArray) -> NDArray[np.int8]:
    """Unit vectors in a quarter of the space: all in the same units, `TOKEN_PEAK` deviations of an entry to 127.

    So products with them compare as cosines do, without the length of each.
    """
    values = np.clip(token_vectors * _units(token_vectors.shape[1]), -127, 127)
    return np.asarray(np.rint(values), np.int8)


def match_texts(tokens: Sequence[NDArray[np.int8]], boundaries: NDArray[np.int64], query: FloatArray) -> FloatArray:
    """Best cosine of each query token (queries, dimension) in each of some texts, shape (texts, queries).

    The texts' quantised tokens may lie in several arrays (n, dimension); `boundaries` (texts + 1,) are the texts'
    offsets into all of them. A text without tokens matches nothing.
    """
    matches = np.full((len(boundaries) - 1, len(query)), NO_MATCH, np.float32)
    filled = np.flatnonzero(np.diff(boundaries) > 0)
    if len(filled) and len(query):
        columns, scales = _columns(query)
        matches[filled] = np.maximum.reduceat(integer_product(tokens, columns), boundaries[filled], axis=0) * scales
    return matches


def cosines(tokens: Sequence[NDArray[np.int8]], query: FloatArray) -> FloatArray:
    """Cosine of each quantised token, in several arrays (n, dimension), with each query token; (tokens, queries)."""
    columns, scales = _columns(query)
    return np.asarray(integer_product(tokens, columns) * scales, np.float32)


def spread(texts: FloatArray, headings: NDArray[np.int64]) -> Matches:
    """The matches of articles' sentences at all three distances.

    `texts` (texts, query tokens) are the matches of each article's heading and, after it, of its sentences; `headings`
    says where the headings stand. A heading is everywhere near and no neighbour.
    """
    is_sentence = np.ones(len(texts), bool)
    is_sentence[headings] = False
    own = np.where(is_sentence[:, np.newaxis], texts, NO_MATCH)
    neighbours = own.copy()
    np.maximum(neighbours[1:], own[:-1], out=neighbours[1:])
    np.maximum(neighbours[:-1], own[1:], out=neighbours[:-1])
    return Matches(
        sentence=own[is_sentence],
        neighbours=neighbours[is_sentence],
        article=np.maximum.reduceat(texts, headings, axis=0),
        articles=np.cumsum(~is_sentence)[is_sentence] - 1,
    )


def _units(dimension: int) -> float:
    """By what an entry of a unit vector is multiplied."""
    return 127.0 * math.sqrt(dimension) / TOKEN_PEAK


def _columns(query: FloatArray) -> tuple[NDArray[np.int8], FloatArray]:
    """Query tokens as integers (dimension, queries), and by what the products are multiplied to be cosines (queries,).

    Each has its own scale; the rounding moves a cosine by less than .002.
    """
    peaks = np.maximum(np.abs(query).max(axis=1, initial=0.0), 1e-12)
    columns = np.rint(query.T * (MAX_COLUMN / peaks)).astype(np.int8)
    return np.ascontiguousarray(columns), np.asarray(peaks / (MAX_COLUMN * _units(query.shape[1])), np.float32)


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
