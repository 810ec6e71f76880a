"""A private chat's text message: a question is answered with quotes, anything else with a friendly line."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.answering import AnsweringLane, LaneClosed, QueueFull
from bot.delivery import TYPING_AFTER_S, deliver, typing
from bot.messages import MessageKind, kind_of
from bot.render import Reply, plain, render_answer
from index.question import next_context

logger = logging.getLogger(__name__)

FOLLOW_UP_S = 15 * 60
"""How long a chat's last question is kept as context for the next."""


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    at_s: float


class Ask:
    """Answers text messages from `lane`; `clock` gives seconds, for the age of a chat's last question."""

    def __init__(
        self,
        lane: AnsweringLane,
        *,
        clock: Callable[[], float] = time.monotonic,
        typing_after_s: float = TYPING_AFTER_S,
    ) -> None:
        self._lane = lane
        self._clock = clock
        self._typing_after_s = typing_after_s

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer one text message with one message."""
        message = update.effective_message
        if message is None or not message.text:
            return
        kind = kind_of(message.text)
        if kind is MessageKind.QUESTION:
            notes = context.chat_data if context.chat_data is not None else {}
            await deliver(message, await self._reply_to(message, message.text.strip(), notes))
        else:
            await deliver(message, plain(texts.REPLIES[kind]))

    async def _reply_to(self, message: Message, question: str, notes: dict[Any, Any]) -> Reply:
        earlier = self._earlier_question(notes)
        notes["asked"] = _Asked(next_context(earlier, question), self._clock())
        try:
            async with typing(message.chat, after_s=self._typing_after_s):
                answer = await self._lane.answer(question, context=earlier)
        except (QueueFull, LaneClosed) as exc:
            logger.warning("A question was turned away: %s", exc)
            return plain(texts.BUSY)
        logger.info("%s in %.0f ms", "Answered" if answer.answered else "Not in the corpus", answer.elapsed_ms)
        return render_answer(answer)

    def _earlier_question(self, notes: dict[Any, Any]) -> str | None:
        asked = notes.get("asked")
        if asked is None or self._clock() - asked.at_s > FOLLOW_UP_S:
            return None
        return str(asked.question)
