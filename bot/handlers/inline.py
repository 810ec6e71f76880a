"""`@bot question` in any chat: quotes to choose from; without a question, the latest incidents."""

import asyncio
import logging

from telegram import InlineQuery, InlineQueryResultsButton, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.answering import AnsweringLane, QueueFull, TimedAnswer
from bot.inline_results import MAX_RESULTS, inline_results
from bot.messages import MessageKind, kind_of
from bot.question_log import ChatKind, QuestionLog
from bot.texts import texts_for
from index.records import Quote

logger = logging.getLogger(__name__)

PAUSE_S = 0.25
"""A query comes with every letter that is typed; one that another follows within this time is not worth a search."""

CACHE_S = 5
"""Telegram may give the same results so long without asking, so a rebuild is seen soon after."""

DEEP_LINK = "inline"


class Inline:
    """Answers inline queries from `lane`; `log` is told of each that was answered."""

    def __init__(self, lane: AnsweringLane, *, pause_s: float = PAUSE_S, log: QuestionLog | None = None) -> None:
        self._lane = lane
        self._log = log or QuestionLog()
        self._pause_s = pause_s
        self._newest: dict[int, str] = {}

    async def query(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an inline query, unless the person has typed on."""
        query = update.inline_query
        if query is None:
            return
        self._newest[query.from_user.id] = query.id
        await asyncio.sleep(self._pause_s)
        if self._newest.get(query.from_user.id) != query.id:
            return
        try:
            await self._answer(query, update.update_id)
        except QueueFull as exc:
            logger.warning("An inline query was turned away: %s", exc)
        except BadRequest as exc:  # it is answered too late: the person has typed on, or left
            logger.info("An inline query was not answered: %s", exc)
        finally:
            if self._newest.get(query.from_user.id) == query.id:
                del self._newest[query.from_user.id]

    async def _answer(self, query: InlineQuery, update_id: int) -> None:
        texts = texts_for(query.from_user.language_code)
        quotes, timed = await self._quotes(query.query.strip())
        none = None if quotes else InlineQueryResultsButton(texts.inline_no_answer, start_parameter=DEEP_LINK)
        with self._log.sending(ChatKind.INLINE, update_id, timed):
            await query.answer(inline_results(quotes, texts), cache_time=CACHE_S, is_personal=True, button=none)

    async def _quotes(self, text: str) -> tuple[tuple[Quote, ...], TimedAnswer | None]:
        """What to offer and, where it answers a question, how long that took."""
        if kind_of(text) is not MessageKind.QUESTION:  # nothing typed yet, or a greeting
            return await self._lane.read(lambda search: search.latest(MAX_RESULTS)), None
        timed = await self._lane.timed_answer(text)
        return timed.answer.quotes if timed.answer.answered else (), timed
