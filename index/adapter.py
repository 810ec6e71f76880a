"""Low-rank changes to the weights of the bundled model, which make its token vectors better for late interaction.

LoRA (Hu et al. 2021): a weight matrix W becomes W + down @ up. The model was trained for one vector a text; fitted on
questions with the sentences that answer them, its token vectors match the question's far better. `make fit` fits them;
that file's docstring says on what, and what it buys. Pure NumPy; no pickle.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ADAPTER_FILE = Path(__file__).parent / "weights" / "adapter.npz"

_DOWN, _UP = ".down", ".up"


@dataclass(frozen=True, slots=True, eq=False)
class LowRank:
    """A change of one weight matrix: `down` (inputs, rank) and `up` (rank, outputs), float32."""

    down: NDArray[np.float32]
    up: NDArray[np.float32]

    @property
    def delta(self) -> NDArray[np.float32]:
        """What is added to the matrix as PyTorch keeps it, shape (outputs, inputs)."""
        return np.asarray((self.down @ self.up).T, dtype=np.float32)


Adapter = dict[str, LowRank]
"""By the name of the linear layer, such as `encoder.layer.3.attention.self.query`."""


def load_adapter(path: Path = ADAPTER_FILE) -> Adapter:
    """The adapter that ships with the package."""
    with np.load(path, allow_pickle=False) as arrays:
        names = [name.removesuffix(_DOWN) for name in arrays.files if name.endswith(_DOWN)]
        return {
            name: LowRank(arrays[name + _DOWN].astype(np.float32), arrays[name + _UP].astype(np.float32))
            for name in names
        }


def save_adapter(adapter: Adapter, path: Path = ADAPTER_FILE) -> None:
    """Write an adapter where `load_adapter` finds it, in half precision."""
    arrays = {
        name + suffix: matrix.astype(np.float16)
        for name, change in adapter.items()
        for suffix, matrix in ((_DOWN, change.down), (_UP, change.up))
    }
    np.savez(path, allow_pickle=False, **arrays)
