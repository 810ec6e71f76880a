from datetime import UTC, datetime

import pytest

from bot.pulse import Pulse

NOW = datetime(2022, 12, 19, 10, 0, tzinfo=UTC)


class Clock:
    """Stands until it is set."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pulse(clock: Clock) -> Pulse:
    return Pulse(clock=clock, now=lambda: NOW)


def trouble(pulse: Pulse, clock: Clock, *, since: float = 0.0) -> str | None:
    return pulse.trouble(clock(), most_s=120.0, since=since)


def test_polls_and_searches_are_noted_with_their_time(pulse: Pulse) -> None:
    before = (pulse.polled_at, pulse.searched_at)
    pulse.polled()
    pulse.searched()

    assert before == (None, None)
    assert (pulse.polled_at, pulse.searched_at) == (NOW, NOW)


def test_a_search_in_memory_is_no_sign_while_the_index_cannot_be_read(pulse: Pulse) -> None:
    pulse.checked("there is no index")
    pulse.searched()
    meanwhile = pulse.searched_at
    pulse.checked()
    pulse.searched()

    assert meanwhile is None
    assert pulse.searched_at == NOW


def test_whether_somebody_asked_of_late(pulse: Pulse, clock: Clock) -> None:
    never = pulse.searched_within(30.0)
    pulse.searched()
    just_now = pulse.searched_within(30.0)
    clock.seconds += 30.0

    assert (never, just_now, pulse.searched_within(30.0)) == (False, True, False)


def test_a_poll_that_neither_ends_nor_fails_is_trouble(pulse: Pulse, clock: Clock) -> None:
    with pulse.polling():
        clock.seconds += 120.0
        pulse.checked()
        in_time = trouble(pulse, clock)
        clock.seconds += 1.0
        too_long = trouble(pulse, clock)

    assert in_time is None
    assert too_long == "polling is stuck: for 120 s no poll has begun, ended or failed"


def test_polls_that_fail_are_no_trouble_however_long(pulse: Pulse, clock: Clock) -> None:
    for _ in range(10):
        clock.seconds += 100.0
        pulse.checked()
        with pytest.raises(OSError, match="no route"), pulse.polling():
            raise OSError("no route")

        assert trouble(pulse, clock) is None


def test_polls_that_no_longer_begin_are_trouble(pulse: Pulse, clock: Clock) -> None:
    with pulse.polling():
        pass
    clock.seconds += 121.0
    pulse.checked()

    assert (trouble(pulse, clock) or "").startswith("polling is stuck")


def test_before_the_first_poll_nothing_is_stuck(pulse: Pulse, clock: Clock) -> None:
    """At the start, Telegram is tried without end."""
    clock.seconds += 1_000.0
    pulse.checked()

    assert trouble(pulse, clock) is None


def test_no_poll_is_missed_while_telegram_wants_none(pulse: Pulse, clock: Clock) -> None:
    with pulse.polling():
        pulse.told_to_wait(600.0)
    clock.seconds += 700.0
    pulse.checked()
    still_waiting = trouble(pulse, clock)
    clock.seconds += 30.0
    pulse.checked()

    assert still_waiting is None
    assert trouble(pulse, clock) is not None


def test_a_search_that_does_not_answer_is_trouble(pulse: Pulse, clock: Clock) -> None:
    clock.seconds += 121.0
    pulse.searched()  # of an index in memory

    assert trouble(pulse, clock) == "the search has not answered for 120 s"


def test_a_search_that_fails_is_trouble_with_its_reason(pulse: Pulse, clock: Clock) -> None:
    pulse.checked("there is no index in data/index")
    clock.seconds += 60.0
    before = trouble(pulse, clock)
    clock.seconds += 61.0
    pulse.checked("there is no index in data/index")

    assert before is None
    assert trouble(pulse, clock) == "the search has failed for 120 s: there is no index in data/index"


def test_what_was_before_the_machine_slept_is_forgiven(pulse: Pulse, clock: Clock) -> None:
    with pulse.polling():
        clock.seconds += 1_000.0

        assert trouble(pulse, clock, since=clock() - 1.0) is None
