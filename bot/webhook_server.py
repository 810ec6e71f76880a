"""The port that Telegram calls, behind a proxy that ends TLS: who may call, and where. The only import of tornado.

What has come is handed on; its status is the answer. Nothing is told to those who do not know the secret.
"""

import asyncio
import hmac
import logging
import re
import socket
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler

from bot.polling import Seldom
from index.errors import IncidentError

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
"""https://core.telegram.org/bots/api#setwebhook"""

MAX_BODY_BYTES = 1 << 20
"""An update is text: the longest message has 4,096 characters, its entities may be ten times as long."""

READ_S = 20.0
"""For the whole body of a request."""

PROBE_S = 5.0
ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what an operator may have set
"""Addresses to listen at, and where they are reached from here."""

Receive: TypeAlias = Callable[[bytes], Awaitable[HTTPStatus]]
"""Takes the body of a request; what it is answered with."""


class WebhookRefused(IncidentError):
    """The port for Telegram's calls cannot be had."""


class WebhookServer:
    """Hands to `receive` what is posted to the path of `url` with `secret`, at `host` and `port`."""

    def __init__(self, url: str, secret: str, host: str, port: int, receive: Receive) -> None:
        self.secret, self.receive = secret, receive
        self.begun: set[asyncio.Task[Any]] = set()
        self.is_stopping = False
        self._address = (host, port)
        self._path = urlsplit(url).path or "/"
        self._strangers = Seldom()
        self._socket: socket.socket | None = None
        application = Application(
            [(re.escape(self._path), _Webhook, {"server": self})],
            default_handler_class=_NotHere,
            log_function=lambda _handler: None,  # of strangers there would be a line for each call
        )
        self._server = HTTPServer(
            application, max_body_size=MAX_BODY_BYTES, max_buffer_size=2 * MAX_BODY_BYTES, body_timeout=READ_S
        )

    def bind(self) -> None:
        """Take the port; calls wait until `start`. Raises WebhookRefused."""
        host, port = self._address
        if self._socket:
            return
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._socket = socket.create_server((host, port), family=family)
        except OSError as exc:
            reason = str(exc.strerror or exc).partition(" (")[0]
            raise WebhookRefused(
                f"{host}, port {port} cannot be had for Telegram's calls ({reason}): "
                "set WEBHOOK_HOST and WEBHOOK_PORT to others"
            ) from exc

    def start(self) -> None:
        """Answer calls."""
        if self._socket:
            self._socket.settimeout(0)  # as tornado wants it
            self._server.add_socket(self._socket)

    async def stop(self, most_s: float) -> None:
        """Take no more calls, and finish those that are begun, within some seconds."""
        self.is_stopping = True
        self._server.stop()
        if self.begun:
            await asyncio.wait(self.begun, timeout=most_s)
        await self._server.close_all_connections()

    def close(self) -> None:
        """Give the port back, where `stop` has not."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def knows(self, shown: str) -> bool:
        """Whether what a caller shows is the secret, in a time that does not tell how much of it is right."""
        if hmac.compare_digest(shown.encode(), self.secret.encode()):
            return True
        if self._strangers.is_due():
            logger.warning("A call to the webhook without the right secret was refused: Telegram's calls have it")
        return False

    async def is_answering(self) -> bool:
        """Whether a call from here is answered as one of Telegram's; while the server stops nobody asks that."""
        host, port = self._address
        try:
            async with asyncio.timeout(PROBE_S):
                status = await self._probe(ANYWHERE.get(host, host), port)
        except OSError:  # TimeoutError too
            status = ""
        return self.is_stopping or status == f"HTTP/1.1 {HTTPStatus.NO_CONTENT.value}"

    async def _probe(self, host: str, port: int) -> str:
        """The protocol and the status that a call is answered with. Raises OSError."""
        reader, writer = await asyncio.open_connection(host, port)
        try:
            call = (
                f"GET {self._path} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n{SECRET_HEADER}: {self.secret}\r\n\r\n"
            )
            writer.write(call.encode())
            return (await reader.readline())[: len("HTTP/1.1 204")].decode(errors="replace")
        finally:
            writer.close()


class _Bare(RequestHandler):
    """Answers with a status and nothing else, not even the server's name."""

    def set_default_headers(self) -> None:
        self.clear_header("Server")
        self.clear_header("Content-Type")

    def write_error(self, status_code: int, **_details: Any) -> None:
        self.set_status(status_code)
        self.finish()


class _NotHere(_Bare):
    def prepare(self) -> None:
        self.send_error(HTTPStatus.NOT_FOUND)


class _Webhook(_Bare):
    """A call of Telegram, or (GET) of the bot itself."""

    SUPPORTED_METHODS = ("GET", "POST")

    def initialize(self, server: WebhookServer) -> None:
        self._of = server

    def prepare(self) -> None:
        if not self._of.knows(self.request.headers.get(SECRET_HEADER, "")):
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self._of.is_stopping:
            self.send_error(HTTPStatus.SERVICE_UNAVAILABLE)

    def get(self) -> None:
        self.set_status(HTTPStatus.NO_CONTENT)

    async def post(self) -> None:
        if task := asyncio.current_task():  # it ends when the answer has left
            self._of.begun.add(task)
            task.add_done_callback(self._of.begun.discard)
        self.set_status(await self._of.receive(self.request.body))
