"""The network's side of Telegram, with each call that fails counted by its kind."""

from http import HTTPStatus
from typing import Any

from telegram.error import NetworkError, TimedOut
from telegram.request import HTTPXRequest

from bot.metrics import Metrics

_KINDS: dict[int, str] = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "unauthorized",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.TOO_MANY_REQUESTS: "flood",
}


class CountingRequest(HTTPXRequest):
    """Makes calls as the library does, and tells `metrics` of those that fail."""

    def __init__(self, metrics: Metrics, **options: Any) -> None:
        super().__init__(**options)
        self._metrics = metrics

    async def do_request(self, *arguments: Any, **options: Any) -> tuple[int, bytes]:
        """As HTTPXRequest.do_request; raises telegram.error.NetworkError and its TimedOut."""
        try:
            status, payload = await super().do_request(*arguments, **options)
        except TimedOut:
            self._metrics.telegram_error("timeout")
            raise
        except NetworkError:
            self._metrics.telegram_error("network")
            raise
        if status >= HTTPStatus.BAD_REQUEST:
            self._metrics.telegram_error(_kind_of(status))
        return status, payload


def _kind_of(status: int) -> str:
    """A word for a status, of which there are few, as each is a series of its own."""
    return "server" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _KINDS.get(status, "other")
