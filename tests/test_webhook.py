"""A bot that Telegram calls: a real process with canned answers, a strict server, and a proxy between the two."""

import asyncio
import signal
import socket
import sqlite3
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from bot.webhook_server import SECRET_HEADER
from tests.metrics_page import free_port
from tests.running_bot import REPLY_S, START_S, webhook_settings
from tests.telegram_server import FakeUser, Message
from tests.telegram_server.webhook import Webhook
from tests.test_health import Impatient, impatient_bot
from tests.webhook_proxy import HOST, Proxy

SECRET = "a-secret-of-the-test-0123456789"  # noqa: S105 - of nothing
QUESTION = "what did the gunmen ask for?"
ANSWER = "The gunmen asked for a free way out."
FULL = "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"


def asker(bot: Impatient) -> FakeUser:
    return bot.tg.user(2_001, "Asker", "en")


async def ask(bot: Impatient) -> Message:
    return await asker(bot).send(None, QUESTION)


async def assert_answered_once(bot: Impatient, *asked: Message) -> None:
    """They are, and what is asked then is answered last, as a chat's messages are in order."""
    await bot.tg.wait_for(lambda: all(message.chat.replies_to(message) for message in asked), REPLY_S)
    end = await asker(bot).send(None, "/help")
    assert await bot.tg.wait_for(lambda: end.chat.replies_to(end), REPLY_S), bot.tg.calls

    assert [len(message.chat.replies_to(message)) for message in asked] == [1] * len(asked)
    assert all(message.chat.replies_to(message)[0].text.startswith(ANSWER) for message in asked)


def webhook_of(bot: Impatient) -> Webhook:
    assert bot.tg.world.updates.webhook
    return bot.tg.world.updates.webhook


async def post(bot: Impatient, update: object, *, secret: str = SECRET) -> int:
    """Call the bot as Telegram does, or somebody else."""
    headers = {SECRET_HEADER: secret}
    async with aiohttp.ClientSession() as http, http.post(webhook_of(bot).url, json=update, headers=headers) as answer:
        return answer.status


def change(bot: Impatient, statement: str) -> None:
    """Change the bot's database under it."""
    with closing(sqlite3.connect(bot.index / "store.sqlite3", timeout=60)) as database, database:
        database.execute(statement)


async def test_an_update_that_is_delivered_twice_is_answered_once(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True, WEBHOOK_SECRET=SECRET) as bot:
        asked = await ask(bot)
        statuses = [await post(bot, bot.tg.updates[-1].json()) for _ in range(3)]
        await assert_answered_once(bot, asked)
        statuses.append(await post(bot, bot.tg.updates[0].json()))
        await assert_answered_once(bot, asked)

        assert statuses == [HTTPStatus.OK] * 4
        bot.tg.assert_clean()


async def test_what_strangers_post_is_refused_and_never_answered(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True, WEBHOOK_SECRET=SECRET) as bot:
        asked = await ask(bot)
        forged = bot.tg.updates[-1].json() | {"update_id": 5}
        statuses = [await post(bot, forged, secret=secret) for secret in ("", "wrong", SECRET[1:])]
        await assert_answered_once(bot, asked)

    assert statuses == [HTTPStatus.FORBIDDEN] * 3
    assert bot.process.log.count("without the right secret was refused") == 1
    assert SECRET not in bot.process.log


async def test_what_cannot_be_stored_is_sent_again_and_answered_once(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True) as bot:
        bot.tg.settings.webhook_retry_s = 0.1
        change(bot, FULL)
        asked = await ask(bot)
        assert await bot.tg.wait_for(lambda: webhook_of(bot).answers.count(HTTPStatus.SERVICE_UNAVAILABLE) > 1, REPLY_S)
        ill = await bot.becomes_ill()
        unanswered = asked.chat.replies_to(asked)
        change(bot, "DROP TRIGGER full")
        await assert_answered_once(bot, asked)
        await bot.becomes_well()

    assert unanswered == []
    assert ill.startswith("the webhook was not well since")
    assert "Telegram cannot deliver updates to WEBHOOK_URL (Wrong response from the webhook: 503" in bot.process.log
    assert "Traceback" not in bot.process.log


