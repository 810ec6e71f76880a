"""Webhook mode: Telegram calls the bot, which otherwise is as it is when it polls.

At the start it polls once, so that what came while it was down is answered as in polling mode: at once, the newest
first. For that the webhook is deleted, and set again. At the end it stays, and Telegram tries until the bot is back.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram.error import TelegramError
from telegram.ext import ExtBot, Updater

from bot.polling import Keep, PollingApplication
from bot.pulse import Pulse
from bot.settings import Settings
from bot.webhook_deliveries import Deliveries
from bot.webhook_registration import Registration
from bot.webhook_server import WebhookServer

DRAIN_S = 1.5
"""For answers to calls that are under way when the bot stops; what is not answered comes again."""


class WebhookUpdater(Updater):
    """Fetches updates by `server`; the library's own answers before they are stored."""

    def __init__(self, bot: ExtBot[int], queue: asyncio.Queue[object], server: WebhookServer) -> None:
        super().__init__(bot, queue)
        self._server = server

    async def initialize(self) -> None:
        """Take the port before anything is changed at Telegram. Raises WebhookRefused."""
        await super().initialize()
        self._server.bind()

    async def start_webhook(self, *_args: Any, **_kwargs: Any) -> asyncio.Queue[object]:
        """Take calls; the library's options have no meaning here."""
        self._running = True
        self._server.start()
        return self.update_queue

    async def stop(self) -> None:
        """Take no more calls, and answer those under way."""
        self._running = False
        await self._server.stop(DRAIN_S)

    async def shutdown(self) -> None:
        """Give the port back."""
        self._server.close()
        await super().shutdown()


class WebhookApplication(PollingApplication):
    """An application that keeps its webhook registered while it runs."""

    def __init__(self, *, registration: Registration, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._registration = registration
        self._tending: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Handle updates, and tell Telegram where to send them."""
        await super().start()
        self._tending = asyncio.create_task(self._registration.tend(self._report))

    async def stop(self) -> None:
        """As when polling; the webhook stays set."""
        if self._tending:
            self._tending.cancel()
        await super().stop()
        if self._tending:
            with suppress(asyncio.CancelledError):
                await self._tending

    async def _report(self, error: TelegramError) -> None:
        await self.process_error(None, error)


@dataclass(frozen=True, slots=True)
class Webhook:
    """What fetches updates by calls of Telegram, and what keeps them coming."""

    updater: WebhookUpdater
    registration: Registration


def open_webhook(
    settings: Settings,
    url: str,
    bot: ExtBot[int],
    keep: Keep,
    *,
    pulse: Pulse,
    allowed_updates: Sequence[str],
    every_s: float,
) -> Webhook:
    """The parts of a webhook at `url`; nothing is opened yet."""
    queue: asyncio.Queue[object] = asyncio.Queue()
    deliveries = Deliveries(bot, queue, keep)
    secret = settings.webhook_secret.get_secret_value()
    server = WebhookServer(url, secret, settings.webhook_host, settings.webhook_port, deliveries.receive)
    registration = Registration(bot, url, server, deliveries, pulse, allowed_updates=allowed_updates, every_s=every_s)
    return Webhook(WebhookUpdater(bot, queue, server), registration)
