import asyncio
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from telegram import Message

from bot.answering import TimedAnswer
from bot.metrics import NoMetrics
from bot.question_log import ChatKind, QuestionLog, chat_kind
from bot.store import Store
from tests.bot.stand_ins import (
    CannedAnswers,
    RecordingRequest,
    answer_to,
    event_of,
    message_data,
    telegram_bot,
    update_of,
)

TIMED = TimedAnswer(answer_to("who did it"), 0.25, 0.05)


class Counted(NoMetrics):
    """Keeps the questions that are counted."""

    def __init__(self) -> None:
        self.questions: list[tuple[str, bool, dict[str, float]]] = []

    def question(self, kind: str, *, answered: bool, stages_s: Mapping[str, float]) -> None:
        self.questions.append((kind, answered, dict(stages_s)))


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [vars(record)["fields"] for record in caplog.records if record.name == "bot.question_log"]


def test_a_question_is_one_line_and_one_count_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    metrics, times = Counted(), iter([10.0, 10.5])
    with QuestionLog(metrics, clock=lambda: next(times)).sending(ChatKind.GROUP, 77, TIMED):
        assert metrics.questions == []

    assert metrics.questions == [("group", True, {"waiting": 0.25, "answering": 0.05, "sending": 0.5})]
    assert caplog.messages == ["Answered in 800 ms"]
    assert told(caplog) == [
        {
            "event": "question",
            "chat": "group",
            "update": 77,
            "answered": True,
            "confidence": 0.9,
            "snapshot": "snapshot",
            "waiting_ms": 250.0,
            "answering_ms": 50.0,
            "sending_ms": 500.0,
            "total_ms": 800.0,
            "question": None,
        }
    ]


def test_its_words_are_told_where_that_is_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with QuestionLog(with_texts=True).sending(ChatKind.PRIVATE, 1, TIMED):
        pass

    assert [fields["question"] for fields in told(caplog)] == ["who did it"]


def test_a_reply_to_no_question_is_not_told() -> None:
    metrics = Counted()
    with QuestionLog(metrics).sending(ChatKind.PRIVATE, 1, None):
        pass

    assert metrics.questions == []


@pytest.mark.parametrize(("error", "count"), [(ValueError, 1), (asyncio.CancelledError, 0)])
def test_an_answer_that_telegram_refuses_is_told_and_one_cut_short_by_a_stop_is_not(
    error: type[BaseException], count: int
) -> None:
    metrics = Counted()
    with pytest.raises(error), QuestionLog(metrics).sending(ChatKind.PRIVATE, 1, TIMED):
        raise error

    assert len(metrics.questions) == count


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ({}, "private"),
        ({"chat_type": "group"}, "group"),
        ({"chat_type": "supergroup"}, "group"),
        ({"guest_query_id": "1"}, "guest"),
    ],
)
def test_the_kinds_of_chats(message: dict[str, Any], kind: str) -> None:
    assert chat_kind(Message.de_json(message_data("who", **message), None)) == kind


async def test_each_question_is_told_once_wherever_it_is_asked(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with telegram_bot(CannedAnswers(), RecordingRequest(), store=store) as application:
        updates = (
            update_of(application, text="who did it"),
            update_of(application, "edited_message", text="when was it", edit_date=message_data()["date"]),
            update_of(application, text="/ask who did it", chat_id=-5, chat_type="group", message_id=3),
            update_of(application, "guest_message", text="who did it", guest_query_id="78", message_id=4),
            event_of(application, "inline_query", query="who did it", offset=""),
            update_of(application, text="hello", message_id=5),
        )
        for update in updates:
            await application.process_update(update)

    assert [(fields["chat"], fields["update"]) for fields in told(caplog)] == [
        (kind, update.update_id)
        for kind, update in zip(("private", "private", "group", "guest", "inline"), updates, strict=False)
    ]
    assert all(fields["total_ms"] >= fields["answering_ms"] >= 0 for fields in told(caplog))
