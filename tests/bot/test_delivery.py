import asyncio
import logging

import httpx
import pytest
from telegram import Chat, Message, MessageEntity
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.delivery import deliver, typing
from bot.polling import AnyApplication
from bot.render import Reply, plain
from tests.bot.stand_ins import CHAT_ID, RecordingRequest, bare_bot, message_data

FORMATTED = Reply("Hello", (MessageEntity(MessageEntity.BOLD, 0, 5),))
REFUSED = (400, {"ok": False, "description": "Bad Request: entity bounds are wrong"})


def message_for(application: AnyApplication) -> Message:
    return Message.de_json(message_data("question"), application.bot)


def not_connected() -> NetworkError:
    error = NetworkError("httpx.ConnectError: refused")
    error.__cause__ = httpx.ConnectError("refused")
    return error


def lost() -> TimedOut:
    error = TimedOut()
    error.__cause__ = httpx.ReadTimeout("no reply")
    return error


async def test_a_reply_is_one_message_with_entities_and_without_a_preview() -> None:
    request = RecordingRequest()
    async with bare_bot(request) as application:
        await deliver(message_for(application), FORMATTED)
    (sent,) = request.sent()

    assert sent["text"] == "Hello"
    assert sent["entities"] == [{"type": "bold", "offset": 0, "length": 5}]
    assert sent["link_preview_options"] == {"is_disabled": True}
    assert sent["reply_parameters"] == {"message_id": 1, "allow_sending_without_reply": True}
    assert "parse_mode" not in sent


async def test_a_formatted_reply_that_is_refused_is_sent_plain(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(sendMessage=[REFUSED])
    async with bare_bot(request) as application:
        await deliver(message_for(application), FORMATTED)

    assert request.texts() == ["Hello", "Hello"]
    assert "entities" not in request.sent()[1]
    assert "refuses a formatted reply (Entity bounds are wrong)" in caplog.text


async def test_a_plain_reply_that_is_refused_is_an_error() -> None:
    request = RecordingRequest(sendMessage=[REFUSED])
    async with bare_bot(request) as application:
        with pytest.raises(BadRequest):
            await deliver(message_for(application), plain("Hello"))

    assert len(request.sent()) == 1


async def test_a_request_that_never_left_is_tried_again() -> None:
    request = RecordingRequest(sendMessage=[not_connected(), not_connected()])
    async with bare_bot(request) as application:
        await deliver(message_for(application), plain("Hello"), retry_delays_s=(0, 0))

    assert len(request.sent()) == 3


async def test_a_request_that_telegram_failed_at_is_tried_again() -> None:
    failed = (500, {"ok": False, "error_code": 500, "description": "Internal Server Error"})
    request = RecordingRequest(sendMessage=[failed])
    async with bare_bot(request) as application:
        await deliver(message_for(application), plain("Hello"), retry_delays_s=(0, 0))

    assert len(request.sent()) == 2


async def test_tries_come_to_an_end() -> None:
    request = RecordingRequest(sendMessage=[not_connected() for _ in range(9)])
    async with bare_bot(request) as application:
        with pytest.raises(NetworkError):
            await deliver(message_for(application), plain("Hello"), retry_delays_s=(0, 0))

    assert len(request.sent()) == 3


@pytest.mark.parametrize("error", [lost(), NetworkError("Bad Gateway")])
async def test_what_may_have_arrived_is_not_sent_twice(error: TelegramError) -> None:
    request = RecordingRequest(sendMessage=[error])
    async with bare_bot(request) as application:
        with pytest.raises(NetworkError):
            await deliver(message_for(application), plain("Hello"), retry_delays_s=(0, 0))

    assert len(request.sent()) == 1


async def test_a_quick_answer_shows_no_sign_of_work() -> None:
    request = RecordingRequest()
    async with bare_bot(request) as application, typing(message_for(application).chat, after_s=30):
        await asyncio.sleep(0)

    assert "sendChatAction" not in dict(request.calls)


async def test_a_slow_answer_shows_that_the_bot_is_at_work_and_its_errors_do_not_matter() -> None:
    request = RecordingRequest(sendChatAction=[TimedOut()])
    async with bare_bot(request) as application, typing(message_for(application).chat, after_s=0):
        await asyncio.sleep(0.02)

    assert dict(request.calls)["sendChatAction"] == {"chat_id": CHAT_ID, "action": "typing"}


async def test_the_sign_of_work_ends_with_the_work(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat = Chat(CHAT_ID, Chat.PRIVATE)
    with pytest.raises(ValueError, match="broken"):
        async with typing(chat, after_s=30):
            raise ValueError("broken")

    assert [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []
