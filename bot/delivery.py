"""Sending a reply so that the person gets it, and gets it once.

A request that never left, or that Telegram says it failed at, is tried again until it goes through. One that left and
got no answer may have arrived: it is repeated once, as silence would be worse, and once more where the bot was killed
meanwhile. The inbox keeps count, so that this holds across a crash. Telegram's flood limits are kept by `bot.flood`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import chain, repeat
from typing import TypeVar

from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    LinkPreviewOptions,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter

from bot.flood import FloodGate
from bot.metrics import Metrics, NoMetrics
from bot.render import Reply
from bot.store import Inbox

logger = logging.getLogger(__name__)

T = TypeVar("T")
Entities = tuple[MessageEntity, ...]

RETRY_DELAYS_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""The last one again and again."""

MAX_SENDS = 2
"""Of a reply, where nobody can know whether the first one arrived."""

MAX_SENDS_IN_ALL = 3
"""The same with those before the bot was killed: most of what a kill cuts off has not arrived."""

TYPING_AFTER_S = 0.7
"""Most answers come sooner; then no sign of work is needed."""

TYPING_LASTS_S = 4.5
"""Telegram shows the sign for five seconds (https://core.telegram.org/bots/api#sendchataction)."""

_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""The HTTP library's errors, by name, after which Telegram cannot have seen the request."""

_FAILED_INSIDE = "Internal Server Error"
"""How Telegram begins its own answer, status 500, about a request that it did not carry out."""

