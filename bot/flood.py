"""Telegram's flood limits, kept by waiting for one's turn before a message leaves.

About one message a second to a chat, twenty a minute to a group, thirty a second in all
(https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this). A chat that Telegram closes for a
while (429, retry_after) waits alone: the library's own rate limiter would hold up all chats.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MARGIN_S = 0.05
"""Messages that leave a second apart may arrive a little closer."""

MAX_RESTING_CHATS = 1_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` messages within any `seconds`."""

    count: int
    seconds: float


PER_CHAT = Limit(1, 1.0)
PER_GROUP = Limit(20, 60.0)
OVERALL = Limit(28, 1.0)
"""Of thirty: what leaves without a turn, such as the words to a button's press, needs room too."""

ASK_AGAIN_S = 0.05
"""While so many messages are on their way that none has arrived of late."""


class FloodGate:
    """Gives each message its turn; `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._overall = _Slots(OVERALL)
        self._chats: dict[int, _ChatGate] = {}

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait until a message to the chat may leave; it is sent inside the block."""
        chat = self._chat(chat_id)
        async with chat.lock:
            while (wait_s := self._wait_s(chat)) > 0:  # noqa: ASYNC110 - time opens the gate, no event does
                await asyncio.sleep(wait_s)
            self._overall.leave()
            chat.count(self._clock())
            try:
                yield
            finally:
                self._overall.arrive(self._clock())
                chat.recount(self._clock())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Let nothing through to a chat for so long, as Telegram asks for (429)."""
        chat = self._chat(chat_id)
        chat.closed_until = max(chat.closed_until, self._clock() + seconds)

    def _wait_s(self, chat: "_ChatGate") -> float:
        now = self._clock()
        return max(chat.wait_s(now), self._overall.wait_s(now))

    def _chat(self, chat_id: int) -> "_ChatGate":
        if chat_id not in self._chats and len(self._chats) >= MAX_RESTING_CHATS:
            now = self._clock()
            self._chats = {key: chat for key, chat in self._chats.items() if not chat.is_at_rest(now)}
        return self._chats.setdefault(chat_id, _ChatGate.of(chat_id))


class _Slots:
    """Messages on their way, and those that have arrived within the limit's time: together no more than it counts.

    However unevenly they travel, no more of them reach Telegram within that time.
    """

    def __init__(self, limit: Limit) -> None:
        self._count = limit.count
        self._seconds = limit.seconds + MARGIN_S
        self._under_way = 0
        self._arrived: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        while self._arrived and self._arrived[0] + self._seconds <= now:
            self._arrived.popleft()
        if self._under_way + len(self._arrived) < self._count:
            return 0.0
        return self._arrived[0] + self._seconds - now if self._arrived else ASK_AGAIN_S

    def leave(self) -> None:
        self._under_way += 1

    def arrive(self, now: float) -> None:
        self._under_way -= 1
        self._arrived.append(now)


class _Window:
    """The times of the last messages, as many as the limit counts."""

    def __init__(self, limit: Limit) -> None:
        self._seconds = limit.seconds + MARGIN_S
        self._times: deque[float] = deque(maxlen=limit.count)

    def wait_s(self, now: float) -> float:
        is_full = len(self._times) == self._times.maxlen
        return max(0.0, self._times[0] + self._seconds - now) if is_full else 0.0

    def count(self, now: float) -> None:
        self._times.append(now)

    def recount(self, now: float) -> None:
        """The last message took until now to arrive."""
        self._times[-1] = now

    def is_empty(self, now: float) -> bool:
        return not self._times or self._times[-1] + self._seconds < now


@dataclass(slots=True)
class _ChatGate:
    windows: tuple[_Window, ...]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    closed_until: float = 0.0

    @classmethod
    def of(cls, chat_id: int) -> "_ChatGate":
        limits = (PER_CHAT, PER_GROUP) if chat_id < 0 else (PER_CHAT,)  # the ids of groups and channels are negative
        return cls(tuple(map(_Window, limits)))

    def wait_s(self, now: float) -> float:
        return max(self.closed_until - now, *(window.wait_s(now) for window in self.windows))

    def count(self, now: float) -> None:
        for window in self.windows:
            window.count(now)

    def recount(self, now: float) -> None:
        for window in self.windows:
            window.recount(now)

    def is_at_rest(self, now: float) -> bool:
        return (
            not self.lock.locked() and self.closed_until < now and all(window.is_empty(now) for window in self.windows)
        )
