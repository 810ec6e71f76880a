"""Nearest passages by vector: the only module that imports FAISS.

The index is flat, that is exact: at 100,000 passages a search takes milliseconds, and nothing is tuned or trained.
"""

from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.candidates import Hits
from index.errors import SnapshotDamaged


class VectorIndex:
    """Passage vectors under inner product, which for unit vectors is the cosine."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index vectors of shape (passages, dimension), float32, unit length."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Of the vectors."""
        return int(self._index.d)

    def nearest(self, vector: NDArray[np.float32], *, k: int) -> Hits:
        """The k nearest passages (fewer where there are fewer) and their cosines, best first."""
        scores, numbers = self._index.search(np.ascontiguousarray(vector[np.newaxis]), min(k, len(self)))
        is_found = numbers[0] >= 0
        return Hits(numbers[0][is_found], scores[0][is_found])

    def vector(self, number: int) -> NDArray[np.float32]:
        """The vector of one passage, shape (dimension,)."""
        found: NDArray[np.float32] = self._index.reconstruct(number)
        return found

    def save(self, path: Path) -> None:
        """Write the index as one file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote; raises SnapshotDamaged where that cannot be."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            raise SnapshotDamaged(f"{path.name} cannot be read; run: incident-bot rebuild") from error
