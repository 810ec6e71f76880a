"""The async front of the search: one worker lane with a bounded queue.

Encoding and search run in the lane's one thread and nowhere else, so questions are answered first come, first
served, the model is never used by two at a time, and the event loop never waits for it.
"""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from index.errors import IncidentError
from index.records import Answer

MAX_WAITING = 64
"""Questions that may wait: at some 50 ms each, the last of them is answered within about three seconds."""


class QueueFull(IncidentError):
    """So many questions are waiting that one more would be answered too late."""


class LaneClosed(IncidentError):
    """The lane takes no more questions: the bot is stopping."""


class Answers(Protocol):
    """Whatever answers a question; blocks while it does."""

    def answer(self, question: str, *, context: str | None = None) -> Answer:
        """Answer `question`; `context` is the earlier question that it may follow up on."""
        ...


class AnsweringLane:
    """Puts questions to `answers` one at a time, in one thread of its own, in the order they came."""

    def __init__(self, answers: Answers, *, max_waiting: int = MAX_WAITING) -> None:
        self._answers = answers
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")
        self._places = threading.BoundedSemaphore(max_waiting + 1)  # one more: the question being answered

    async def answer(self, question: str, *, context: str | None = None) -> Answer:
        """Answer in turn, without blocking the event loop.

        Raises QueueFull when too many are waiting, LaneClosed after `close`, and whatever the search raises.
        """
        if not self._places.acquire(blocking=False):
            raise QueueFull("too many questions are waiting: ask again in a moment")
        try:
            future = self._thread.submit(self._answers.answer, question, context=context)
        except RuntimeError as exc:
            self._places.release()
            raise LaneClosed("the bot is stopping: ask again when it is back") from exc
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Finish the question being answered, cancel those that wait, end the thread. Blocks until then."""
        self._thread.shutdown(wait=True, cancel_futures=True)
