"""How many questions a person and a chat may ask a minute: more than anybody needs, too few to crowd out others."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

WINDOW_S = 60.0
PER_PERSON = 20
PER_CHAT = 60
"""Telegram itself lets only twenty answers a minute through to a group; the others wait for their turn."""

MAX_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A question too many: asked again in `seconds` it is answered; `is_first` where nobody was told so yet."""

    seconds: int
    is_first: bool


class QuestionLimits:
    """Counts questions by person and by chat; `clock` gives seconds."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: dict[tuple[str, int], _Count] = {}

    def refusal(self, *, person: int, chat: int) -> Refusal | None:
        """Count a question; or say why it is refused, in which case it does not count."""
        now = self._clock()
        if len(self._counts) >= MAX_REMEMBERED:
            self._counts = {key: count for key, count in self._counts.items() if not count.is_over(now)}
        counts = (self._count("person", person, PER_PERSON), self._count("chat", chat, PER_CHAT))
        full = [count for count in counts if count.left_s(now) > 0]
        if full:
            return full[0].refuse(now)
        for count in counts:
            count.add(now)
        return None

    def _count(self, kind: str, number: int, limit: int) -> "_Count":
        return self._counts.setdefault((kind, number), _Count(deque(maxlen=limit)))


@dataclass(slots=True)
class _Count:
    times: deque[float] = field(default_factory=deque)
    told_until: float = 0.0

    def add(self, now: float) -> None:
        self.times.append(now)

    def left_s(self, now: float) -> float:
        """How long until one more is within the limit."""
        is_full = len(self.times) == self.times.maxlen
        return max(0.0, self.times[0] + WINDOW_S - now) if is_full else 0.0

    def refuse(self, now: float) -> Refusal:
        is_first = now >= self.told_until
        if is_first:
            self.told_until = now + self.left_s(now)
        return Refusal(max(1, round(self.left_s(now))), is_first)

    def is_over(self, now: float) -> bool:
        return not self.times or self.times[-1] + WINDOW_S < now
