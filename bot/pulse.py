"""The bot's signs of life: written down where it polls and searches, in whatever thread, and read by the watchdog."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


class Pulse:
    """When the bot last polled and searched; `clock` gives seconds, `now` the time of day.

    With a webhook (`uses_webhook`), a look at whether Telegram's calls arrive is what a poll is without. `polled_at`
    and `searched_at` are None until it happens. `is_stopping` once the bot stops as it was told to.
    """

    def __init__(
        self,
        *,
        uses_webhook: bool = False,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.uses_webhook = uses_webhook
        self.polled_at: datetime | None = None
        self.searched_at: datetime | None = None
        self.is_stopping = False
        self._clock = clock
        self._now = now
        self._poll_sign: float | None = None
        self._searched: float | None = None
        self._checked = clock()
        self._complaint = ""

    @contextmanager
    def polling(self) -> Iterator[None]:
        """What belongs to polling is being called; that it began, and that it ended or failed, are signs of life."""
        self._poll_sign = self._clock()
        try:
            yield
        finally:
            self._poll_sign = max(self._poll_sign, self._clock())

    def polled(self) -> None:
        """Telegram has answered a poll, and what it gave is kept."""
        self.polled_at = self._now()

    def told_to_wait(self, seconds: float) -> None:
        """Telegram wants no poll for some seconds."""
        self._poll_sign = self._clock() + seconds

    def searched(self) -> None:
        """A real search has ended well. While the index cannot be read, one in memory is no sign of health."""
        self._searched = self._clock()
        if not self._complaint:
            self.searched_at = self._now()

    def checked(self, complaint: str = "") -> None:
        """A self-check has ended, well or with a complaint."""
        self._complaint = complaint
        if not complaint:
            self._checked = self._clock()

    def stopping(self) -> None:
        """The bot stops as it was told to; from now on nothing is a stall."""
        self.is_stopping = True

    def searched_within(self, seconds: float) -> bool:
        """Whether a real search has ended well in the last seconds."""
        return self._searched is not None and self._clock() - self._searched < seconds

    def trouble(self, now: float, *, most_s: float, since: float) -> str | None:
        """What has been stuck for longer than `most_s`, on one line; what was before `since` is forgiven.

        `now` and `since` are by `clock`. A poll that fails is none: Telegram is away, and is tried again without end.
        """
        longest_ago = now - most_s
        if self._poll_sign is not None and max(self._poll_sign, since) < longest_ago:
            what, one = ("the webhook", "look at it") if self.uses_webhook else ("polling", "poll")
            return f"{what} is stuck: for {most_s:.0f} s no {one} has begun, ended or failed"
        if max(self._checked, since) < longest_ago:
            what = "has failed" if self._complaint else "has not answered"
            return f"the search {what} for {most_s:.0f} s" + (f": {self._complaint}" if self._complaint else "")
        return None
