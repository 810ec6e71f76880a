"""A linear ranker: one weight a signal, fitted so that what is right comes first. Pure NumPy.

The loss is the cross-entropy of the right ones among all that a question has to choose from (ListNet, Cao et al. 2007,
for one place), with a light L2 penalty on the standardised weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FOLDS = 8
PENALTY = 0.003
STEPS = 1500
RATE = 0.5

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What one question has to choose from: signals `rows` (n, signals), which are `right` (n,), and its `group`.

    Questions of a group are about the same thing: none is judged by a fit to another.
    """

    rows: Rows
    right: NDArray[np.bool_]
    group: str


def fit(choices: Sequence[Choice]) -> Rows:
    """Weights, shape (signals,), by gradient descent; a choice where nothing is right teaches nothing."""
    rows, right, there = _padded([choice for choice in choices if choice.right.any()])
    spread = rows[there].std(axis=0) + 1e-9
    standard = rows / spread
    weights = np.zeros(standard.shape[2])
    for _ in range(STEPS):
        chances = _softmax(np.where(there, standard @ weights, -np.inf))
        wanted = chances * right
        wanted /= wanted.sum(axis=1, keepdims=True)
        gradient = np.einsum("qn,qns->s", chances - wanted, standard) / len(standard)
        weights -= RATE * (gradient + 2 * PENALTY * weights)
    return np.asarray(weights / spread, dtype=np.float64)


def right_first(choices: Sequence[Choice], weights: Rows) -> NDArray[np.bool_]:
    """Of each choice, whether what the weights put first is right, shape (choices,)."""
    return np.array([choice.right[np.argmax(choice.rows @ weights)] for choice in choices], dtype=bool)


def cross_validated(choices: Sequence[Choice], *, seed: int = 0) -> NDArray[np.bool_]:
    """The same, each choice judged by a fit to the groups of the other folds."""
    groups = sorted({choice.group for choice in choices})
    parts = np.random.default_rng(seed).permutation(len(groups)) % FOLDS
    fold_of = dict(zip(groups, parts.tolist(), strict=True))
    folds = np.array([fold_of[choice.group] for choice in choices])
    found = np.zeros(len(choices), dtype=bool)
    for fold in np.unique(folds):
        weights = fit([choice for choice, own in zip(choices, folds, strict=True) if own != fold])
        found[folds == fold] = right_first([c for c, own in zip(choices, folds, strict=True) if own == fold], weights)
    return found


def _padded(choices: Sequence[Choice]) -> tuple[Rows, NDArray[np.bool_], NDArray[np.bool_]]:
    """Signals less their mean in the choice (choices, most, signals); which are right, which are there."""
    most = max(len(choice.rows) for choice in choices)
    rows = np.zeros((len(choices), most, choices[0].rows.shape[1]))
    right, there = np.zeros(rows.shape[:2], dtype=bool), np.zeros(rows.shape[:2], dtype=bool)
    for number, choice in enumerate(choices):
        count = len(choice.rows)
        rows[number, :count] = choice.rows - choice.rows.mean(axis=0)
        right[number, :count], there[number, :count] = choice.right, True
    return rows, right, there


def _softmax(logits: Rows) -> Rows:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)
