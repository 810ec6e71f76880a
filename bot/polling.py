"""Long polling that loses nothing and says what ails it: the library retries in silence, and stops polling in silence.

What Telegram sends is taken into the inbox before it is confirmed. An outage at the start is logged and waited out; a
token that Telegram refuses ends the program with one line.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any, TypeAlias

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application, ExtBot

from bot.intake import Intake
from bot.pulse import Pulse
from bot.store import StoreError
from bot.turns import ChatTurns
from index.errors import IncidentError

logger = logging.getLogger(__name__)

BATCH = 100
"""The most updates that one call gives (https://core.telegram.org/bots/api#getupdates)."""

GRACE_S = 6.0
"""Containers are killed ten seconds after they are told to stop."""

LAST_POLL_S = 1.5
"""For the call that only confirms, while the bot stops: where it does not get through, the inbox knows as well."""

TOLD_EVERY_S = 60.0
"""Between two lines about a trouble that lasts."""

Keep: TypeAlias = Callable[[Sequence[Update]], Awaitable[None]]
"""Stores updates; they are safe when it returns. Raises StoreError where they cannot be stored."""


class TokenRefused(IncidentError):
    """Telegram does not know the bot's token (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram refuses the token: check TELEGRAM_TOKEN (and TELEGRAM_BASE_URL, where it is set), "
            "or get a new token from @BotFather"
        )


class PollingRefused(TelegramError):
    """The token was refused while polling. No InvalidToken: on that the library just stops polling."""


class NotKept(TelegramError):
    """Updates could not be stored and are not confirmed: Telegram sends them again."""


class Seldom:
    """Whether it is time to tell again of a trouble that lasts; `clock` gives seconds."""

    def __init__(self, every_s: float = TOLD_EVERY_S, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._every_s = every_s
        self._clock = clock
        self._told: float | None = None

    def is_due(self) -> bool:
        """Whether it was not told lately; from now on it was."""
        now = self._clock()
        if self._told is not None and now - self._told < self._every_s:
            return False
        self._told = now
        return True


class PollingBot(ExtBot[int]):
    """A bot that keeps what it polls by `keep`, and tells the error handlers when its token is refused meanwhile.

    That it polls is a sign of life for `pulse`.
    """

    def __init__(self, *args: Any, keep: Keep, pulse: Pulse | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep = keep
        self._pulse = pulse or Pulse()
        self._silence = Seldom()

    async def get_updates(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        """Fetch updates and keep them.

        Raises PollingRefused where the token is refused, NotKept where they cannot be stored.
        """
        is_last = kwargs.get("timeout") == timedelta(0)  # so the library confirms, at the end of polling
        with self._pulse.polling():
            try:
                async with asyncio.timeout(LAST_POLL_S if is_last else None):
                    updates = await self._fetch(*args, **kwargs)
            except TimeoutError:
                raise TimedOut from None
            try:
                await self._keep(updates)
            except StoreError as exc:
                raise NotKept(str(exc)) from exc
            self._pulse.polled()
        return updates

    async def delete_webhook(self, *args: Any, **kwargs: Any) -> bool:
        """Make polling possible; as long as this is tried, polling is not stuck."""
        with self._pulse.polling():
            return await super().delete_webhook(*args, **kwargs)

    async def _fetch(self, *args: Any, **kwargs: Any) -> tuple[Update, ...]:
        try:
            return await super().get_updates(*args, **kwargs)
        except InvalidToken:
            raise PollingRefused("Telegram refuses the token") from None  # its cause may hold the token
        except RetryAfter as exc:
            wait = exc.retry_after
            self._pulse.told_to_wait(wait.total_seconds() if isinstance(wait, timedelta) else wait)
            raise
        except TimedOut as exc:  # of which the library says nothing
            if self._silence.is_due():
                logger.warning("Telegram does not answer a poll, trying again: %s", exc)
            raise

    async def catch_up(self, allowed_updates: Sequence[str]) -> None:
        """Fetch, keep and confirm all that came while the bot was down. Raises telegram.error.TelegramError."""
        offset = None
        await self.delete_webhook()
        while updates := await self.get_updates(offset, BATCH, 0, allowed_updates=allowed_updates):
            offset = updates[-1].update_id + 1


AnyApplication: TypeAlias = Application[Any, Any, Any, Any, Any, Any]


class PollingApplication(AnyApplication):
    """An application that takes up what was left, logs each failed attempt to reach Telegram, and can give up."""

    token_refused = False

    def __init__(
        self,
        *,
        turns: ChatTurns,
        intake: Intake,
        pulse: Pulse | None = None,
        grace_s: float = GRACE_S,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._turns = turns
        self._intake = intake
        self._pulse = pulse or Pulse()
        self._grace_s = grace_s

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

    async def take_up(self, allowed_updates: Sequence[str]) -> None:
        """Queue what was not answered before the last stop and what came since, the newest first."""
        try:
            await self.bot.catch_up(allowed_updates)
        except TelegramError as exc:  # then it comes with the polling, the oldest first
            logger.warning("What came while the bot was down was not fetched at once: %s", exc)
        left = await self._intake.left(self.bot)
        if left:
            logger.info("Taking up %d updates that were not answered yet", len(left))
        for update in left:
            await self.update_queue.put(update)

    async def stop(self) -> None:
        """Finish what is begun, within the time of grace; the rest stays in the inbox."""
        self._pulse.stopping()
        self._turns.stop()
        cut = asyncio.get_running_loop().call_later(self._grace_s, self._turns.cut_short)
        try:
            await super().stop()
        finally:
            cut.cancel()
