from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.encoder import unit_length
from index.errors import SnapshotDamaged
from index.vectors import VectorIndex


def directions(count: int, dimension: int = 8) -> NDArray[np.float32]:
    return unit_length(np.random.default_rng(7).standard_normal((count, dimension)).astype(np.float32))


def test_the_nearest_come_first_and_are_exactly_those_of_the_highest_cosine() -> None:
    vectors = directions(50)
    query = directions(51)[-1]

    found = VectorIndex.build(vectors).nearest(query, k=10)

    assert found.numbers.tolist() == np.argsort(-(vectors @ query))[:10].tolist()
    assert found.scores == pytest.approx(np.sort(vectors @ query)[::-1][:10], abs=1e-6)


def test_no_more_are_found_than_there_are() -> None:
    index = VectorIndex.build(directions(3))

    assert sorted(index.nearest(directions(1)[0], k=100).numbers.tolist()) == [0, 1, 2]
    assert len(index) == 3
    assert index.dimension == 8


def test_a_loaded_index_has_the_vectors_of_the_saved_one(tmp_path: Path) -> None:
    vectors = directions(20)
    VectorIndex.build(vectors).save(tmp_path / "vectors.faiss")

    loaded = VectorIndex.load(tmp_path / "vectors.faiss")

    assert np.array_equal(np.stack([loaded.vector(number) for number in range(20)]), vectors)
    assert loaded.nearest(vectors[3], k=1).numbers.tolist() == [3]


@pytest.mark.parametrize("content", [None, b"", b"not an index", b"IxFI"])
def test_what_is_no_index_is_told_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "vectors.faiss").write_bytes(content)

    with pytest.raises(SnapshotDamaged, match=r"^vectors.faiss cannot be read; run: incident-bot rebuild$"):
        VectorIndex.load(tmp_path / "vectors.faiss")
