"""Fit the verdict on labelled questions and write `index/weights/verdict.json`.

usage: python -m tests.bench.calibrate QUESTIONS [--index DIR]

A logistic regression with a light L2 penalty on the standardised signals, whose weights are folded back into plain
ones. What it predicts is that one of the quotes shown is a hit, so a confidence of .8 means that eight of ten such
answers have one. The threshold is the highest at which the share ANSWERED of the answerable questions is still
answered, by the fit that is kept and in cross-validation. The error rates it prints and stores are of 8-fold
cross-validation: every question is judged by a fit that has not seen it.
"""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.commands.evaluate import read_gold
from bot.settings import load_settings
from index.cross_encoder import load_reranker
from index.current_search import CurrentSearch
from index.metrics import GoldQuestion, auroc, find
from index.model_cache import load_encoder
from index.records import Answer
from index.verdict import Calibration, Signals, save_calibration

ANSWERED = 0.90
SHOWN_QUOTES = 3
FOLDS = 8
PENALTY = 0.01
STEPS = 2000

Rows = NDArray[np.float64]


def main(arguments: Sequence[str]) -> int:
    """Fit, cross-validate, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.calibrate")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args(arguments)
    settings = load_settings(index_dir=options.index)
    search = CurrentSearch(
        settings.index_dir,
        load_encoder(settings.model, cache=settings.model_cache),
        reranker=load_reranker(settings.reranker_model),
    )
    golds = read_gold(options.questions)
    signals = np.array([_row(search.signals(gold.question, context=gold.context)) for gold in golds], dtype=np.float64)
    known = np.array([gold.kind != "unanswerable" for gold in golds])
    plain = np.array([gold.kind == "answerable" for gold in golds])
    hits = np.array([_is_hit(gold, search.answer(gold.question, context=gold.context)) for gold in golds])
    held_out = _cross_validated(signals, hits)
    weights = fit(signals, hits)
    judged = (held_out[plain], confidence(weights, signals[plain]))
    threshold = math.floor(1000 * min(np.quantile(found, 1 - ANSWERED) for found in judged)) / 1000
    provenance = (
        f"fitted on {options.questions.name} ({known.sum()} with an answer, {(~known).sum()} without) over "
        f"{search.snapshot.manifest.articles} articles; {FOLDS}-fold cross-validated: auroc "
        f"{auroc(held_out[known].tolist(), held_out[~known].tolist()):.2f}, answers "
        f"{np.mean(held_out[plain] >= threshold):.0%} of the answerable, refuses "
        f"{np.mean(held_out[~known] < threshold):.0%} of the others; {_reliability(held_out, hits)}"
    )
    bias, total, weakest = (round(float(weight), 3) for weight in weights)
    save_calibration(Calibration(bias, total, weakest, threshold, provenance))
    sys.stdout.write(provenance + "\n")
    return 0


def fit(rows: Rows, labels: NDArray[np.bool_]) -> Rows:
    """Bias and weights, shape (1 + signals,), by gradient descent on the standardised rows."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    standard = np.column_stack([np.ones(len(rows)), (rows - mean) / spread])
    weights = np.zeros(standard.shape[1])
    for _ in range(STEPS):
        errors = 1 / (1 + np.exp(-standard @ weights)) - labels
        penalty = PENALTY * np.concatenate([[0.0], weights[1:]])
        weights -= standard.T @ errors / len(rows) + penalty
    plain = weights[1:] / spread
    return np.concatenate([[weights[0] - plain @ mean], plain])


def confidence(weights: Rows, rows: Rows) -> Rows:
    """What weights as `fit` gives them make of rows of signals, shape (rows,)."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + rows @ weights[1:]))))


def _cross_validated(rows: Rows, labels: NDArray[np.bool_]) -> Rows:
    """The confidence of each row from a fit to the other folds."""
    folds = np.random.default_rng(0).permutation(len(rows)) % FOLDS
    found = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights = fit(rows[folds != fold], labels[folds != fold])
        found[folds == fold] = confidence(weights, rows[folds == fold])
    return found


def _reliability(confidence_of: Rows, hits: NDArray[np.bool_]) -> str:
    """How often answers of low, middle and high confidence have a hit, against what their confidence says."""
    thirds = np.array_split(np.argsort(confidence_of), 3)
    said = ", ".join(f"{confidence_of[third].mean():.2f}" for third in thirds)
    found = ", ".join(f"{hits[third].mean():.2f}" for third in thirds)
    return f"by thirds, mean confidence {said}, share with a hit {found}"


def _is_hit(gold: GoldQuestion, answer: Answer) -> bool:
    rank = find(gold, answer).rank
    return rank is not None and rank <= SHOWN_QUOTES


def _row(signals: Signals) -> tuple[float, float]:
    return signals.total, signals.weakest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
