"""One call to Telegram, to see whether the bot's server and token are right."""

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.polling import TokenRefused
from bot.settings import Settings
from index.errors import IncidentError


class Unreachable(IncidentError):
    """The Bot API server does not answer as it should."""


async def reach_telegram(settings: Settings) -> str:
    """The bot's username; raises TokenRefused or Unreachable."""
    bot = Bot(settings.required_token(), base_url=f"{settings.telegram_base_url}/bot")
    try:
        async with bot:
            return bot.username
    except InvalidToken:
        raise TokenRefused from None  # the library's error holds the token
    except TelegramError as error:
        raise Unreachable(
            f"{settings.telegram_base_url} does not answer ({error}): check the network and TELEGRAM_BASE_URL"
        ) from None
