import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError
from telegram.request import RequestData

from bot.polling import PollingRefused
from bot.pulse import Pulse
from bot.webhook_deliveries import Deliveries
from bot.webhook_registration import MAX_CONNECTIONS, Registration, WebhookNotTaken
from bot.webhook_server import WebhookServer
from tests.bot.stand_ins import TOKEN, RecordingRequest
from tests.bot.test_pulse import Clock
from tests.bot.test_webhook_deliveries import posted
from tests.metrics_page import free_port

URL = "https://bot.example.org/a-secret-path"
SECRET = "a-secret-of-the-test-0123456789"  # noqa: S105 - of nothing
ALLOWED = ("message", "callback_query")
REFUSED = (401, {"ok": False, "description": "Unauthorized"})
FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 600}})
BAD_URL = (400, {"ok": False, "description": "Bad Request: bad webhook: Failed to resolve host"})
SOON_S = 60.0


class Telegram(RecordingRequest):
    """Telegram's side, which remembers the webhook; `failures` come first."""

    def __init__(self, **failures: Any) -> None:
        super().__init__(**failures)
        self.info: dict[str, Any] = {"url": "", "has_custom_certificate": False, "pending_update_count": 0}

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *timeouts: Any, **named: Any
    ) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, method, request_data, *timeouts, **named)
        if status == HTTPStatus.OK and url.endswith("setWebhook") and request_data:
            self.info["url"] = request_data.parameters["url"]
        if status == HTTPStatus.OK and url.endswith("getWebhookInfo"):
            return status, json.dumps({"ok": True, "result": self.info}).encode()
        return status, payload

    def cannot_deliver(self, at: int, *, waiting: int = 1) -> None:
        self.info |= {
            "last_error_date": at,
            "last_error_message": "Wrong response from the webhook: 502 Bad Gateway",
            "pending_update_count": waiting,
        }


class Case:
    """A registration with its surroundings."""

    def __init__(self, telegram: Telegram, *, is_serving: bool = True) -> None:
        self.telegram = telegram
        self.clock = Clock()
        self.pulse = Pulse(uses_webhook=True, clock=self.clock)
        self.reported: list[TelegramError] = []
        self._is_serving = is_serving
        self.bot = Bot(TOKEN, request=telegram, get_updates_request=telegram)
        self.deliveries = Deliveries(self.bot, asyncio.Queue(), keep_nothing)
        self.server = WebhookServer(URL, SECRET, "127.0.0.1", free_port(), self.deliveries.receive)
        self.registration = Registration(
            self.bot,
            URL,
            self.server,
            self.deliveries,
            self.pulse,
            allowed_updates=ALLOWED,
            every_s=0.002,
        )

    @asynccontextmanager
    async def begun(self) -> AsyncIterator["Case"]:
        async with self.bot:
            if self._is_serving:
                self.server.bind()
                self.server.start()
            yield self
            await self.server.stop(0.0)

    async def is_well(self) -> bool:
        """Look once; whether that was a sign of life."""
        self.pulse.polled_at = None
        await self.registration.look()
        return self.pulse.polled_at is not None

    async def report(self, error: TelegramError) -> None:
        self.reported.append(error)


async def keep_nothing(_updates: Any) -> None:
    """There is no inbox here."""


async def test_telegram_is_told_where_to_send_what_with_which_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    async with Case(Telegram()).begun() as case:
        assert await case.is_well()
        assert await case.is_well()

    assert case.telegram.called("setWebhook") == [
        {"url": URL, "secret_token": SECRET, "allowed_updates": list(ALLOWED), "max_connections": MAX_CONNECTIONS}
    ]
    assert "Telegram sends updates to bot.example.org" in caplog.text
    assert "a-secret-path" not in caplog.text


