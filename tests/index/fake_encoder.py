"""An encoder without a model: each word has a direction of its own, a text the mean of its words."""

import hashlib
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from index.encoder import EncodedText, unit_length

DIMENSION = 256
VOCABULARY = 5000
MAX_TOKENS = 200
STEM_CHARS = 5

_TOKEN = re.compile(r"\w+|[^\w\s]")


class FakeEncoder:
    """Words that begin with the same five letters are the same to it: demand, demanded, demands."""

    name = "fake"
    dimension = DIMENSION
    vocabulary_size = VOCABULARY

    def __init__(self, fingerprint: str = "of the fake") -> None:
        self.fingerprint = fingerprint
        self.encoded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        self.encoded += texts
        return [_encoded(text) for text in texts]


def _encoded(text: str) -> EncodedText:
    text.encode()  # as a real tokenizer, it takes no half of a surrogate pair
    tokens = list(_TOKEN.finditer(text))[:MAX_TOKENS]
    stems = [token.group().casefold()[:STEM_CHARS] for token in tokens]
    vectors = np.stack([np.zeros(DIMENSION, np.float32), *map(_direction, stems)])
    mean = vectors.sum(axis=0) if tokens else np.ones(DIMENSION, np.float32)
    return EncodedText(
        vector=unit_length(mean[np.newaxis])[0],
        token_vectors=vectors[1:],
        token_ids=np.asarray([_seed(stem) % VOCABULARY for stem in stems], np.int32),
        token_spans=np.asarray([token.span() for token in tokens], np.int32).reshape(-1, 2),
    )


@cache
def _direction(stem: str) -> NDArray[np.float32]:
    drawn = np.random.default_rng(_seed(stem)).standard_normal((1, DIMENSION)).astype(np.float32)
    direction: NDArray[np.float32] = unit_length(drawn)[0]
    return direction


def _seed(stem: str) -> int:
    return int.from_bytes(hashlib.sha256(stem.encode()).digest()[:4], "big")
