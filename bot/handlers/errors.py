"""What happens when handling an update fails: a log entry, and an apology where a person waits for an answer.

The weather of the network gets one line; what we did wrong gets a traceback.
"""

import logging

from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TelegramError
from telegram.ext import ContextTypes

from bot import texts
from bot.delivery import deliver
from bot.polling import PollingApplication, PollingRefused
from bot.render import plain

logger = logging.getLogger(__name__)


async def report_error(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Log an error that a handler or the polling raised, and tell the person who waits."""
    error = context.error
    if isinstance(error, Conflict):
        logger.error("Another process polls Telegram with the same token: stop one of the two")
    elif isinstance(error, PollingRefused) and isinstance(context.application, PollingApplication):
        context.application.give_up()
    elif isinstance(error, Forbidden):
        logger.info("A reply was not sent: the person has blocked the bot or left (%s)", error)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        logger.warning("%s: %s", _what_failed(update), error)
    else:
        logger.error("Handling an update failed", exc_info=error)
        await _apologise(update)


def _what_failed(update: object) -> str:
    return "Telegram cannot be reached, trying again" if update is None else "A reply was perhaps not sent"


async def _apologise(update: object) -> None:
    message = update.effective_message if isinstance(update, Update) else None
    if message is None:
        return
    try:
        await deliver(message, plain(texts.ERROR))
    except TelegramError as exc:
        logger.warning("The apology was not sent either: %s", exc)
