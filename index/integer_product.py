"""Products of matrices of 8-bit integers, by ONNX Runtime: NumPy multiplies fast only what is floating point.

About five times as fast as the same rows converted to floats and multiplied by NumPy's BLAS, on a core with VNNI.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.onnx_runtime import open_session

MODEL_FILE = Path(__file__).parent / "weights" / "integer_product.onnx"
"""One node: ONNX's MatMulInteger of uint8 rows, whose zero is 128, and int8 columns."""

ZERO = 128
MAX_COLUMN = 63
"""7 of the 8 bits: processors without VNNI add two products in 16 bits, and that must not overflow."""

BLOCK_ROWS = 4096
"""Rows that are copied and multiplied at once, to stay in a core's cache; with 2048 or 8192 it takes a tenth longer."""


def integer_product(parts: Sequence[NDArray[np.int8]], columns: NDArray[np.int8]) -> NDArray[np.int32]:
    """The rows of `parts`, each (n, dimension), times `columns` (dimension, m); shape (all rows, m).

    The columns lie from -MAX_COLUMN to MAX_COLUMN.
    """
    if not columns.size or not any(map(len, parts)):
        return np.zeros((sum(map(len, parts)), columns.shape[1]), np.int32)
    return np.concatenate([_product(np.concatenate(block), columns) for block in _blocks(parts)])


def _product(rows: NDArray[np.int8], columns: NDArray[np.int8]) -> NDArray[np.int32]:
    shifted = rows.view(np.uint8)
    np.bitwise_xor(shifted, ZERO, out=shifted)  # adds 128
    product: NDArray[np.int32] = _session().run(None, {"rows": shifted, "columns": columns})[0]
    return product


def _blocks(parts: Iterable[NDArray[np.int8]]) -> Iterator[list[NDArray[np.int8]]]:
    """Parts that are multiplied at once: of so many rows, or one that has more."""
    block: list[NDArray[np.int8]] = []
    rows = 0
    for part in parts:
        if block and rows + len(part) > BLOCK_ROWS:
            yield block
            block, rows = [], 0
        if len(part):
            block.append(part)
            rows += len(part)
    if block:
        yield block


@cache
def _session() -> Any:
    return open_session(MODEL_FILE)
