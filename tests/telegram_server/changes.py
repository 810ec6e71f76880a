"""Waiting for something to become true without asking again and again."""

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Whoever changes the world announces it; whoever waits looks again then."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def announce(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_for(self, check: Callable[[], T], timeout_s: float) -> T:
        """The first true value of check(), which is tried after every change; its last one at the timeout."""
        deadline = time.monotonic() + timeout_s
        while not (value := check()) and time.monotonic() < deadline:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            await asyncio.wait([waiter], timeout=deadline - time.monotonic())
            self._waiters.discard(waiter)
        return value
