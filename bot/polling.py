"""Long polling that says what ails it: the library retries in silence, and stops polling in silence.

An outage at the start is logged and waited out; a token that Telegram refuses ends the program with one line.
"""

import logging
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot

from index.errors import IncidentError

logger = logging.getLogger(__name__)


class TokenRefused(IncidentError):
    """Telegram does not know the bot's token (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the token: check TELEGRAM_TOKEN (and TELEGRAM_BASE_URL, where it is set), "
            "or get a new token from @BotFather"
        )


class PollingRefused(TelegramError):
    """The token was refused while polling. No InvalidToken: on that the library just stops polling."""


class PollingBot(ExtBot[int]):
    """A bot that tells the error handlers when its token is refused while it polls."""

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Fetch updates; raises PollingRefused where the token is refused."""
        try:
            return await super().get_updates(*args, **kwargs)
        except InvalidToken:
            raise PollingRefused("Telegram refuses the token") from None  # its cause may hold the token


AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class PollingApplication(AnyApplication):
    """An application that logs each failed attempt to reach Telegram at the start, and can give up."""

    token_refused = False

    def give_up(self) -> None:
        """Stop, as the token is refused."""
        self.token_refused = True
        self.stop_running()

    async def initialize(self) -> None:
        """Connect; raises telegram.error.TelegramError, upon which `run_polling` tries again."""
        try:
            await super().initialize()
        except InvalidToken:
            raise
        except TelegramError as exc:
            logger.warning("Telegram cannot be reached (%s): trying again", exc)
            raise
