"""Answered, or not in the corpus: a calibrated probability from the best sentence's signals. Pure.

A logistic regression (Platt 1999) over two signals: how well the best sentence scores, and the weakest link, as what a
question asks for is not in an article where one of its words has no counterpart. `make calibrate` fits it.
"""

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

CALIBRATION_FILE = Path(__file__).parent / "weights" / "verdict.json"


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of the best sentence: its score, and the least match of an essential token in its article."""

    total: float
    weakest: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the signals, and the confidence from which an answer counts as one."""

    bias: float
    total: float
    weakest: float
    threshold: float
    provenance: str
    """On what it was fitted, and how often it is wrong there."""

    def confidence(self, signals: Signals) -> float:
        """Probability in 0..1 that one of the first three quotes answers the question."""
        logit = self.bias + self.total * signals.total + self.weakest * signals.weakest
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def is_answered(self, confidence: float) -> bool:
        """Whether a confidence is enough to show the quotes as an answer."""
        return confidence >= self.threshold


def load_calibration(path: Path = CALIBRATION_FILE) -> Calibration:
    """The calibration that ships with the package."""
    return Calibration(**json.loads(path.read_text(encoding="utf-8")))


def save_calibration(calibration: Calibration, path: Path = CALIBRATION_FILE) -> None:
    """Write a calibration where `load_calibration` finds it."""
    path.write_text(json.dumps(asdict(calibration), indent=1) + "\n", encoding="utf-8")


CALIBRATION = load_calibration()
