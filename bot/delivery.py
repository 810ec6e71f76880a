"""Sending a reply so that the person gets it, and gets it once.

A request that never left, or that Telegram says it failed at, is tried again; one that left and got no answer may
have arrived and is not. Telegram's flood limit is waited out by the rate limiter of the application.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Chat, LinkPreviewOptions, Message, MessageEntity, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, NetworkError

from bot.render import Reply

logger = logging.getLogger(__name__)

RETRY_DELAYS_S = (0.5, 1.0, 2.0, 4.0)

TYPING_AFTER_S = 0.7
"""Most answers come sooner; then no sign of work is needed."""

TYPING_LASTS_S = 4.5
"""Telegram shows the sign for five seconds (https://core.telegram.org/bots/api#sendchataction)."""

_NEVER_LEFT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout"})
"""The HTTP library's errors, by name, after which Telegram cannot have seen the request."""

_FAILED_INSIDE = "Internal Server Error"
"""How Telegram begins its own answer, status 500, about a request that it did not carry out."""


async def deliver(message: Message, reply: Reply, *, retry_delays_s: tuple[float, ...] = RETRY_DELAYS_S) -> None:
    """Send `reply` as a reply to `message`; without formatting where Telegram refuses the formatted one.

    Raises telegram.error.TelegramError when it cannot be sent.
    """
    try:
        await _send(message, reply.text, reply.entities, retry_delays_s)
    except BadRequest as exc:
        if not reply.entities:
            raise
        logger.warning("Telegram refuses a formatted reply (%s): sending it plain", exc)
        await _send(message, reply.text, (), retry_delays_s)


async def _send(
    message: Message, text: str, entities: tuple[MessageEntity, ...], retry_delays_s: tuple[float, ...]
) -> None:
    for delay_s in retry_delays_s:
        try:
            return await _send_once(message, text, entities)
        except NetworkError as exc:
            if not _was_not_sent(exc):
                raise
            logger.warning("Telegram did not take a reply (%s): trying again in %g s", exc, delay_s)
            await asyncio.sleep(delay_s)
    return await _send_once(message, text, entities)


def _was_not_sent(error: NetworkError) -> bool:
    if error.__cause__ is None:  # no failure of the network: an answer from Telegram
        return error.message.startswith(_FAILED_INSIDE)
    return type(error.__cause__).__name__ in _NEVER_LEFT


async def _send_once(message: Message, text: str, entities: tuple[MessageEntity, ...]) -> None:
    await message.reply_text(
        text,
        entities=entities or None,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


@asynccontextmanager
async def typing(chat: Chat, *, after_s: float = TYPING_AFTER_S) -> AsyncIterator[None]:
    """Show that the bot is at work, from `after_s` on and until the block ends."""
    sign = asyncio.create_task(_type(chat, after_s))
    try:
        yield
    finally:
        sign.cancel()
        await asyncio.gather(sign, return_exceptions=True)  # a sign of work is not worth an error


async def _type(chat: Chat, after_s: float) -> None:
    await asyncio.sleep(after_s)
    while True:
        await chat.send_action(ChatAction.TYPING)
        await asyncio.sleep(TYPING_LASTS_S)
