"""One line of the log and one count for each question: what became of it and how long it took, not its words."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum

from telegram import Message
from telegram.constants import ChatType

from bot.answering import TimedAnswer
from bot.log_lines import Fields
from bot.metrics import Metrics, NoMetrics

logger = logging.getLogger(__name__)


class ChatKind(StrEnum):
    """Where a question was asked."""

    PRIVATE = "private"
    GROUP = "group"
    INLINE = "inline"
    GUEST = "guest"


class QuestionLog:
    """Tells the log and `metrics` of questions; their words only `with_texts`. `clock` gives seconds."""

    def __init__(
        self,
        metrics: Metrics | None = None,
        *,
        with_texts: bool = False,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._metrics = metrics or NoMetrics()
        self._with_texts = with_texts
        self._clock = clock

    @contextmanager
    def sending(self, kind: ChatKind, update_id: int, timed: TimedAnswer | None) -> Iterator[None]:
        """Time the block, in which an answer is sent, and tell of its question; None where it was no question.

        Not where a stop cuts it short: it is answered, and told, after the next start.
        """
        began = self._clock()
        try:
            yield
        except asyncio.CancelledError:
            timed = None
            raise
        finally:
            if timed is not None:
                self._tell(kind, update_id, timed, self._clock() - began)

    def _tell(self, kind: ChatKind, update_id: int, timed: TimedAnswer, sending_s: float) -> None:
        answer = timed.answer
        stages_s = {"waiting": timed.waiting_s, "answering": timed.answering_s, "sending": sending_s}
        total_s = sum(stages_s.values())
        self._metrics.question(kind, answered=answer.answered, stages_s=stages_s)
        fields: Fields = {
            "event": "question",
            "chat": kind,
            "update": update_id,
            "answered": answer.answered,
            "confidence": round(answer.confidence, 2),
            "snapshot": answer.snapshot,
            **{f"{stage}_ms": _ms(seconds) for stage, seconds in (stages_s | {"total": total_s}).items()},
            "question": answer.question if self._with_texts else None,
        }
        said = "Answered" if answer.answered else "Not in the corpus"
        logger.info("%s in %.0f ms", said, 1_000 * total_s, extra={"fields": fields})


def chat_kind(message: Message) -> ChatKind:
    """Where a message was written."""
    if message.guest_query_id:
        return ChatKind.GUEST
    return ChatKind.PRIVATE if message.chat.type == ChatType.PRIVATE else ChatKind.GROUP


def _ms(seconds: float) -> float:
    return round(1_000 * seconds, 1)
