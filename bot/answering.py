"""The async front of the search: one worker lane with a bounded queue.

Encoding and search run in the lane's one thread and nowhere else, so questions are answered first come, first
served, the model is never used by two at a time, and the event loop never waits for it. What is only read from the
index (a page, a neighbour sentence) takes a moment and goes ahead of the questions that wait.
"""

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from index.coverage import Coverage
from index.errors import IncidentError
from index.places import Place
from index.records import Answer, Quote
from index.rollback import KeptSnapshot
from index.snapshot import Manifest

MAX_WAITING = 512
"""Questions that may wait: at some 50 ms each, the last of them is answered within half a minute."""

KEPT_ANSWERS = 256

T = TypeVar("T")


class QueueFull(IncidentError):
    """So many questions are waiting that one more would be answered too late."""

    def __init__(self, waiting: int) -> None:
        super().__init__(f"{waiting} questions are waiting: ask again in a moment")
        self.waiting = waiting


class LaneClosed(IncidentError):
    """The lane takes no more questions: the bot is stopping."""


@dataclass(frozen=True, slots=True)
class TimedAnswer:
    """An answer, how long its question waited for its turn, and how long answering took then."""

    answer: Answer
    waiting_s: float
    answering_s: float


class Answers(Protocol):
    """Whatever answers a question and reads the index, always from its current snapshot; blocks while it does."""

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        """Answer `question`; `context` is the earlier question that it may follow up on or, with `leans`, does."""
        ...

    def snapshot_name(self) -> str:
        """The name of the snapshot that answers now."""
        ...

    def manifest(self) -> Manifest:
        """What the snapshot that answers now was made of."""
        ...

    def roll_back(self, name: str) -> KeptSnapshot:
        """Answer from an earlier snapshot again; raises SnapshotError where it cannot be used."""
        ...

    def coverage(self) -> Coverage:
        """What the corpus covers."""
        ...

    def latest(self, count: int) -> tuple[Quote, ...]:
        """The lead sentences of the newest articles."""
        ...

    def find(self, place: Place) -> Quote | None:
        """The words of a place; None where they are gone."""
        ...

    def around(self, quote: Quote) -> Quote:
        """A quote with its neighbour sentences."""
        ...

    def example_questions(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the corpus answers."""
        ...


class AnsweringLane:
    """Puts questions to `answers` one at a time, in one thread of its own, in the order they came.

    Calls `searched` there after each that was really searched for.
    """

    def __init__(
        self,
        answers: Answers,
        *,
        max_waiting: int = MAX_WAITING,
        today: Callable[[], date] = date.today,
        searched: Callable[[], None] = lambda: None,
    ) -> None:
        self._answers = _Remembered(answers, today, searched)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answering")
        self._max_waiting = max_waiting
        self._places = threading.BoundedSemaphore(max_waiting + 1)  # one more: the question being answered
        self._reads: deque[_Task[Any]] = deque()
        self._questions: deque[_Task[Any]] = deque()

    async def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        """Answer in turn, without blocking the event loop; `KEPT_ANSWERS` of the current snapshot are kept.

        Raises QueueFull when too many are waiting, LaneClosed after `close`, and whatever the search raises.
        """
        return (await self.timed_answer(question, context=context, leans=leans)).answer

    async def timed_answer(self, question: str, *, context: str | None = None, leans: bool = False) -> TimedAnswer:
        """As `answer`, with the time that it took."""
        asked = time.perf_counter()

        def work() -> TimedAnswer:
            begun = time.perf_counter()
            answer = self._answers.answer(question, context, leans=leans)
            return TimedAnswer(answer, begun - asked, time.perf_counter() - begun)

        if not self._places.acquire(blocking=False):
            raise QueueFull(self._max_waiting)
        future: Future[TimedAnswer] = Future()
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(self._put(self._questions, future, work))

    async def read(self, function: Callable[[Answers], T]) -> T:
        """What `function` reads of the index, in the lane's thread, ahead of the questions that wait.

        Raises LaneClosed after `close`, and whatever `function` raises.
        """
        return await asyncio.wrap_future(self.begin_read(function))

    def begin_read(self, function: Callable[[Answers], T]) -> "Future[T]":
        """As `read`, for a thread without an event loop: where the outcome will be. Raises LaneClosed after `close`."""
        return self._put(self._reads, Future(), lambda: function(self._answers.source))

    def _put(self, queue: "deque[_Task[Any]]", future: "Future[T]", work: Callable[[], T]) -> "Future[T]":
        queue.append(_Task(future, work))
        try:
            self._thread.submit(self._work_off)
        except RuntimeError as exc:
            future.cancel()
            raise LaneClosed("the bot is stopping: ask again when it is back") from exc
        return future

    def _work_off(self) -> None:
        """Do what comes next; there is one call of it for each task."""
        for queue in (self._reads, self._questions):
            with suppress(IndexError):  # empty
                queue.popleft().run()
                return

    @property
    def waiting(self) -> int:
        """The questions that wait."""
        return len(self._questions)

    def close(self) -> None:
        """Finish the question being answered, cancel those that wait, end the thread. Blocks until then."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        for queue in (self._reads, self._questions):
            while queue:
                queue.popleft().future.cancel()
        self._thread.shutdown(wait=True)


@dataclass(frozen=True, slots=True, eq=False)
class _Task(Generic[T]):
    """Work for the lane's thread, and where its outcome goes."""

    future: Future[T]
    work: Callable[[], T]

    def run(self) -> None:
        """Do the work, unless nobody waits for it any more."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            outcome = self.work()
        except BaseException as error:  # noqa: BLE001 - whoever asked gets it, as from an executor
            self.future.set_exception(error)
        else:
            self.future.set_result(outcome)


class _Remembered:
    """The last answers, each as long as its snapshot answers and, for "last week", on its day. Of one thread."""

    def __init__(self, source: Answers, today: Callable[[], date], searched: Callable[[], None]) -> None:
        self.source = source
        self._today = today
        self._searched = searched
        self._kept: OrderedDict[tuple[str, date, str, str | None, bool], Answer] = OrderedDict()

    def answer(self, question: str, context: str | None, *, leans: bool) -> Answer:
        asked = (self._today(), question, context, leans)
        if kept := self._kept.get((self.source.snapshot_name(), *asked)):
            return kept
        answer = self.source.answer(question, context=context, leans=leans)
        self._searched()
        self._kept[answer.snapshot, *asked] = answer
        if len(self._kept) > KEPT_ANSWERS:
            self._kept.popitem(last=False)
        return answer
