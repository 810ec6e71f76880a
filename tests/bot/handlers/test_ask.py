import logging
from typing import Any

import pytest
from telegram import Update
from telegram.ext import CallbackContext

from bot import texts
from bot.answering import AnsweringLane
from bot.handlers.ask import FOLLOW_UP_S, Ask
from bot.polling import AnyApplication
from tests.bot.stand_ins import CannedAnswers, RecordingRequest, bare_bot, telegram_bot, update_of


async def test_a_question_is_answered_with_one_message_quote_first() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="  what did they ask for?\n"))
    (sent,) = request.sent()

    assert answers.asked == [("what did they ask for?", None)]
    assert sent["text"].startswith("The gunmen asked for a free way out.\n")
    assert {entity["type"] for entity in sent["entities"]} == {"blockquote", "bold"}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hello", texts.GREETING),
        ("thanks!", texts.THANKS),
        ("👍", texts.NO_WORDS),
        ("a" * 1_001, texts.TOO_LONG),
    ],
)
async def test_what_is_no_question_gets_a_line_and_no_search(text: str, reply: str) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text=text))

    assert request.texts() == [reply]
    assert answers.asked == []


@pytest.mark.parametrize(
    ("kind", "chat_type"), [("message", "group"), ("message", "supergroup"), ("edited_message", "private")]
)
async def test_groups_and_edited_messages_are_left_alone(kind: str, chat_type: str) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, kind, chat_type=chat_type, text="who did it"))

    assert request.sent() == []
    assert answers.asked == []


async def test_the_last_question_of_the_chat_is_the_context_of_the_next() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        for text in ("who did it", "thanks", "and when"):
            await application.process_update(update_of(application, text=text))
        await application.process_update(update_of(application, text="in another chat", chat_id=6))

    assert answers.asked == [("who did it", None), ("and when", "who did it"), ("in another chat", None)]


async def test_an_old_question_is_no_context() -> None:
    now, answers = [0.0], CannedAnswers()
    lane = AnsweringLane(answers)
    ask = Ask(lane, clock=lambda: now[0])
    async with bare_bot(RecordingRequest()) as application:
        for now[0], text in ((0.0, "one"), (FOLLOW_UP_S, "two"), (2 * FOLLOW_UP_S + 1, "three")):
            await ask.text(*update_and_context(application, text))
    lane.close()

    assert answers.asked == [("one", None), ("two", "one"), ("three", None)]


async def test_a_full_queue_is_told_and_logged_without_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    lane = AnsweringLane(answers, max_waiting=-1)  # no place at all
    async with bare_bot(request) as application:
        await Ask(lane).text(*update_and_context(application, "who did it"))
    lane.close()

    assert request.texts() == [texts.BUSY]
    assert "turned away" in caplog.text
    assert "Traceback" not in caplog.text


async def test_nothing_a_person_writes_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        await application.process_update(update_of(application, text="my secret question"))

    assert "Answered in 12 ms" in caplog.text
    assert "secret" not in caplog.text


def update_and_context(application: AnyApplication, text: str) -> tuple[Update, Any]:
    update = update_of(application, text=text)
    return update, CallbackContext.from_update(update, application)