async def test_while_the_proxy_is_down_the_bot_is_ill_and_answers_when_it_is_back(
    shipped_index: Path, tmp_path: Path
) -> None:
    port = free_port()
    url = webhook_settings(port)["WEBHOOK_URL"]
    inner = webhook_settings(free_port()) | {"WEBHOOK_URL": url}
    async with (
        Proxy(port, int(inner["WEBHOOK_PORT"])) as proxy,
        impatient_bot(shipped_index, tmp_path, is_called=True, **inner) as bot,
    ):
        before = await ask(bot)
        await assert_answered_once(bot, before)
        bot.tg.settings.webhook_retry_s = 0.1
        await proxy.go_down()
        asked = await ask(bot)
        ill = await bot.becomes_ill()
        await proxy.go_up()
        await assert_answered_once(bot, before, asked)
        await bot.becomes_well()

    assert ill.startswith("the webhook was not well since")
    assert "(Connection refused): check the proxy before it" in bot.process.log


async def test_a_webhook_that_was_taken_away_is_told_and_set_again(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True) as bot:
        own = webhook_of(bot).url
        await asyncio.sleep(1.0)  # Telegram takes no second one sooner
        async with aiohttp.ClientSession() as http:
            await http.post(f"{bot.tg.base_url}{bot.tg.token}/setWebhook", json={"url": "http://127.0.0.1:9/other"})
        assert await bot.tg.wait_for(lambda: webhook_of(bot).url == own, REPLY_S)
        await assert_answered_once(bot, await ask(bot))

    assert bot.process.log.count("has set another webhook, at 127.0.0.1:9: it is set again; stop one of the two") == 1


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_while_the_bot_is_down_the_webhook_stays_and_what_is_asked_is_answered_after_the_start(
    shipped_index: Path, tmp_path: Path, how: signal.Signals
) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True) as bot:
        url = webhook_of(bot).url
        asked = [await ask(bot) for _ in range(3)]
        status = await bot.process.stop(how)
        meanwhile = webhook_of(bot).url
        asked.append(await ask(bot))
        await bot.process.restart()
        await assert_answered_once(bot, *asked)

    assert status == (0 if how == signal.SIGTERM else -signal.SIGKILL)
    assert meanwhile == url
    assert "Traceback" not in bot.process.log


async def test_the_mode_can_be_changed_at_each_start_and_nothing_is_lost_or_answered_twice(
    shipped_index: Path, tmp_path: Path
) -> None:
    polls, is_called = dict.fromkeys(("WEBHOOK_URL", "WEBHOOK_PORT"), ""), webhook_settings(free_port())
    async with impatient_bot(shipped_index, tmp_path) as bot:
        asked, modes = [await ask(bot)], []
        for mode in (is_called, polls, is_called):
            await bot.process.stop()
            asked.append(await ask(bot))
            bot.process.env |= mode
            await bot.process.restart()
            asked.append(await ask(bot))
            await assert_answered_once(bot, *asked)
            await bot.becomes_well()
            modes.append(bot.tg.world.updates.webhook is not None)

        assert modes == [True, False, True]
        bot.tg.assert_clean()


async def test_a_port_that_is_taken_ends_the_bot_with_one_clear_line_and_changes_nothing_at_telegram(
    shipped_index: Path, tmp_path: Path
) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        await bot.process.stop()
        bot.tg.calls.clear()
        with socket.create_server((HOST, 0)) as owner:
            port = owner.getsockname()[1]
            bot.process.env |= webhook_settings(port)
            await bot.process.restart()
            status, lines = await bot.end()

    assert status == 1
    assert lines[-1].startswith(
        f"incident-bot: {HOST}, port {port} cannot be had for Telegram's calls (Address already"
    )
    assert "Traceback" not in bot.process.log
    assert {call.method for call in bot.tg.calls} == {"getMe"}


async def test_at_the_start_telegram_is_waited_for(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=True) as bot:
        await bot.process.stop()
        bot.tg.inject("setWebhook", "error", 2)
        bot.tg.inject("setWebhook", "drop")
        bot.tg.inject("deleteWebhook", "bad_gateway")
        bot.tg.calls.clear()
        await bot.process.restart()
        assert await bot.tg.wait_for(lambda: len(bot.tg.calls_of("setWebhook")) == 4, START_S)
        await assert_answered_once(bot, await ask(bot))
