"""The Telegram application: what is handled by whom, and how it runs."""

import logging
import os
from typing import Any

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import (
    AIORateLimiter,
    ApplicationBuilder,
    BaseHandler,
    CommandHandler,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot import texts
from bot.answering import AnsweringLane, Answers
from bot.handlers.ask import Ask
from bot.handlers.errors import report_error
from bot.handlers.start import help_, start, text_only, unknown_command
from bot.logs import configure_logging
from bot.polling import AnyApplication, PollingApplication, PollingBot, TokenRefused
from bot.settings import Settings
from bot.turns import ChatTurns

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (Update.MESSAGE,)
"""What Telegram is asked to send: what the handlers below handle."""

MAX_CONCURRENT_UPDATES = 1_024
"""Updates that may be under way, nearly all of them waiting for their turn."""

FLOOD_RETRIES = 5
READ_TIMEOUT_S = 20.0
"""Long, as a reply that is late has arrived all the same, and cannot be sent again."""


def run(settings: Settings, answers: Answers) -> None:
    """Answer questions in Telegram until SIGTERM or SIGINT; what was received is answered before it returns.

    Raises SettingsError without a token, TokenRefused when Telegram does not accept it.
    """
    configure_logging(settings.log_level, secrets=[settings.required_token()])
    lane = AnsweringLane(answers)
    application = build_application(settings, lane)
    try:
        application.run_polling(allowed_updates=ALLOWED_UPDATES, bootstrap_retries=-1, drop_pending_updates=False)
    except InvalidToken:
        raise TokenRefused from None  # the library's error holds the token
    finally:
        lane.close()
    if isinstance(application, PollingApplication) and application.token_refused:
        raise TokenRefused


def build_application(settings: Settings, lane: AnsweringLane, *, request: BaseRequest | None = None) -> AnyApplication:
    """Build the application; `request` takes the place of the network (in tests)."""
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's coming way; without it each flood wait warns
    bot = PollingBot(
        settings.required_token(),
        base_url=f"{settings.telegram_base_url}/bot",
        base_file_url=f"{settings.telegram_base_url}/file/bot",
        request=request or HTTPXRequest(connection_pool_size=256, read_timeout=READ_TIMEOUT_S, pool_timeout=10.0),
        get_updates_request=request or HTTPXRequest(connection_pool_size=1),
        rate_limiter=AIORateLimiter(max_retries=FLOOD_RETRIES),
    )
    application = (
        ApplicationBuilder()
        .application_class(PollingApplication)
        .bot(bot)
        .concurrent_updates(ChatTurns(MAX_CONCURRENT_UPDATES))
        .post_init(_introduce)
        .build()
    )
    application.add_handlers(_handlers(Ask(lane)))
    application.add_error_handler(report_error)
    return application


def _handlers(ask: Ask) -> list[BaseHandler[Any, Any, Any]]:
    """Who answers what: the first that fits does."""
    private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE  # new messages only, not edited ones
    return [
        CommandHandler("start", start, private),
        CommandHandler("help", help_, private),
        MessageHandler(private & filters.COMMAND, unknown_command),
        MessageHandler(private & filters.TEXT, ask.text),
        MessageHandler(private & ~filters.StatusUpdate.ALL, text_only),
    ]


async def _introduce(application: AnyApplication) -> None:
    """Tell Telegram our commands; the bot works without."""
    try:
        await application.bot.set_my_commands(texts.COMMANDS)
    except TelegramError as exc:
        logger.warning("The list of commands was not set: %s", exc)
    logger.info("Answering as @%s", application.bot.username)
