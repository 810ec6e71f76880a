"""What a pressed button does in the chat: the words that pop up, and what takes the place of the message."""

import logging
from dataclasses import dataclass

from telegram import Bot, CallbackQuery, InlineKeyboardMarkup
from telegram.error import BadRequest, TelegramError

from bot.delivery import Delivery
from bot.excerpt import shortened
from bot.reply import Reply
from index.errors import IncidentError

logger = logging.getLogger(__name__)

MAX_SAID = 200
"""Characters that may pop up (https://core.telegram.org/bots/api#answercallbackquery)."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The words that pop up, with `alert` in a window, and what takes the place of the message or of its buttons."""

    said: str | None = None
    alert: bool = False
    reply: Reply | None = None
    keyboard: InlineKeyboardMarkup | None = None


def refused(error: IncidentError) -> Effect:
    """A window that says why something cannot be done, and what to do about it."""
    return Effect(shortened(str(error), MAX_SAID), alert=True)


async def carry_out(effect: Effect, query: CallbackQuery, bot: Bot, delivery: Delivery) -> bool:
    """Answer a press, then change its message; whether the words popped up.

    Raises telegram.error.TelegramError where the change is refused.
    """
    is_answered = await _answered(effect, query)
    if query.message is None:
        return is_answered
    chat_id, message_id = query.message.chat.id, query.message.message_id
    try:
        if effect.reply:
            await delivery.edit(bot, chat_id, message_id, effect.reply)
        elif effect.keyboard:
            await delivery.edit_buttons(bot, chat_id, message_id, effect.keyboard)
    except BadRequest as exc:  # deleted, or too old for Telegram
        logger.info("A message was not changed: %s", exc)
    return is_answered


async def _answered(effect: Effect, query: CallbackQuery) -> bool:
    try:
        await query.answer(effect.said, show_alert=effect.alert)
    except TelegramError as exc:  # answered too late; what the button says is done all the same
        logger.info("A press got no answer: %s", exc)
        return False
    return True
