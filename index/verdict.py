"""Answered, or not in the corpus: a calibrated probability from the best sentence's signals. Pure.

A logistic regression (Platt 1999). Its weights come from `python -m tests.bench.calibrate`, which prints how they were
fitted and how often the verdict is wrong.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best sentence; cosines, higher is better."""

    sentence: float
    article: float
    passage: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signals, and the confidence from which an answer counts as one."""

    bias: float
    sentence: float
    article: float
    passage: float
    threshold: float
    provenance: str
    """On what it was fitted, and how often it is wrong there."""

    def confidence(self, signals: Signals) -> float:
        """Probability in 0..1 that the corpus answers the question."""
        logit = (
            self.bias
            + self.sentence * signals.sentence
            + self.article * signals.article
            + self.passage * signals.passage
        )
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def is_answered(self, confidence: float) -> bool:
        """Whether a confidence is enough to show the quotes as an answer."""
        return confidence >= self.threshold


CALIBRATION = Calibration(
    bias=-8.0,
    sentence=4.0,
    article=8.0,
    passage=2.0,
    threshold=0.5,
    provenance="set by hand",
)
