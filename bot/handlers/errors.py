"""What happens when handling an update fails: a log entry, and an apology where a person waits for an answer.

The weather of the network gets one line; what we did wrong gets a traceback.
"""

import logging

from telegram import Update
from telegram.constants import ChatType
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from bot.delivery import Delivery
from bot.excerpt import shortened
from bot.handlers.effects import MAX_SAID
from bot.inline_results import message_result
from bot.metrics import Metrics, NoMetrics
from bot.polling import NotKept, PollingApplication, PollingRefused, Seldom
from bot.render import plain
from bot.store import StoreError
from bot.texts import texts_for
from bot.webhook_registration import WebhookNotTaken
from index.errors import IncidentError

logger = logging.getLogger(__name__)


_NO_RIGHTS = ("not enough rights", "have no rights", "chat_write_forbidden", "topic_closed")
"""How Telegram says that the bot may not write in a chat."""


class Errors:
    """Reports errors that a handler or the polling raised, and tells the person who waits through `delivery`.

    `admins` read errors in full; `metrics` is told of polling that is tried again.
    """

    def __init__(
        self, delivery: Delivery, admins: frozenset[int] = frozenset(), *, metrics: Metrics | None = None
    ) -> None:
        self._delivery = delivery
        self._admins = admins
        self._metrics = metrics or NoMetrics()
        self._conflict = Seldom()

    async def report(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the error of an update, or of polling, where `update` is None."""
        error = context.error
        if update is None and isinstance(error, TelegramError) and not isinstance(error, PollingRefused):
            self._metrics.telegram_retry()
        if isinstance(error, Conflict):
            if self._conflict.is_due():
                logger.error(
                    "Another process polls Telegram with the same token, or has set a webhook: stop one of the two"
                )
        elif isinstance(error, PollingRefused) and isinstance(context.application, PollingApplication):
            context.application.give_up()
        elif isinstance(error, NotKept | WebhookNotTaken | IncidentError):
            logger.error("%s", error)
            if context.coroutine is None:  # else it is about the update's place in the inbox: it is handled again
                await self._apologise(update, error)
        elif isinstance(error, Forbidden) or _may_not_write(error):
            logger.info("A reply was not sent: the bot was blocked, left alone, or may not write there (%s)", error)
        elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
            logger.warning("%s: %s", _what_failed(update), error)
        else:
            logger.error("Handling an update failed", exc_info=error)
            await self._apologise(update)

    async def _apologise(self, update: object, error: Exception | None = None) -> None:
        if not isinstance(update, Update):
            return
        text = self._words(update, error)
        try:
            if update.callback_query:
                await update.callback_query.answer(text, show_alert=True)
            elif update.guest_message:
                result = message_result(plain(text), result_id="error", title=text)
                await self._delivery.answer_guest(update.update_id, update.guest_message, result)
            elif message := update.effective_message:
                await self._delivery.reply(update.update_id, message, plain(text))
        except (TelegramError, StoreError) as exc:
            logger.warning("The apology was not sent either: %s", exc)

    def _words(self, update: Update, error: Exception | None) -> str:
        """To an admin in private, what is wrong and what to do; to others, that it is not their doing."""
        person, chat = update.effective_user, update.effective_chat
        in_private = chat is not None and chat.type == ChatType.PRIVATE
        if isinstance(error, IncidentError) and in_private and person and person.id in self._admins:
            return shortened(str(error), MAX_SAID)
        return texts_for(person.language_code if person else None).error


def _may_not_write(error: Exception | None) -> bool:
    return isinstance(error, BadRequest) and any(sign in error.message.casefold() for sign in _NO_RIGHTS)


def _what_failed(update: object) -> str:
    return "Telegram cannot be reached, trying again" if update is None else "A reply was perhaps not sent"
