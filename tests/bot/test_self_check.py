import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.answering import AnsweringLane
from bot.pulse import Pulse
from bot.self_check import QUESTION, SelfCheck, check_readable
from index.errors import SnapshotError, SnapshotMissing
from index.snapshot import current_name, snapshot_folder
from tests.bot.stand_ins import CannedAnswers, HeldAnswers
from tests.bot.test_pulse import Clock

WELL: Callable[[], None] = lambda: None  # noqa: E731 - it has a type so


def complaint(pulse: Pulse, clock: Clock) -> str:
    """What is wrong by what the checks have found, had they found it long ago."""
    return pulse.trouble(clock() + 1_000.0, most_s=120.0, since=0.0) or ""


class Checked:
    """A self-check every 30 seconds of a clock that is set."""

    def __init__(self, answers: CannedAnswers | HeldAnswers, readable: Callable[[], None]) -> None:
        self.clock = Clock()
        self.pulse = Pulse(clock=self.clock)
        self.lane = AnsweringLane(answers, searched=self.pulse.searched)
        self._check = SelfCheck(self.lane, self.pulse, readable, every_s=30.0, clock=self.clock)

    def tick(self, *, after_s: float = 0.0) -> None:
        self.clock.seconds += after_s
        self._check.tick()

    def finish(self) -> None:
        """Wait for what the lane has to do."""
        nothing: Future[Any] = self.lane.begin_read(lambda _: None)
        nothing.result(timeout=5)


@contextmanager
def checked(answers: CannedAnswers | HeldAnswers, readable: Callable[[], None] = WELL) -> Iterator[Checked]:
    found = Checked(answers, readable)
    yield found
    found.lane.close()


def test_where_nobody_asks_the_bot_does_every_thirty_seconds() -> None:
    answers = CannedAnswers()
    with checked(answers) as bot:
        for after_s in (0.0, 29.0, 1.0, 30.0):
            bot.tick(after_s=after_s)
            bot.finish()

    assert answers.asked == [(QUESTION, None)] * 3
    assert bot.pulse.searched_at is not None


async def test_where_people_ask_the_bot_does_not() -> None:
    answers = CannedAnswers()
    with checked(answers) as bot:
        await bot.lane.answer("who did it?")
        bot.tick()
        bot.finish()

    assert answers.asked == [("who did it?", None)]


async def test_an_answer_that_was_given_before_is_no_search() -> None:
    answers = CannedAnswers()
    with checked(answers) as bot:
        await bot.lane.answer("who did it?")
        bot.clock.seconds += 30.0
        await bot.lane.answer("who did it?")
        bot.tick()
        bot.finish()

    assert answers.asked == [("who did it?", None), (QUESTION, None)]


async def test_an_index_that_cannot_be_read_is_found_also_where_people_ask() -> None:
    def unreadable() -> None:
        raise SnapshotMissing("there is no index in data/index")

    with checked(CannedAnswers(), unreadable) as bot:
        await bot.lane.answer("who did it?")
        bot.tick()
        bot.finish()

        assert "there is no index in data/index" in complaint(bot.pulse, bot.clock)


def test_a_search_that_fails_in_any_way_is_told_with_its_reason() -> None:
    with checked(CannedAnswers(error=ValueError("the arrays do not fit"))) as bot:
        bot.tick()
        bot.finish()

        assert complaint(bot.pulse, bot.clock).endswith("ValueError: the arrays do not fit")
    assert bot.pulse.searched_at is None


def test_a_search_that_does_not_end_is_asked_once_and_its_late_answer_is_no_good_sign() -> None:
    answers = HeldAnswers()
    with checked(answers) as bot:
        bot.tick()
        assert answers.started.wait(5)
        for _ in range(3):
            bot.tick(after_s=31.0)
        waiting = len(bot.lane._reads)
        answers.release.set()
        bot.finish()

        assert waiting == 0
        assert bot.pulse.searched_at is None
        assert complaint(bot.pulse, bot.clock) == "the search has not answered for 120 s"


def test_a_lane_that_takes_nothing_any_more_is_told() -> None:
    with checked(CannedAnswers()) as bot:
        bot.lane.close()
        bot.tick()

        assert "the bot is stopping" in complaint(bot.pulse, bot.clock)


def test_the_index_is_whole_until_a_file_of_its_snapshot_is_gone(shipped_index: Path, tmp_path: Path) -> None:
    index = Path(shutil.copytree(shipped_index, tmp_path / "index"))
    check_readable(index)
    (snapshot_folder(index, current_name(index)) / "articles.jsonl").unlink()

    with pytest.raises(SnapshotError, match=r"articles\.jsonl cannot be read \(No such file or directory\); run: "):
        check_readable(index)


def test_an_index_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="there is no index in"):
        check_readable(tmp_path)
