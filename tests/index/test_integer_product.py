import numpy as np
import onnx
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.integer_product import BLOCK_ROWS, MAX_COLUMN, MODEL_FILE, ZERO, integer_product


def random(rows: int, columns: int, *, peak: int, seed: int) -> NDArray[np.int8]:
    values = np.random.default_rng(seed).integers(-peak, peak, (rows, columns), endpoint=True)
    return values.astype(np.int8)


@given(st.lists(st.integers(0, 9), max_size=5), st.integers(0, 20), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_products_are_exact(parts: list[int], columns: int, dimension: int, seed: int) -> None:
    rows = random(sum(parts), dimension, peak=127, seed=seed)
    right = random(dimension, columns, peak=MAX_COLUMN, seed=seed + 1)
    left = np.split(rows, np.cumsum(parts)) if parts else []

    found = integer_product(left, right)

    assert found.dtype == np.int32
    assert found.tolist() == (rows.astype(np.int32) @ right.astype(np.int32)).tolist()


def test_the_largest_sums_do_not_overflow() -> None:
    rows = np.asarray([[127] * 384, [-127] * 384], np.int8)
    right = np.full((384, 1), MAX_COLUMN, np.int8)

    assert integer_product([rows], right)[:, 0].tolist() == [127 * MAX_COLUMN * 384, -127 * MAX_COLUMN * 384]


def test_rows_of_many_blocks_come_in_their_order_and_stay_as_they_are() -> None:
    lengths = (BLOCK_ROWS - 1, 2, 0, 2 * BLOCK_ROWS + 1, 1)
    parts = [random(length, 8, peak=127, seed=length) for length in lengths]
    right = random(8, 3, peak=MAX_COLUMN, seed=1)
    before = np.concatenate(parts)
    for part in parts:
        part.setflags(write=False)

    found = integer_product(parts, right)

    assert np.array_equal(found, before.astype(np.int32) @ right.astype(np.int32))


def test_the_model_is_one_product_of_rows_whose_zero_is_128() -> None:
    model = onnx.load(str(MODEL_FILE))

    (node,) = model.graph.node
    (zero,) = model.graph.initializer
    assert (node.op_type, list(node.input)) == ("MatMulInteger", ["rows", "columns", "zero"])
    assert onnx.numpy_helper.to_array(zero) == ZERO
