"""Tokens, forms of requests, flood control, injected faults and outages."""

import asyncio
import contextlib
import math
import time

import aiohttp
import pytest
from telegram import Bot
from telegram.error import RetryAfter, TelegramError

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal, Send


async def test_tokens_and_methods_are_known(tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal) -> None:
    async def sign_in(token: str) -> None:
        async with Bot(token, base_url=tg.base_url):
            pass

    assert await refusal(sign_in(f"{tg.token}x")) == "Unauthorized"
    assert await refusal(sign_in("nonsense")) == "Not Found"
    assert await refusal(bot.send_dice(alice.id)) == "Not Found: method not found"
    with pytest.raises(AssertionError, match=r"not emulated: .*sendDice"):
        tg.assert_clean(allow=["Not Found", "Unauthorized"], lost=False)


async def test_parameters_come_as_json_form_or_query(tg: FakeTelegram, alice: FakeUser) -> None:
    url, message = f"{tg.base_url}{tg.token}/SENDMESSAGE", {"chat_id": str(alice.id), "text": "x"}
    async with aiohttp.ClientSession() as http:
        for options in ({"json": message | {"chat_id": alice.id}}, {"data": message}, {"params": message}):
            async with http.post(url, **options) as response:
                assert response.status == 200
        async with http.post(url, data=b"[1]", headers={"Content-Type": "application/json"}) as response:
            assert (await response.json())["description"] == "Bad Request: JSON object expected"
    assert len(alice.chat.events) == 3


async def test_flood_control_counts_messages_and_edits_by_chat_group_and_bot(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send, refusal: Refusal
) -> None:
    group = tg.group("G", alice)
    tg.flood_control(per_chat=(1, 0.3))
    await send("1")
    assert await refusal(send("2")) == "Too Many Requests: retry after 1"
    await asyncio.sleep(0.35)
    assert await refusal(send("3")) == "Too Many Requests: retry after 1"
    early = [call.early for call in tg.calls_of("sendMessage")]
    assert early == [False, False, True]  # at last the period is over, but not the announced wait
    tg.flood_control(per_chat=None, per_group=(2, 60.0), overall=(3, 2.0))
    for text in ("1", "2"):
        sent = await bot.send_message(group.id, text)
    edit = bot.edit_message_text("edited", group.id, sent.message_id)
    assert await refusal(edit) == "Too Many Requests: retry after 60"
    assert await bot.send_chat_action(group.id, "typing")  # is not counted
    await send("4")
    assert await refusal(send("5")) == "Too Many Requests: retry after 2"
    assert tg.peak_rate(60, group) == 2


async def test_faults_strike_before_or_after_the_method_is_performed(
    tg: FakeTelegram, alice: FakeUser, send: Send
) -> None:
    tg.inject("sendMessage", "error", retry_after=7)
    tg.inject("sendMessage", "bad_gateway")
    tg.inject("sendMessage", "drop")
    tg.inject("sendMessage", "drop", after=True)
    tg.inject("sendMessage", "slow", delay_s=0.1)
    failures = []
    for number in range(4):
        with pytest.raises(TelegramError) as caught:
            await send(str(number))
        failures.append(type(caught.value).__name__)
    await send("4")

    assert failures == ["RetryAfter", "NetworkError", "NetworkError", "NetworkError"]
    assert [call.status for call in tg.calls_of("sendMessage")] == [429, 502, 0, 0, 200]
    assert [event.message["text"] for event in alice.chat.events] == ["3", "4"]
    assert tg.calls[-1].duration >= 0.1
    tg.assert_clean(lost=False)  # what was injected is not the bot's fault


async def test_an_answer_that_nobody_got_is_told_from_one_that_arrived(
    tg: FakeTelegram, alice: FakeUser, send: Send
) -> None:
    tg.inject("sendMessage", "error")
    tg.inject("sendMessage", "drop")
    for kind in ("error", "bad_gateway", "drop"):
        tg.inject("sendMessage", kind, after=True)
    for number in range(5):
        with pytest.raises(TelegramError):
            await send(str(number))
    sent_at = time.monotonic()
    await send("5")
    tg.inject("sendMessage", "slow", delay_s=0.1)
    impatient = aiohttp.ClientTimeout(total=0.05)
    async with aiohttp.ClientSession(timeout=impatient) as http:
        with pytest.raises(TimeoutError):
            await http.post(f"{tg.base_url}{tg.token}/sendMessage", json={"chat_id": alice.id, "text": "6"})
    await alice.chat.expect(1, "6")

    calls = tg.calls_of("sendMessage")
    assert [call.unseen for call in calls] == [False, True, True, True, True, False, True]
    assert [call.performed for call in calls] == [False, False, True, True, True, True, True]
    assert [call.params["text"] for call in tg.doubtful_sends()] == ["2", "3", "4", "6"]
    assert calls[5] in tg.doubtful_sends(sent_at, grace_s=5.0)
    assert calls[5] not in tg.doubtful_sends(sent_at + 100, grace_s=5.0)


async def test_a_fault_can_strike_a_share_of_the_calls(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    tg.inject("sendChatAction", "error", math.inf, share=0.25)
    for _ in range(100):
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(alice.id, "typing")

    assert 10 < sum(call.status == 500 for call in tg.calls_of("sendChatAction")) < 40


async def test_a_call_before_an_injected_wait_is_over_is_early_in_that_chat_only(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send
) -> None:
    group = tg.group("G", alice)
    tg.inject("sendMessage", "error", retry_after=1)
    with pytest.raises(RetryAfter):
        await send("1")
    await send("2")
    await bot.send_message(group.id, "3")
    await bot.send_chat_action(alice.id, "typing")
    await asyncio.sleep(1.0)
    await send("4")

    assert [call.early for call in tg.calls] == [False, False, True, False, False, False]


async def test_a_slow_call_is_carried_out_even_if_nobody_waits(tg: FakeTelegram, alice: FakeUser) -> None:
    tg.inject("sendMessage", "slow", delay_s=0.2)
    message, limit = {"chat_id": alice.id, "text": "slow"}, aiohttp.ClientTimeout(total=0.1)
    async with aiohttp.ClientSession(timeout=limit) as http:
        with pytest.raises(TimeoutError):
            await http.post(f"{tg.base_url}{tg.token}/sendMessage", json=message)

    assert (await alice.chat.expect(1)).text == "slow"


async def test_an_outage_cuts_what_is_open_and_refuses_what_comes(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send
) -> None:
    poll = asyncio.create_task(bot.get_updates(offset=tg.updates[-1].id + 1, timeout=5))
    await tg.ready()
    outage = asyncio.create_task(tg.outage(0.2))
    with pytest.raises(TelegramError):
        await poll
    with pytest.raises(TelegramError):
        await send("lost")
    await outage

    assert await send("back")
    assert [message.text for message in alice.chat.messages] == ["/start", "back"]
