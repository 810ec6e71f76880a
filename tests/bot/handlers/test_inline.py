import asyncio
import logging
from typing import Any

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.answering import AnsweringLane
from bot.handlers.inline import CACHE_S, DEEP_LINK, Inline
from bot.polling import AnyApplication
from bot.texts import ENGLISH, LANGUAGES
from index.records import Answer
from tests.bot.stand_ins import (
    PERSON,
    CannedAnswers,
    HeldAnswers,
    RecordingRequest,
    answer_to,
    bare_bot,
    event_of,
    handle,
    telegram_bot,
)

TOO_LATE = (400, {"ok": False, "description": "Bad Request: query is too old and response timeout expired"})


class NoAnswer(CannedAnswers):
    """Finds passages near every question and an answer to none."""

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        super().answer(question, context=context, leans=leans)
        return answer_to(question, answered=False)


def typed(application: AnyApplication, text: str, *, query_id: str = "77", **content: Any) -> Update:
    return event_of(application, "inline_query", **({"id": query_id, "query": text, "offset": ""} | content))


async def results(
    *texts: str, answers: CannedAnswers | None = None, request: RecordingRequest | None = None
) -> list[dict[str, Any]]:
    """How the bot answers inline queries, one after the other."""
    request = request or RecordingRequest()
    async with telegram_bot(answers or CannedAnswers(), request) as application:
        for text in texts:
            await application.process_update(typed(application, text))
    return request.called("answerInlineQuery")


async def test_a_question_in_any_chat_brings_quotes_to_choose_from() -> None:
    answers = CannedAnswers()
    (given,) = await results(" who did it ", answers=answers)
    (result,) = given["results"]

    assert answers.asked == [("who did it", None)]
    assert given["inline_query_id"] == "77"
    assert result["type"] == "article"
    assert result["title"] == "Siege of the compound enters its second day"
    assert result["description"].startswith("The Gazette\n")
    assert result["input_message_content"]["message_text"].startswith("The gunmen asked for a free way out.\n")
    assert "reply_markup" not in result
    assert "button" not in given


async def test_results_are_remembered_for_the_person_and_a_moment_only() -> None:
    """So that a rebuild is seen soon."""
    (given,) = await results("who did it")

    assert given["cache_time"] == CACHE_S <= 10
    assert given["is_personal"] is True


async def test_before_anything_is_typed_the_latest_incidents_are_offered() -> None:
    answers = CannedAnswers()
    (given,) = await results("", answers=answers)

    assert len(given["results"]) == 1
    assert answers.asked == []


@pytest.mark.parametrize("text", ["hello", "👍"])
async def test_what_is_no_question_is_not_searched_for_and_brings_the_latest_too(text: str) -> None:
    answers = CannedAnswers()
    (given,) = await results(text, answers=answers)

    assert len(given["results"]) == 1
    assert answers.asked == []


async def test_where_the_articles_do_not_say_a_button_leads_to_the_bot() -> None:
    (given,) = await results("who did it", answers=NoAnswer())

    assert given["results"] == []
    assert given["button"] == {"text": ENGLISH.inline_no_answer, "start_parameter": DEEP_LINK}
    assert all(len(texts.inline_no_answer) <= 64 for texts in LANGUAGES.values())


async def test_without_articles_there_is_nothing_to_offer() -> None:
    answers = CannedAnswers()
    answers.article = None
    (given,) = await results("", answers=answers)

    assert given["results"] == []
    assert "button" in given


async def test_while_a_person_types_only_the_last_query_is_searched_for() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    lane = AnsweringLane(answers)
    async with bare_bot(request) as application:
        inline = Inline(lane, pause_s=0.02)
        queries = [typed(application, text, query_id=text) for text in ("w", "wh", "who")]
        others = typed(application, "when", query_id="other", **{"from": PERSON | {"id": 8}})
        await asyncio.gather(*(handle(application, inline.query, query) for query in (*queries, others)))
    lane.close()

    assert {question for question, _ in answers.asked} == {"who", "when"}
    assert {data["inline_query_id"] for data in request.called("answerInlineQuery")} == {"who", "other"}
    assert inline._newest == {}


async def test_a_query_that_is_answered_too_late_is_one_line_of_information(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    await results("who did it", request=RecordingRequest(answerInlineQuery=[TOO_LATE]))

    (record,) = [record for record in caplog.records if record.name.startswith("bot.handlers")]
    assert (record.levelname, record.getMessage()) == (
        "INFO",
        "An inline query was not answered: Query is too old and response timeout expired",
    )


async def test_a_lost_connection_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    given = await results("who did it", request=RecordingRequest(answerInlineQuery=[TimedOut()]))

    assert len(given) == 1
    assert [record.getMessage() for record in caplog.records] == ["A reply was perhaps not sent: Timed out"]


async def test_a_query_that_finds_the_queue_full_is_left(caplog: pytest.LogCaptureFixture) -> None:
    request, answers = RecordingRequest(), HeldAnswers()
    lane = AnsweringLane(answers, max_waiting=0)
    async with bare_bot(request) as application:
        inline = Inline(lane, pause_s=0.0)
        first = asyncio.create_task(handle(application, inline.query, typed(application, "who did it")))
        assert await asyncio.to_thread(answers.started.wait, 5)
        await handle(
            application, inline.query, typed(application, "when", query_id="78", **{"from": {**PERSON, "id": 8}})
        )
        answers.release.set()
        await first
    lane.close()

    assert [data["inline_query_id"] for data in request.called("answerInlineQuery")] == ["77"]
    assert "An inline query was turned away: 0 questions are waiting" in caplog.text


async def test_a_search_that_fails_is_logged_and_the_next_one_works(caplog: pytest.LogCaptureFixture) -> None:
    request, answers = RecordingRequest(), CannedAnswers(error=ValueError("the index is broken"))
    given = await results("who did it", "", answers=answers, request=request)

    assert len(given) == 1
    assert "ValueError: the index is broken" in caplog.text
    assert request.sent() == []


async def test_nothing_that_is_typed_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await results("my secret question")

    assert "secret" not in caplog.text
