from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.store import Answers, Database, Feedback, FeedbackReason
from bot.store.schema import FEEDBACK, GAPS
from tests.bot.store.conftest import NOON, PLACE, Clock, answer, asked

TOKEN = answer().token


@pytest.fixture
def feedback(database: Database, clock: Clock) -> Feedback:
    return Feedback(database, now=clock)


async def kept(database: Database) -> list[Any]:
    return await database.run(lambda connection: list(connection.execute(select(FEEDBACK).order_by(FEEDBACK.c.id))))


async def test_feedback_is_kept_with_the_exact_quote_and_the_question(feedback: Feedback, database: Database) -> None:
    await Answers(database).save(answer(), asked(), message_id=8)
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=6, useful=False, reason=FeedbackReason.NOT_ASKED)
    (row,) = await kept(database)

    assert (row.token, row.question) == (TOKEN, "who claimed it?")
    assert (row.article, row.start, row.end, row.digest) == ("bannu", 10, 42, "0123456789abcdef")
    assert (row.chat_id, row.user_id, row.useful, row.reason, row.given_at) == (5, 6, False, "not_asked", NOON)


async def test_the_last_word_of_a_user_on_a_quote_counts(feedback: Feedback, database: Database) -> None:
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=6, useful=False, reason=FeedbackReason.OLD)
    await feedback.give(TOKEN, PLACE, chat_id=50, user_id=6, useful=True)

    assert [(row.useful, row.reason) for row in await kept(database)] == [(True, None)]


async def test_others_and_other_quotes_and_other_answers_count_for_themselves(
    feedback: Feedback, database: Database
) -> None:
    for user in (6, 7, None):
        await feedback.give(TOKEN, PLACE, chat_id=5, user_id=user, useful=True)
    await feedback.give(TOKEN, PLACE, chat_id=50, user_id=None, useful=True)
    await feedback.give(TOKEN, replace(PLACE, start=11), chat_id=5, user_id=6, useful=True)
    await feedback.give("B" * 12, PLACE, chat_id=5, user_id=6, useful=True)

    assert len(await kept(database)) == 6


async def test_who_has_no_id_is_known_by_the_chat(feedback: Feedback, database: Database) -> None:
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=None, useful=True)
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=None, useful=False)

    assert [row.useful for row in await kept(database)] == [False]


async def test_feedback_on_an_answer_that_was_replaced_is_kept_too(feedback: Feedback, database: Database) -> None:
    await Answers(database).save(answer(), asked(), message_id=8)
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=6, useful=True)
    await Answers(database).save(answer("B" * 12), asked(), message_id=8)
    await feedback.give(TOKEN, PLACE, chat_id=5, user_id=7, useful=True)

    assert [row.question for row in await kept(database)] == ["who claimed it?", None]


async def test_a_gap_is_told_once_by_each(feedback: Feedback, database: Database) -> None:
    told = [
        await feedback.report_gap(TOKEN, "who?", chat_id=5, user_id=6),
        await feedback.report_gap(TOKEN, "who did?", chat_id=5, user_id=6),
        await feedback.report_gap("B" * 12, "who?", chat_id=50, user_id=6),
        await feedback.report_gap(TOKEN, "who?", chat_id=5, user_id=7),
        await feedback.report_gap(TOKEN, "who?", chat_id=5, user_id=None),
        await feedback.report_gap(TOKEN, "who?", chat_id=5, user_id=None),
        await feedback.report_gap("B" * 12, "when?", chat_id=5, user_id=6),
    ]
    gaps = await database.run(lambda connection: list(connection.execute(select(GAPS).order_by(GAPS.c.id))))

    assert told == [True, False, False, True, True, False, True]
    assert [gap.question for gap in gaps] == ["who?", "who?", "who?", "when?"]
    assert (gaps[0].chat_id, gaps[0].user_id, gaps[0].reported_at) == (5, 6, NOON)
