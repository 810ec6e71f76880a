"""The watchdog: says in a file that the bot is well while it is, and ends the process once it no longer works.

It has a thread of its own, so that a blocked event loop or a search that never ends does not stop it too.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.health import Heartbeat, write_heartbeat
from bot.pulse import Pulse
from bot.self_check import EVERY_S, SelfCheck
from index.errors import IncidentError

logger = logging.getLogger(__name__)


class Stuck(IncidentError):
    """The bot could no longer work and has ended itself."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often the watchdog does what, and how long it waits, in seconds.

    `stuck_s`: until what does not move is given up; `stopping_s`: for the process to stop, before it is ended by force
    (containers are killed ten seconds after they are told to); `closing_s`: of that, for closing what is still open.
    """

    tick_s: float = 1.0
    write_s: float = 5.0
    check_s: float = EVERY_S
    stuck_s: float = 120.0
    stopping_s: float = 8.0
    closing_s: float = 1.5


PATIENCE = Patience()


class Watchdog:
    """Watches `pulse` and calls `check` from its start to its end; `file` is where it says how the bot is.

    `interrupt` asks the process to stop as an operator would, `end` ends it at once with an exit status.
    """

    def __init__(
        self,
        pulse: Pulse,
        check: SelfCheck,
        file: Path,
        patience: Patience,
        *,
        clock: Callable[[], float] = time.monotonic,
        interrupt: Callable[[], None] = lambda: os.kill(os.getpid(), signal.SIGTERM),
        end: Callable[[int], object] = os._exit,
    ) -> None:
        self.reason: str | None = None
        self._pulse = pulse
        self._check = check
        self._file = file
        self._patience = patience
        self._clock = clock
        self._interrupt = interrupt
        self._end = end
        self._begun = Heartbeat(
            os.getpid(), version("incident-bot"), datetime.now(UTC), uses_webhook=pulse.uses_webhook
        )
        self._written: Heartbeat | None = None
        self._is_written = True
        self._write_at = self._last_tick = self._since = clock()
        self._deadline: float | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Watch no longer, and leave no file: no bot is running any more."""
        self._is_over.set()
        self._thread.join()
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    def closing(self) -> None:
        """Nothing is left but to close what is open: what takes too long is ended by force."""
        self._deadline = self._clock() + self._patience.closing_s

    def tick(self) -> None:
        """Look once: check, write, judge."""
        now = self._clock()  # once: the process may be held at any point
        if now - self._last_tick > 10 * self._patience.tick_s:  # it was, or the machine slept: that is no stall
            self._since = now
        self._last_tick = now
        if self._pulse.is_stopping and self._deadline is None:
            self._deadline = now + self._patience.stopping_s
        if self._deadline is not None:
            if now >= self._deadline:
                self._force()
            return
        self._check.tick()
        if now >= self._write_at:
            self._write_at = now + self._patience.write_s
            self._write()
        if trouble := self._pulse.trouble(now, most_s=self._patience.stuck_s, since=self._since):
            self._give_up(trouble)

    def _watch(self) -> None:
        while not self._is_over.wait(self._patience.tick_s):
            self.tick()

    def _write(self) -> None:
        """Write down what is new; where that fails, say so once."""
        heartbeat = replace(self._begun, polled_at=self._pulse.polled_at, searched_at=self._pulse.searched_at)
        if heartbeat == self._written:
            return
        try:
            write_heartbeat(self._file, heartbeat)
        except OSError as exc:
            if self._is_written:
                logger.warning("HEALTH_FILE %s cannot be written (%s)", self._file, exc.strerror)
            self._is_written = False
        else:
            self._written, self._is_written = heartbeat, True

    def _give_up(self, trouble: str) -> None:
        self.reason = f"{trouble}; the bot ends, so that it is started anew"
        self._deadline = self._clock() + self._patience.stopping_s
        logger.critical("%s", trouble)
        self._interrupt()

    def _force(self) -> None:
        """End the process: with the reason where there is one, else as one that was told to stop."""
        if self.reason:
            sys.stderr.write(f"incident-bot: {self.reason}\n")
            sys.stderr.flush()
        self._end(1 if self.reason else 0)
