from collections.abc import Callable
from contextlib import suppress
from typing import Any

import httpx
import pytest
from telegram.error import NetworkError

from bot.counting_request import CountingRequest
from bot.metrics import NoMetrics


class Counted(NoMetrics):
    """Keeps the kinds of errors that are counted."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def telegram_error(self, kind: str) -> None:
        self.errors.append(kind)


async def errors_of(answer: Callable[[httpx.Request], httpx.Response]) -> list[str]:
    """What is counted of one call that is answered so."""
    metrics = Counted()
    request = CountingRequest(metrics, httpx_kwargs={"transport": httpx.MockTransport(answer)})
    with suppress(NetworkError):
        await request.do_request("https://telegram.example/getMe", "POST")
    await request.shutdown()
    return metrics.errors


@pytest.mark.parametrize(
    ("status", "errors"),
    [
        (200, []),
        (400, ["bad_request"]),
        (401, ["unauthorized"]),
        (403, ["forbidden"]),
        (409, ["conflict"]),
        (429, ["flood"]),
        (499, ["other"]),
        (500, ["server"]),
        (599, ["server"]),
    ],
)
async def test_a_status_is_counted_by_its_kind(status: int, errors: list[str]) -> None:
    assert await errors_of(lambda _: httpx.Response(status)) == errors


@pytest.mark.parametrize(("error", "kind"), [(httpx.ReadTimeout, "timeout"), (httpx.ConnectError, "network")])
async def test_what_the_network_does_is_counted(error: Any, kind: str) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise error("gone")

    assert await errors_of(fail) == [kind]