async def test_a_webhook_that_another_has_taken_is_told_on_one_line_and_set_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with Case(Telegram()).begun() as case:
        await case.is_well()
        case.telegram.info["url"] = "https://other.example.org/their-secret-path"
        during = await case.is_well()
        after = await case.is_well()
        case.telegram.info["url"] = ""
        await case.is_well()

    assert (during, after) == (False, True)
    assert case.telegram.info["url"] == URL
    (line,) = caplog.messages
    assert line == (
        "Another process with the same token has set another webhook, at other.example.org: "
        "it is set again; stop one of the two"
    )


async def test_updates_that_telegram_cannot_deliver_are_no_sign_of_life(caplog: pytest.LogCaptureFixture) -> None:
    async with Case(Telegram()).begun() as case:
        before = await case.is_well()
        case.telegram.cannot_deliver(at=100)
        meanwhile = [await case.is_well() for _ in range(3)]
        await case.deliveries.receive(posted(5))
        after = await case.is_well()

    assert (before, meanwhile, after) == (True, [False] * 3, True)
    (line,) = caplog.messages
    assert line == (
        "Telegram cannot deliver updates to WEBHOOK_URL (Wrong response from the webhook: 502 Bad Gateway): "
        "check the proxy before it"
    )


async def test_an_error_that_is_over_is_forgotten_though_telegram_remembers_it() -> None:
    async with Case(Telegram()).begun() as case:
        await case.is_well()
        case.telegram.cannot_deliver(at=100)
        await case.deliveries.receive(posted(5))
        over = await case.is_well()
        later = await case.is_well()
        case.telegram.cannot_deliver(at=160)
        again = await case.is_well()
        case.telegram.cannot_deliver(at=160, waiting=0)

        assert (over, later, again, await case.is_well()) == (True, True, False, True)


async def test_an_error_from_before_the_bot_was_there_is_none_of_its_own() -> None:
    async with Case(Telegram()).begun() as case:
        case.telegram.cannot_deliver(at=100)

        assert await case.is_well()


async def test_a_port_that_does_not_answer_is_no_sign_of_life(caplog: pytest.LogCaptureFixture) -> None:
    async with Case(Telegram(), is_serving=False).begun() as case:
        assert not await case.is_well()

    assert "the port for Telegram's calls does not answer the bot itself: check WEBHOOK_HOST" in caplog.text


async def test_a_token_that_is_refused_is_told_without_it() -> None:
    async with Case(Telegram(getWebhookInfo=[REFUSED])).begun() as case:
        with pytest.raises(PollingRefused) as caught:
            await case.is_well()

    assert caught.value.__cause__ is None


async def test_while_telegram_is_away_the_webhook_is_tried_without_end() -> None:
    failures = [NetworkError("no route")] * 5
    async with Case(Telegram(setWebhook=[*failures, BAD_URL])).begun() as case:
        tending = asyncio.create_task(case.registration.tend(case.report))
        async with asyncio.timeout(SOON_S):
            while case.pulse.polled_at is None:  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.001)
        tending.cancel()

    assert [type(error) for error in case.reported] == [NetworkError] * 5 + [WebhookNotTaken]
    assert str(case.reported[-1]) == (
        "Telegram does not take WEBHOOK_URL (Bad webhook: failed to resolve host): check it; trying again"
    )


async def test_while_telegram_wants_no_call_nothing_is_stuck() -> None:
    async with Case(Telegram(setWebhook=[FLOOD])).begun() as case:
        tending = asyncio.create_task(case.registration.tend(case.report))
        async with asyncio.timeout(SOON_S):
            while not case.telegram.called("setWebhook"):  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.01)
        tending.cancel()
    case.clock.seconds += 599.0
    case.pulse.checked()
    meanwhile = case.pulse.trouble(case.clock(), most_s=120.0, since=0.0)
    case.clock.seconds += 122.0
    case.pulse.checked()

    assert meanwhile is None
    assert case.pulse.trouble(case.clock(), most_s=120.0, since=0.0) == (
        "the webhook is stuck: for 120 s no look at it has begun, ended or failed"
    )
    assert case.reported == []
