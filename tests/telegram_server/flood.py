"""Flood control: how many messages a bot may send or edit within a period."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.telegram_server.errors import too_many_requests
from tests.telegram_server.records import GROUP_TYPES, Chat

Limit: TypeAlias = tuple[int, float]  # count, seconds
Key: TypeAlias = tuple[str, int]

COUNTED = ("sendMessage", "editMessageText", "editMessageReplyMarkup")
PATIENCE_S = 0.05  # a client that waits exactly retry_after is not early


@dataclass(slots=True)
class FloodControl:
    """The defaults are the documented limits; None switches one off."""

    per_chat: Limit | None = (1, 1.0)
    per_group: Limit | None = (20, 60.0)
    overall: Limit | None = (30, 1.0)
    _sent: defaultdict[Key, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _closed_until: dict[Key, float] = field(default_factory=dict)

    def count(self, chat: Chat) -> None:
        """Count a message to this chat, or refuse it."""
        now = time.monotonic()
        rules = self._rules(chat)
        wait = max((self._closed_until.get(key, 0) - now for key in rules), default=0.0)
        early = wait > PATIENCE_S
        full = [key for key, (count, seconds) in rules.items() if self._within(key, now - seconds) >= count]
        for key in full:
            count, seconds = rules[key]
            wait = max(wait, self._sent[key][-count] + seconds - now)
            self._closed_until[key] = max(self._closed_until.get(key, 0), now + math.ceil(wait))
        if early or full:
            raise too_many_requests(max(1, math.ceil(wait)), early=early)
        for key in rules:
            self._sent[key].append(now)

    def _rules(self, chat: Chat) -> dict[Key, Limit]:
        rules = {("chat", chat.id): self.per_chat, ("overall", 0): self.overall}
        if chat.type in GROUP_TYPES:
            rules["group", chat.id] = self.per_group
        return {key: limit for key, limit in rules.items() if limit}

    def _within(self, key: Key, start: float) -> int:
        times = self._sent[key]
        while times and times[0] <= start:
            times.popleft()
        return len(times)
