import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answering import AnsweringLane
from bot.health import read_heartbeat
from bot.pulse import Pulse
from bot.self_check import SelfCheck
from bot.watchdog import Patience, Watchdog
from tests.bot.stand_ins import CannedAnswers
from tests.bot.test_pulse import Clock

PATIENCE = Patience(tick_s=1.0, write_s=5.0, check_s=30.0, stuck_s=120.0, stopping_s=8.0, closing_s=1.5)


BEGUN_AT = datetime(2022, 12, 19, tzinfo=UTC)


class Watched:
    """A watchdog that ticks when told to; what it does to the process is written down."""

    def __init__(self, file: Path) -> None:
        self.clock = Clock()
        self.file = file
        self.pulse = Pulse(clock=self.clock, now=self._now)
        self.lane = AnsweringLane(CannedAnswers())
        self.done: list[str] = []
        check = SelfCheck(self.lane, self.pulse, lambda: None, clock=self.clock)
        self.dog = Watchdog(
            self.pulse,
            check,
            file,
            PATIENCE,
            clock=self.clock,
            interrupt=lambda: self.done.append("interrupted"),
            end=lambda status: self.done.append(f"ended with {status}"),
        )

    def _now(self) -> datetime:
        """A second a second, from the start of the clock on."""
        return BEGUN_AT + timedelta(seconds=self.clock.seconds)

    def wait(self, seconds: int) -> None:
        """Let time go by, a tick a second; the search is well."""
        for _ in range(seconds):
            self.clock.seconds += 1.0
            self.pulse.checked()
            self.dog.tick()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "health.json")
    yield watched
    watched.lane.close()


def test_a_bot_that_works_is_let_alone_and_says_when_it_polled(watched: Watched) -> None:
    for _ in range(30):
        with watched.pulse.polling():
            watched.wait(10)
        watched.pulse.polled()
    watched.wait(5)
    found = read_heartbeat(watched.file)

    assert watched.done == []
    assert found.pid == os.getpid()
    assert found.polled_at == watched.pulse.polled_at


def test_the_file_is_written_at_most_every_five_seconds_and_only_where_there_is_something_new(
    watched: Watched,
) -> None:
    times = []
    for _ in range(12):
        watched.pulse.polled()
        watched.file.unlink(missing_ok=True)
        watched.wait(1)
        times.append(watched.file.exists())
    watched.wait(5)
    watched.file.unlink(missing_ok=True)
    watched.wait(20)

    assert times == [True, False, False, False, False] * 2 + [True, False]
    assert not watched.file.exists()


def test_a_file_that_cannot_be_written_is_one_line_and_no_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    watched = Watched(tmp_path / "file" / "health.json")
    watched.wait(60)
    watched.lane.close()

    assert watched.done == []
    (record,) = caplog.records
    assert record.getMessage().startswith(f"HEALTH_FILE {tmp_path / 'file' / 'health.json'} cannot be written (")


def test_a_stuck_bot_is_told_to_stop_and_ended_by_force_where_it_does_not(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    with watched.pulse.polling():
        watched.wait(120)
        patient = list(watched.done)
        watched.wait(1)
        told = list(watched.done)
        watched.wait(8)

    assert (patient, told) == ([], ["interrupted"])
    assert watched.done == ["interrupted", "ended with 1"]
    assert watched.dog.reason
    assert capsys.readouterr().err == f"incident-bot: {watched.dog.reason}\n"


def test_a_bot_that_was_told_to_stop_is_ended_by_force_without_a_complaint(
    watched: Watched, capsys: pytest.CaptureFixture[str]
) -> None:
    watched.pulse.stopping()
    watched.wait(8)
    in_time = list(watched.done)
    watched.wait(1)

    assert in_time == []
    assert watched.done == ["ended with 0"]
    assert capsys.readouterr().err == ""


def test_what_cannot_be_closed_is_left_open(watched: Watched) -> None:
    watched.dog.closing()
    watched.wait(1)
    in_time = list(watched.done)
    watched.wait(1)

    assert (in_time, watched.done) == ([], ["ended with 0"])


def test_a_machine_that_slept_is_no_stall(watched: Watched) -> None:
    with watched.pulse.polling():
        watched.wait(1)
        watched.clock.seconds += 3_600.0
        watched.wait(119)

    assert watched.done == []


def test_with_the_bot_goes_its_file(watched: Watched) -> None:
    with watched.dog:
        watched.wait(1)
        was_there = watched.file.exists()

    assert was_there
    assert not watched.file.exists()
