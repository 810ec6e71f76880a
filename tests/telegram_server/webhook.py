"""The webhook: the server calls the bot with each update, again and again until the bot takes it."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import urlsplit

import aiohttp

from tests.telegram_server.changes import Changes
from tests.telegram_server.errors import bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args
from tests.telegram_server.records import Update
from tests.telegram_server.settings import Settings

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
PORTS = (443, 80, 88, 8443)
LONGEST_RETRY_S = 120.0
AT_ONCE_S = 0.05

Queue: TypeAlias = tuple[str, int]


def checked_url(args: Args, settings: Settings) -> str:
    """The address that setWebhook gives; what the real server refuses of it is refused."""
    url, secret = args.text("url"), args.text("secret_token")
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if not settings.allows_http_webhooks and parts.scheme == "http":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not settings.allows_http_webhooks and (parts.port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    return url


class Webhook:
    """Calls `url`, with what comes of one chat in order; `oldest_of` gives what a queue still holds.

    It does not call while the server is not `is_reachable`.
    """

    def __init__(
        self,
        url: str,
        args: Args,
        settings: Settings,
        changes: Changes,
        *,
        is_reachable: asyncio.Event,
        oldest_of: Callable[[Queue], Update | None],
        confirm: Callable[[list[Update]], None],
    ) -> None:
        self.url, self.secret = url, args.text("secret_token")
        self.max_connections = args.integer("max_connections", 40, low=1, high=100)
        self.answers: list[int | str] = []  # of each call the status, or what went wrong
        self._error: Json = {}
        self._settings, self._changes = settings, changes
        self._is_reachable, self._oldest_of, self._confirm = is_reachable, oldest_of, confirm
        self._slots = asyncio.Semaphore(self.max_connections)
        self._workers: dict[Queue, asyncio.Task[None]] = {}

    def json(self) -> Json:
        return {"url": self.url, "max_connections": self.max_connections, "ip_address": "127.0.0.1"} | self._error

    def deliver(self, queue: Queue) -> None:
        """There is something new in a queue."""
        if queue not in self._workers:
            self._workers[queue] = asyncio.create_task(self._work(queue))

    def stop(self) -> tuple[asyncio.Task[None], ...]:
        """Call no more; what ends now."""
        for task in self._workers.values():
            task.cancel()
        return tuple(self._workers.values())

    async def _work(self, queue: Queue) -> None:
        """Call with what is in a queue, in order, with each update until it is taken or expires."""
        failures = 0
        timeout = aiohttp.ClientTimeout(total=self._settings.webhook_timeout_s)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while update := self._oldest_of(queue):
                await self._is_reachable.wait()
                async with self._slots:
                    update.delivered.append(time.monotonic())
                    error = await self._call(session, update)
                if not error:
                    failures = 0
                    self._confirm([update])
                    continue
                self._error = {"last_error_date": int(time.time()), "last_error_message": error}
                self._changes.announce()
                retry_s = self._settings.webhook_retry_s * 2**failures
                await asyncio.sleep(min(retry_s, LONGEST_RETRY_S) if failures else AT_ONCE_S)
                failures += 1
            del self._workers[queue]  # with no await since it was found empty, so that nothing is missed

    async def _call(self, session: aiohttp.ClientSession, update: Update) -> str:
        """Why the bot has not taken an update; "" where it has."""
        headers = {SECRET_HEADER: self.secret} if self.secret else {}
        try:
            async with session.post(self.url, json=update.json(), headers=headers) as response:
                await response.read()
                self.answers.append(response.status)
                is_taken = 200 <= response.status <= 299
                return "" if is_taken else f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            error = "Read timeout expired"
        except aiohttp.ClientConnectorError:
            error = "Connection refused"
        except aiohttp.ClientError:
            error = "Webhook connection closed"
        self.answers.append(error)
        return error
