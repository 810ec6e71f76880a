"""A question of the bot's own, where nobody else asks: it shows that the search works and the index can be read."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from bot.answering import AnsweringLane, Answers, LaneClosed
from bot.pulse import Pulse
from index.errors import IncidentError, SnapshotDamaged
from index.snapshot import current_name, read_manifest, snapshot_folder

QUESTION = "self check"
"""Neither counted nor kept; what the answer is does not matter."""

EVERY_S = 30.0


class SelfCheck:
    """Checks the search of `lane` and `readable`, which raises IncidentError, and tells `pulse`; for one thread."""

    def __init__(
        self,
        lane: AnsweringLane,
        pulse: Pulse,
        readable: Callable[[], None],
        *,
        every_s: float = EVERY_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._lane = lane
        self._pulse = pulse
        self._readable = readable
        self._every_s = every_s
        self._clock = clock
        self._due = clock()
        self._running: Future[None] | None = None

    def tick(self) -> None:
        """Begin a check where one is due and none is under way; does not wait for it."""
        if self._clock() < self._due or (self._running and not self._running.done()):
            return
        asked = self._clock()
        self._due = asked + self._every_s
        try:
            self._running = self._lane.begin_read(lambda answers: self._check(answers, asked))
        except LaneClosed as exc:
            self._pulse.checked(str(exc))

    def _check(self, answers: Answers, asked: float) -> None:
        """In the lane's thread. What comes too late is no good sign."""
        try:
            self._readable()
            is_searched = self._pulse.searched_within(self._every_s)
            if not is_searched:
                answers.answer(QUESTION)
        except IncidentError as exc:
            self._pulse.checked(str(exc))
        except Exception as exc:  # noqa: BLE001 - whatever it is, the search fails
            self._pulse.checked(f"{type(exc).__name__}: {exc}")
        else:
            if self._clock() - asked <= self._every_s:
                self._pulse.checked()
                if not is_searched:
                    self._pulse.searched()


def check_readable(index_dir: Path) -> None:
    """Look whether the snapshot that answers is all there, without reading it. Raises SnapshotError."""
    folder = snapshot_folder(index_dir, current_name(index_dir))
    for name in read_manifest(folder).files:
        try:
            with (folder / name).open("rb") as file:
                file.read(1)
        except OSError as exc:
            reason = f"{folder / name} cannot be read ({exc.strerror})"
            raise SnapshotDamaged(f"{reason}; run: incident-bot rebuild") from exc
