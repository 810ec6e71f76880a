import asyncio
import io
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import aiohttp
import pytest

from bot.webhook_server import MAX_BODY_BYTES, SECRET_HEADER, WebhookRefused, WebhookServer
from tests.metrics_page import free_port

SECRET = "a-secret-of-the-test-0123456789"  # noqa: S105 - of nothing
KNOWN = {SECRET_HEADER: SECRET}
HOST = "127.0.0.1"
URL = "https://bot.example.org/from/telegram"


class Taken:
    """Takes every body; with `hold`, answers only when it is released."""

    def __init__(self, *, hold: bool = False) -> None:
        self.bodies: list[bytes] = []
        self.has_begun = asyncio.Event()
        self.release = asyncio.Event()
        if not hold:
            self.release.set()

    async def receive(self, body: bytes) -> HTTPStatus:
        self.has_begun.set()
        await self.release.wait()
        self.bodies.append(body)
        return HTTPStatus.OK


@asynccontextmanager
async def serving(taken: Taken, *, host: str = HOST, url: str = URL) -> AsyncIterator[tuple[WebhookServer, str]]:
    """A server at work, and the address of its webhook."""
    port = free_port()
    server = WebhookServer(url, SECRET, host, port, taken.receive)
    server.bind()
    server.start()
    try:
        yield server, f"http://{HOST}:{port}/from/telegram"
    finally:
        await server.stop(0.1)


async def status_of(url: str, method: str = "POST", *, body: bytes = b"{}", secret: str | None = SECRET) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    data = io.BytesIO(body)
    async with aiohttp.ClientSession() as http, http.request(method, url, data=data, headers=headers) as answer:
        assert await answer.read() == b""
        assert "Server" not in answer.headers
        return answer.status


async def test_what_is_posted_with_the_secret_is_taken_and_its_status_is_the_answer() -> None:
    taken = Taken()
    async with serving(taken) as (_, url):
        assert await status_of(url, body=b"an update") == HTTPStatus.OK

    assert taken.bodies == [b"an update"]


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET.upper(), "\u00e4" * 9])
async def test_a_call_without_the_very_secret_is_refused_and_told_once_a_minute_without_it(
    secret: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    taken = Taken()
    async with serving(taken) as (_, url):
        assert [await status_of(url, secret=secret) for _ in range(3)] == [HTTPStatus.FORBIDDEN] * 3

    assert taken.bodies == []
    assert [record.getMessage() for record in caplog.records] == [
        "A call to the webhook without the right secret was refused: Telegram's calls have it"
    ]


@pytest.mark.parametrize("path", ["", "/", "/from", "/from/telegram/", "/from/telegram/more", "/FROM/TELEGRAM"])
async def test_at_any_other_path_there_is_nothing_for_anybody(path: str) -> None:
    taken = Taken()
    async with serving(taken) as (_, url):
        root = url.removesuffix("/from/telegram")
        for secret in (SECRET, None):
            assert await status_of(f"{root}{path}", secret=secret) == HTTPStatus.NOT_FOUND

    assert taken.bodies == []


async def test_an_address_without_a_path_is_called_at_the_root() -> None:
    taken = Taken()
    async with serving(taken, url="https://bot.example.org") as (_, url):
        assert await status_of(url.removesuffix("from/telegram")) == HTTPStatus.OK


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_it_can_only_be_posted_to(method: str) -> None:
    taken = Taken()
    async with serving(taken) as (_, url):
        assert await status_of(url, method) == HTTPStatus.METHOD_NOT_ALLOWED

    assert taken.bodies == []


async def test_a_body_that_no_update_fills_is_not_read() -> None:
    taken = Taken()
    async with serving(taken) as (_, url):
        assert await status_of(url, body=b"x" * MAX_BODY_BYTES) == HTTPStatus.OK
        try:
            status = await status_of(url, body=b"x" * (MAX_BODY_BYTES + 1))
        except aiohttp.ClientError:  # it hangs up before all is sent
            status = HTTPStatus.BAD_REQUEST

    assert status == HTTPStatus.BAD_REQUEST
    assert [len(body) for body in taken.bodies] == [MAX_BODY_BYTES]


async def test_at_a_stop_what_is_begun_is_answered_and_nothing_more_is_taken() -> None:
    taken = Taken(hold=True)
    async with serving(taken) as (server, url), aiohttp.ClientSession() as http:
        begun = asyncio.create_task(status_of(url))
        await taken.has_begun.wait()
        stopping = asyncio.create_task(server.stop(60.0))
        await asyncio.sleep(0.05)
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.post(url, headers=KNOWN)
        taken.release.set()

        assert await begun == HTTPStatus.OK
        await stopping
    assert len(taken.bodies) == 1


async def test_a_call_on_a_connection_that_is_open_is_put_off_while_the_server_stops() -> None:
    """Such as a proxy keeps; Telegram calls again."""
    taken = Taken()
    async with serving(taken) as (server, url), aiohttp.ClientSession(headers=KNOWN) as http:
        async with http.post(url) as first:
            await first.read()
        server.is_stopping = True
        async with http.post(url) as second:
            await second.read()

    assert (first.status, second.status) == (HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE)
    assert len(taken.bodies) == 1


async def test_what_does_not_end_holds_up_no_stop() -> None:
    async with serving(taken := Taken(hold=True)) as (server, url):
        begun = asyncio.create_task(status_of(url))
        await taken.has_begun.wait()
        await server.stop(0.05)

        with pytest.raises(aiohttp.ClientError):
            await begun
    taken.release.set()


@pytest.mark.parametrize("host", [HOST, "0.0.0.0", "localhost"])  # noqa: S104 - as in a container
async def test_it_answers_its_own_bot_while_it_runs(host: str) -> None:
    async with serving(Taken(), host=host) as (server, _):
        assert await server.is_answering()


async def test_a_server_that_is_gone_does_not() -> None:
    server = WebhookServer(URL, SECRET, HOST, free_port(), Taken().receive)

    assert not await server.is_answering()


async def test_of_a_server_that_stops_nobody_complains() -> None:
    async with serving(Taken()) as (server, _):
        await server.stop(0.0)

        assert await server.is_answering()


async def test_another_server_at_its_port_is_not_taken_for_it() -> None:
    async with serving(Taken()) as (other, url):
        port = int(url.split(":")[2].partition("/")[0])
        stranger = WebhookServer(URL, "another-secret-of-the-test", HOST, port, Taken().receive)

        assert not await stranger.is_answering()
        assert await other.is_answering()


async def test_a_port_that_is_taken_is_one_clear_error() -> None:
    with socket.create_server((HOST, 0)) as owner:
        port = owner.getsockname()[1]
        server = WebhookServer(URL, SECRET, HOST, port, Taken().receive)

        with pytest.raises(WebhookRefused) as caught:
            server.bind()
    assert str(caught.value) == (
        f"{HOST}, port {port} cannot be had for Telegram's calls (Address already in use): "
        "set WEBHOOK_HOST and WEBHOOK_PORT to others"
    )


async def test_a_port_that_is_given_back_can_be_had_again() -> None:
    port = free_port()
    for _ in range(2):
        server = WebhookServer(URL, SECRET, HOST, port, Taken().receive)
        server.bind()
        server.close()
