"""Who comes to a bot that is not open to everybody: whoever is not on its list is told so, once an hour."""

import logging
import time
from collections.abc import Callable

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.access import Access
from bot.delivery import Delivery
from bot.render import render_no_access
from bot.store import StoreError
from bot.texts import texts_for

logger = logging.getLogger(__name__)

TOLD_FOR_S = 3_600.0
MAX_REMEMBERED = 10_000


class Doorkeeper:
    """Lets only those handle on whom `access` allows; `clock` gives seconds."""

    def __init__(self, delivery: Delivery, access: Access, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._delivery = delivery
        self._access = access
        self._clock = clock
        self._told: dict[int, float] = {}

    async def check(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Stop the handling of what comes from others, whatever else fails. Raises ApplicationHandlerStop."""
        person, chat = update.effective_user, update.effective_chat
        ids = {"person": person.id if person else None, "chat": chat.id if chat else None}
        if update.my_chat_member or self._access.allows(**ids):
            return
        try:
            await self._refuse(update)
        except (TelegramError, StoreError) as exc:
            logger.info("Someone who may not ask was not told so: %s", exc)
        except Exception:  # any error that is passed on would let the next handlers at the update
            logger.exception("Someone who may not ask was not told so")
        raise ApplicationHandlerStop

    async def _refuse(self, update: Update) -> None:
        message = update.message
        person = message.from_user if message and message.chat.type == ChatType.PRIVATE else None
        if message and person and self._is_news(person.id):
            refusal = render_no_access(person.id, texts_for(person.language_code))
            await self._delivery.reply(update.update_id, message, refusal)
        if update.callback_query:
            await update.callback_query.answer()
        if update.inline_query:
            await update.inline_query.answer(())

    def _is_news(self, person: int) -> bool:
        now = self._clock()
        if len(self._told) >= MAX_REMEMBERED:
            self._told = {key: told for key, told in self._told.items() if now - told < TOLD_FOR_S}
        is_news = now - self._told.get(person, -TOLD_FOR_S) >= TOLD_FOR_S
        if is_news:
            self._told[person] = now
        return is_news
