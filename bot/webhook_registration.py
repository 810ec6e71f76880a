"""Telegram's side of the webhook: it is told where to send updates, and asked again and again whether they arrive."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from urllib.parse import urlsplit

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError

from bot.polling import PollingRefused, Seldom
from bot.pulse import Pulse
from bot.webhook_deliveries import Deliveries
from bot.webhook_server import WebhookServer

logger = logging.getLogger(__name__)

MAX_CONNECTIONS = 40
"""Telegram's default. An update is stored in milliseconds, so that more would wait for the disk."""

Report: TypeAlias = Callable[[TelegramError], Awaitable[None]]


class Registration:
    """Keeps `url` known to Telegram, and is a sign of life for `pulse` while updates arrive.

    It looks every `every_s`; while Telegram is away after 1, 2, 4 and so on seconds, at most half of that.
    """

    def __init__(
        self,
        bot: Bot,
        url: str,
        server: WebhookServer,
        deliveries: Deliveries,
        pulse: Pulse,
        *,
        allowed_updates: Sequence[str],
        every_s: float,
    ) -> None:
        self._bot = bot
        self._url = url
        self._server = server
        self._deliveries = deliveries
        self._pulse = pulse
        self._allowed = allowed_updates
        self._every_s = every_s
        self._is_set = False
        self._taken = 0
        self._failure: datetime | None = None  # the last that is over
        self._complained = Seldom()
        self._stolen = Seldom()

    async def tend(self, report: Report) -> None:
        """Set the webhook and look after it without end; each call that fails is reported and made again."""
        failed = 0
        while True:
            try:
                with self._pulse.polling():
                    await self.look()
            except RetryAfter as exc:
                wait_s = _seconds(exc)
                self._pulse.told_to_wait(wait_s)
            except TelegramError as exc:
                wait_s = min(2.0**failed, self._every_s / 2)
                failed += 1
                await report(exc)
            else:
                wait_s, failed = self._every_s, 0
            await asyncio.sleep(wait_s)

    async def look(self) -> None:
        """Set the webhook where it is not, and see whether updates arrive.

        Raises telegram.error.TelegramError, among it PollingRefused where the token is refused.
        """
        try:
            if not self._is_set:
                await self._set()
            info = await self._bot.get_webhook_info()
            if info.url != self._url:
                self._tell_of_theft(info.url)
                await self._set()
                return
        except InvalidToken:
            raise PollingRefused("Telegram refuses the token") from None  # its cause may hold the token
        if complaint := self._undelivered(info) or await self._unanswered():
            if self._complained.is_due():
                logger.warning("%s", complaint)
        else:
            self._pulse.polled()

    async def _set(self) -> None:
        self._is_set = False
        try:
            await self._bot.set_webhook(
                self._url,
                secret_token=self._server.secret,
                allowed_updates=self._allowed,
                max_connections=MAX_CONNECTIONS,
            )
        except BadRequest as exc:
            raise WebhookNotTaken(exc.message) from exc
        self._is_set = True
        logger.info("Telegram sends updates to %s", _host(self._url))
        self._failure = (await self._bot.get_webhook_info()).last_error_date  # of before

    def _tell_of_theft(self, url: str) -> None:
        if self._stolen.is_due():
            what = f"set another webhook, at {_host(url)}" if url else "deleted the webhook"
            logger.error("Another process with the same token has %s: it is set again; stop one of the two", what)

    def _undelivered(self, info: WebhookInfo) -> str | None:
        """Why updates do not arrive; None where they do, or none wait.

        Telegram remembers an error after updates arrive again, and its clock may be another: so what counts is whether
        its time has changed since all was well.
        """
        is_over = not info.pending_update_count or self._deliveries.taken > self._taken
        if info.last_error_date == self._failure or is_over:
            self._failure, self._taken = info.last_error_date, self._deliveries.taken
            return None
        return f"Telegram cannot deliver updates to WEBHOOK_URL ({info.last_error_message}): check the proxy before it"

    async def _unanswered(self) -> str | None:
        if await self._server.is_answering():
            return None
        return "the port for Telegram's calls does not answer the bot itself: check WEBHOOK_HOST and WEBHOOK_PORT"


class WebhookNotTaken(TelegramError):
    """Telegram does not take WEBHOOK_URL; perhaps later, as where its name is not known yet."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"Telegram does not take WEBHOOK_URL ({reason}): check it; trying again")


def _seconds(told: RetryAfter) -> float:
    wait = told.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _host(url: str) -> str:
    """Of an address what may be told: its path may be a secret."""
    return urlsplit(url).netloc.rpartition("@")[2]
