"""Low-rank adapters on the last layers of a BERT model, while they are fitted. See `index/adapter.py`."""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from index.adapter import Adapter, LowRank

SCALE = 2.0


class LoRALinear(nn.Module):
    """A frozen linear layer plus a low-rank change of its weights, which begins as none."""

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen
        self.down = nn.Parameter(torch.randn(frozen.in_features, rank) / frozen.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(rank, frozen.out_features))

    def forward(self, inputs: Tensor) -> Tensor:
        """The layer's output for inputs of shape (..., inputs)."""
        changed: Tensor = self.frozen(inputs) + SCALE * ((inputs @ self.down) @ self.up)
        return changed

    def change(self, *, share: float) -> LowRank:
        """That share of the change, as it is shipped."""
        return LowRank(self.down.detach().numpy(), (share * SCALE * self.up).detach().numpy())


def adapt(model: nn.Module, layers: Sequence[int], rank: int) -> None:
    """Put an adapter on every linear layer of some of a BERT model's layers, and freeze all else."""
    for parameter in model.parameters():
        parameter.requires_grad = False
    for name, linear in list(_linear_layers(model, layers)):
        parent, _, child = name.rpartition(".")
        setattr(model.get_submodule(parent), child, LoRALinear(linear, rank))


def adapter_of(model: nn.Module, *, share: float) -> Adapter:
    """That share of the changes of all adapted layers, by name."""
    return {
        name: module.change(share=share) for name, module in model.named_modules() if isinstance(module, LoRALinear)
    }


def _linear_layers(model: nn.Module, layers: Sequence[int]) -> Iterator[tuple[str, nn.Linear]]:
    prefixes = tuple(f"encoder.layer.{layer}." for layer in layers)
    return (
        (name, module)
        for name, module in model.named_modules()
        if name.startswith(prefixes) and isinstance(module, nn.Linear)
    )