_UNCHANGED = "Message is not modified"

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""A preview would push the quotes off the screen."""


class Delivery:
    """Sends replies, counted in `inbox` by the update that they answer; each takes its turn at `flood`.

    `metrics` is told of every repetition.
    """

    def __init__(
        self,
        inbox: Inbox,
        flood: FloodGate,
        *,
        retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S,
        metrics: Metrics | None = None,
    ) -> None:
        self._metrics = metrics or NoMetrics()
        self._inbox = inbox
        self._flood = flood
        self._retry_delays_s = retry_delays_s

    async def reply(self, update_id: int, message: Message, reply: Reply) -> Message | None:
        """Send `reply` as a reply to `message`; without formatting where Telegram refuses the formatted one.

        None where it was sent before, so often that it is not sent again. Raises telegram.error.TelegramError when
        Telegram refuses it.
        """
        chat_id = message.chat_id

        async def send(entities: Entities) -> Message:
            return await message.get_bot().send_message(
                chat_id,
                reply.text,
                entities=entities or None,
                link_preview_options=NO_PREVIEW,
                message_thread_id=topic_of(message),
                reply_markup=reply.keyboard or reply.suggested,
                reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
            )

        async def send_in_turn(entities: Entities) -> Message | None:
            return await self._sent(update_id, chat_id, send, entities)

        try:
            return await _formatted_or_plain(reply, send_in_turn)
        except ChatMigrated as exc:  # the group became a supergroup between question and answer
            chat_id = exc.new_chat_id
            return await _formatted_or_plain(reply, send_in_turn)

    async def answer_guest(self, update_id: int, message: Message, result: InlineQueryResultArticle) -> None:
        """Answer a message of a chat that the bot is no member of. Raises telegram.error.TelegramError when refused."""

        async def send(_entities: Entities) -> object:
            return await message.answer_guest_query(result)

        await self._sent(update_id, message.chat_id, send, ())

    async def edit(self, bot: Bot, chat_id: int, message_id: int, reply: Reply) -> None:
        """Put `reply` in the place of a message of the bot. Raises telegram.error.TelegramError when refused."""

        async def send(entities: Entities) -> object:
            return await bot.edit_message_text(
                reply.text,
                chat_id,
                message_id,
                entities=entities or None,
                link_preview_options=NO_PREVIEW,
                reply_markup=reply.keyboard,
            )

        await _formatted_or_plain(reply, lambda entities: self._sent(None, chat_id, send, entities))

    async def edit_buttons(
        self, bot: Bot, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup | None
    ) -> None:
        """Put other buttons under a message of the bot. Raises telegram.error.TelegramError when refused."""

        async def send(_entities: Entities) -> object:
            return await bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard)

        await self._sent(None, chat_id, send, ())

    async def tell(self, bot: Bot, chat_id: int, reply: Reply) -> None:
        """Send a notice that answers nothing, once. Raises telegram.error.TelegramError when it perhaps failed."""
        async with self._flood.turn(chat_id):
            await bot.send_message(
                chat_id,
                reply.text,
                entities=reply.entities or None,
                link_preview_options=NO_PREVIEW,
                reply_markup=reply.keyboard,
            )

    async def _sent(
        self, update_id: int | None, chat_id: int, send: Callable[[Entities], Awaitable[T]], entities: Entities
    ) -> T | None:
        """What `send` gives; without an update (an edit may be repeated at will) it is not counted."""
        doubtful = 0
        for delay_s in chain(self._retry_delays_s, repeat(self._retry_delays_s[-1])):
            async with self._flood.turn(chat_id):
                if update_id is not None and (
                    doubtful == MAX_SENDS or await self._inbox.sending(update_id) > MAX_SENDS_IN_ALL
                ):
                    logger.warning("A reply got no answer from Telegram again and again: not sent any more")
                    return None
                try:
                    return await send(entities)
                except RetryAfter as exc:
                    await self._unsent(update_id)
                    self._flood.hold(chat_id, _seconds(exc.retry_after))
                    logger.warning("Telegram closes a chat for a while: %s", exc)
                    self._metrics.telegram_retry()
                    continue
                except BadRequest as exc:
                    await self._unsent(update_id)
                    if exc.message.startswith(_UNCHANGED):
                        return None
                    raise
                except NetworkError as exc:
                    if _was_not_sent(exc):
                        await self._unsent(update_id)
                    else:
                        doubtful += 1
                    logger.warning("Telegram did not take a reply (%s): trying again in %g s", exc, delay_s)
                    self._metrics.telegram_retry()
            await asyncio.sleep(delay_s)
        raise AssertionError  # the delays have no end

    async def _unsent(self, update_id: int | None) -> None:
        if update_id is not None:
            await self._inbox.unsent(update_id)


async def _formatted_or_plain(reply: Reply, send: Callable[[Entities], Awaitable[T]]) -> T:
    try:
        return await send(reply.entities)
    except BadRequest as exc:
        if not reply.entities or "entit" not in exc.message.casefold():
            raise
        logger.warning("Telegram refuses a formatted reply (%s): sending it plain", exc)
        return await send(())


def _was_not_sent(error: NetworkError) -> bool:
    if error.__cause__ is None:  # no failure of the network: an answer from Telegram
        return error.message.startswith(_FAILED_INSIDE)
    return type(error.__cause__).__name__ in _NEVER_LEFT


def _seconds(period: float | timedelta) -> float:
    return period.total_seconds() if isinstance(period, timedelta) else float(period)


def topic_of(message: Message) -> int | None:
    """The forum topic that a message is in; elsewhere `message_thread_id` is a mere thread of replies."""
    return message.message_thread_id if message.is_topic_message else None


@asynccontextmanager
async def typing(message: Message, *, after_s: float = TYPING_AFTER_S) -> AsyncIterator[None]:
    """Show in a message's chat that the bot is at work, from `after_s` on and until the block ends."""
    sign = asyncio.create_task(_type(message, after_s))
    try:
        yield
    finally:
        sign.cancel()
        await asyncio.gather(sign, return_exceptions=True)  # a sign of work is not worth an error


async def _type(message: Message, after_s: float) -> None:
    await asyncio.sleep(after_s)
    while not message.guest_query_id:  # there the bot is no member
        await message.get_bot().send_chat_action(
            message.chat_id, ChatAction.TYPING, message_thread_id=topic_of(message)
        )
        await asyncio.sleep(TYPING_LASTS_S)
