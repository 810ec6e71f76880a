import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Message, MessageEntity
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

from bot.delivery import MAX_SENDS_IN_ALL, Delivery, typing
from bot.flood import FloodGate
from bot.intake import Intake
from bot.render import Reply, plain
from bot.store import Store
from tests.bot.stand_ins import CHAT_ID, RecordingRequest, bare_bot, message_data, update_of

UNFORMATTED = plain("Hello")
FORMATTED = Reply("Hello", (MessageEntity(MessageEntity.BOLD, 0, 5),))
REFUSED = (400, {"ok": False, "description": "Bad Request: entity bounds are wrong"})
UNCHANGED = (400, {"ok": False, "description": "Bad Request: message is not modified: specified new message content"})
BLOCKED = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
FAILED = (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 1}})
MIGRATED = (400, {"ok": False, "description": "Bad Request: upgraded", "parameters": {"migrate_to_chat_id": -100}})


class QuickGate(FloodGate):
    """No waiting, but the waits that Telegram asks for are written down."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[tuple[int, float]] = []

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        del chat_id
        yield

    def hold(self, chat_id: int, seconds: float) -> None:
        self.held.append((chat_id, seconds))


@dataclass(frozen=True, slots=True)
class Post:
    """What a test of the delivery needs: the delivery, a message to reply to, and what was sent."""

    delivery: Delivery
    update_id: int
    message: Message
    request: RecordingRequest
    gate: QuickGate
    store: Store

    async def reply(self, reply: Reply = UNFORMATTED) -> Message | None:
        return await self.delivery.reply(self.update_id, self.message, reply)

    async def sends(self) -> int:
        """How often the reply may have arrived, as the inbox knows."""
        (taken,) = await self.store.inbox.waiting()
        return taken.sends


@asynccontextmanager
async def post(failures: Sequence[Exception | tuple[int, dict[str, Any]]] = (), **message: Any) -> AsyncIterator[Post]:
    store = Store.open("sqlite://")
    request, gate = RecordingRequest(sendMessage=failures, editMessageText=failures), QuickGate()
    try:
        async with bare_bot(request) as application:
            update = update_of(application, text="question", **message)
            await Intake(store.inbox).keep([update])
            assert update.message
            delivery = Delivery(store.inbox, gate, retry_delays_s=(0.0,))
            yield Post(delivery, update.update_id, update.message, request, gate, store)
    finally:
        store.close()


def not_connected() -> NetworkError:
    error = NetworkError("httpx.ConnectError: refused")
    error.__cause__ = httpx.ConnectError("refused")
    return error


def lost() -> TimedOut:
    error = TimedOut()
    error.__cause__ = httpx.ReadTimeout("no reply")
    return error


async def test_a_reply_is_one_message_with_entities_and_without_a_preview() -> None:
    async with post() as the:
        await the.reply(FORMATTED)
        (sent,) = the.request.sent()

    assert sent["text"] == "Hello"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["reply_parameters"] == {"message_id": 1, "allow_sending_without_reply": True}
    assert not sent.keys() & {"parse_mode", "message_thread_id", "reply_markup"}


async def test_a_reply_stays_in_the_topic_of_the_question() -> None:
    async with post(message_thread_id=44, is_topic_message=True) as the:
        await the.reply()

    assert the.request.sent()[0]["message_thread_id"] == 44


async def test_a_formatted_reply_that_is_refused_is_sent_plain(caplog: pytest.LogCaptureFixture) -> None:
    async with post([REFUSED]) as the:
        await the.reply(FORMATTED)

    assert the.request.texts() == ["Hello", "Hello"]
    assert "entities" not in the.request.sent()[1]
    assert "refuses a formatted reply (Entity bounds are wrong)" in caplog.text


@pytest.mark.parametrize(("refusal", "error"), [(REFUSED, BadRequest), (BLOCKED, Forbidden)])
async def test_a_plain_reply_that_is_refused_is_an_error(
    refusal: tuple[int, dict[str, Any]], error: type[TelegramError]
) -> None:
    async with post([refusal]) as the:
        with pytest.raises(error):
            await the.reply()

    assert len(the.request.sent()) == 1


@pytest.mark.parametrize("failure", [not_connected(), FAILED])
async def test_what_surely_did_not_arrive_is_tried_until_it_does(
    failure: Exception | tuple[int, dict[str, Any]],
) -> None:
    async with post([failure] * 9) as the:
        sent = await the.reply()
        sends = await the.sends()

    assert sent
    assert len(the.request.sent()) == 10
    assert sends == 1


async def test_a_chat_that_telegram_closes_is_held_and_then_answered() -> None:
    async with post([FLOOD, FLOOD, FLOOD]) as the:
        sent = await the.reply()
        sends = await the.sends()

    assert sent
    assert the.gate.held == [(CHAT_ID, 1.0)] * 3
    assert sends == 1


@pytest.mark.parametrize("error", [lost(), NetworkError("Bad Gateway")])
async def test_what_may_have_arrived_is_repeated_once_and_not_again(error: TelegramError) -> None:
    async with post([error] * 5) as the:
        sent = await the.reply()

    assert sent is None
    assert len(the.request.sent()) == 2


@pytest.mark.parametrize(("before", "more"), [(1, 2), (2, 1)])
async def test_what_a_kill_cut_off_is_sent_up_to_three_times_in_all(before: int, more: int) -> None:
    async with post([lost()] * 5) as the:
        for _ in range(before):
            await the.store.inbox.sending(the.update_id)
        sent = await the.reply()

    assert sent is None
    assert len(the.request.sent()) == more


async def test_what_may_have_arrived_thrice_is_not_sent_after_a_restart_either() -> None:
    async with post() as the:
        for _ in range(MAX_SENDS_IN_ALL):
            await the.store.inbox.sending(the.update_id)
        sent = await the.reply()

    assert sent is None
    assert the.request.sent() == []


async def test_a_group_that_became_a_supergroup_gets_its_answer_there() -> None:
    async with post([MIGRATED], chat_id=-5, chat_type="group") as the:
        await the.reply()

    assert [sent["chat_id"] for sent in the.request.sent()] == [-5, -100]


async def test_an_edit_is_repeated_until_it_goes_through() -> None:
    async with post([lost(), not_connected(), FAILED, FLOOD]) as the:
        await the.delivery.edit(the.message.get_bot(), CHAT_ID, 2, FORMATTED)
        edits = [data for method, data in the.request.calls if method == "editMessageText"]
        sends = await the.sends()

    assert len(edits) == 5
    assert edits[-1]["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sends == 0


async def test_an_edit_that_changes_nothing_is_no_error() -> None:
    async with post([UNCHANGED]) as the:
        await the.delivery.edit(the.message.get_bot(), CHAT_ID, 2, FORMATTED)

    assert [method for method, _ in the.request.calls if method == "editMessageText"] == ["editMessageText"]


async def test_a_quick_answer_shows_no_sign_of_work() -> None:
    async with post() as the, typing(the.message, after_s=30):
        await asyncio.sleep(0)

    assert "sendChatAction" not in dict(the.request.calls)


async def test_a_slow_answer_shows_that_the_bot_is_at_work_and_its_errors_do_not_matter() -> None:
    request = RecordingRequest(sendChatAction=[TimedOut()])
    async with bare_bot(request) as application:
        message = Message.de_json(message_data("question"), application.bot)
        async with typing(message, after_s=0):
            await asyncio.sleep(0.02)

    assert dict(request.calls)["sendChatAction"] == {"chat_id": CHAT_ID, "action": "typing"}


async def test_the_sign_of_work_ends_with_the_work(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with post() as the:
        with pytest.raises(ValueError, match="broken"):
            async with typing(the.message, after_s=30):
                raise ValueError("broken")

    assert [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
