"""The server calls the bot's webhook until the bot takes what it is called with."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal
from tests.telegram_server.webhook import SECRET_HEADER

SECRET = "a-secret-of-the-test"  # noqa: S105 - of nothing


class Called:
    """A bot that is called; it answers with `statuses`, and then with 200."""

    def __init__(self) -> None:
        self.url = ""
        self.statuses: list[int] = []
        self.calls: list[tuple[str | None, dict[str, Any]]] = []

    async def take(self, request: web.Request) -> web.Response:
        self.calls.append((request.headers.get(SECRET_HEADER), await request.json()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.calls]


@pytest.fixture
async def called() -> AsyncIterator[Called]:
    called, app = Called(), web.Application()
    app.router.add_post("/hook", called.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    called.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield called
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_in_the_order_of_their_chat(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, called: Called
) -> None:
    await alice.send(None, "before")
    await bot.set_webhook(called.url, secret_token=SECRET, allowed_updates=["message"])
    await alice.send(None, "after")
    await tg.drained()
    info = await bot.get_webhook_info()

    assert called.texts() == ["/start", "before", "after"]
    assert {secret for secret, _ in called.calls} == {SECRET}
    assert (info.url, info.max_connections, info.pending_update_count) == (called.url, 40, 0)
    assert (info.allowed_updates, info.last_error_message) == (("message",), None)
    tg.assert_clean()


async def test_what_is_not_taken_is_posted_again_before_what_came_after_it(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, called: Called
) -> None:
    tg.settings.webhook_retry_s = 0.01
    called.statuses = [503, 500]
    await bot.set_webhook(called.url)
    await alice.send(None, "later")
    await tg.drained()

    assert called.texts() == ["/start", "/start", "/start", "later"]
    assert (await bot.get_webhook_info()).last_error_message == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert [len(update.delivered) for update in tg.updates] == [3, 1]


@pytest.mark.usefixtures("alice")
async def test_nobody_at_the_webhook_is_told_and_what_waits_can_be_polled_once_it_is_deleted(
    tg: FakeTelegram, bot: Bot, refusal: Refusal
) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await tg.wait_for(lambda: tg.world.updates.webhook and tg.world.updates.webhook.answers)
    info = await bot.get_webhook_info()
    told = await refusal(bot.get_updates())
    await bot.delete_webhook()

    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 1)
    assert told.startswith("Conflict: can't use getUpdates method while webhook is active")
    assert len(await bot.get_updates()) == 1
    assert (await bot.get_webhook_info()).url == ""


async def test_during_an_outage_nobody_is_called(tg: FakeTelegram, bot: Bot, alice: FakeUser, called: Called) -> None:
    await bot.set_webhook(called.url)
    await tg.drained()
    tg.world.updates.is_reachable.clear()
    await alice.send(None, "meanwhile")
    await tg.wait_for(lambda: len(called.calls) > 1, 0.1)
    meanwhile = called.texts()
    tg.world.updates.is_reachable.set()
    await tg.drained()

    assert (meanwhile, called.texts()) == (["/start"], ["/start", "meanwhile"])


async def test_the_real_servers_rules_for_webhooks_hold(tg: FakeTelegram, bot: Bot, refusal: Refusal) -> None:
    tg.settings.allows_http_webhooks = False
    for url, told in (
        ("http://bot.example.org", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https://bot.example.org:8080", "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"),
        ("ftp://bot.example.org", "invalid webhook URL specified"),
    ):
        tg.world.updates._last_set_webhook = 0.0
        assert await refusal(bot.set_webhook(url)) == told
    tg.world.updates._last_set_webhook = 0.0
    assert await refusal(bot.set_webhook("https://b.org", secret_token="a b")) == (  # noqa: S106 - of nothing
        "secret token contains unallowed characters"
    )
    assert await refusal(bot.set_webhook("https://b.org")) == "Too Many Requests: retry after 1"
