from dataclasses import fields, replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.verdict import CALIBRATION, Signals, load_calibration, save_calibration

NAMES = [field.name for field in fields(Signals)]


def signals(value: float, **others: float) -> Signals:
    return Signals(**(dict.fromkeys(NAMES, value) | others))


@given(st.fixed_dictionaries({name: st.floats(-1e6, 1e6) for name in NAMES}))
def test_confidence_is_a_probability_whatever_the_signals(values: dict[str, float]) -> None:
    assert 0.0 <= CALIBRATION.confidence(Signals(**values)) <= 1.0


def test_a_full_match_is_answered_and_no_match_is_not() -> None:
    full, none = CALIBRATION.confidence(signals(1.0)), CALIBRATION.confidence(signals(0.0))

    assert CALIBRATION.is_answered(full)
    assert not CALIBRATION.is_answered(none)


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_a_better_match_of_the_weakest_word_never_lowers_confidence(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert CALIBRATION.confidence(signals(0.5, weakest=low)) <= CALIBRATION.confidence(signals(0.5, weakest=high))


def test_the_threshold_itself_counts_as_answered() -> None:
    calibration = replace(CALIBRATION, threshold=0.25)

    assert calibration.is_answered(0.25)
    assert not calibration.is_answered(0.2499)


def test_the_calibration_that_ships_says_how_it_was_made() -> None:
    assert CALIBRATION.provenance
    assert 0.0 < CALIBRATION.threshold < 1.0


def test_a_saved_calibration_loads_the_same(tmp_path: Path) -> None:
    save_calibration(CALIBRATION, tmp_path / "verdict.json")

    assert load_calibration(tmp_path / "verdict.json") == CALIBRATION
