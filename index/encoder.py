"""What an embedding model gives: vectors of a text and of each of its tokens. Pure NumPy.

One pass of the model gives both the vector of the whole text (for FAISS) and the vector of each of its tokens
(for late interaction).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class EncodedText:
    """One text's vectors, all float32 and of unit length, and where its tokens stand.

    `vector` has shape (dimension,), `token_vectors` (tokens, dimension), `token_ids` (tokens,), and `token_spans`
    (tokens, 2): character offsets into the text. Special tokens are left out. A text longer than the model reads
    has no tokens for its end.
    """

    vector: NDArray[np.float32]
    token_vectors: NDArray[np.float32]
    token_ids: NDArray[np.int32]
    token_spans: NDArray[np.int32]


class Encoder(Protocol):
    """What the rest of the package needs of an embedding model."""

    @property
    def name(self) -> str:
        """As the operator set it."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may get another vector."""

    @property
    def dimension(self) -> int:
        """Of every vector."""

    @property
    def vocabulary_size(self) -> int:
        """Token ids are below this."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones left out, nothing cut off."""

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Vectors of each text, in the order given."""


def encoded_text(
    vector: NDArray[np.float32],
    token_vectors: NDArray[np.float32],
    ids: Sequence[int],
    spans: Sequence[tuple[int, int]],
    special: Sequence[int],
) -> EncodedText:
    """From what a model gives of one text, of any length, and its tokenizer says; `special` is 1 where a token is."""
    keep = np.flatnonzero(np.asarray(special) == 0)
    return EncodedText(
        vector=unit_length(vector[np.newaxis])[0],
        token_vectors=unit_length(token_vectors[keep]),
        token_ids=np.asarray(ids, dtype=np.int32)[keep],
        token_spans=np.asarray(spans, dtype=np.int32).reshape(-1, 2)[keep],
    )


def unit_length(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each row divided by its Euclidean length; a zero row stays zero."""
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return np.asarray(rows / lengths, dtype=np.float32)
