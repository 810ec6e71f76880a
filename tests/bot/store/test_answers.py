from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Answers, Asked, Database, Inbox, SentAnswer, StoredAnswer, StoreError
from tests.bot.store.conftest import NOON, PLACE, answer, asked, update


@pytest.fixture
def answers(database: Database) -> Answers:
    return Answers(database)


async def test_an_answer_is_found_again_exactly_as_it_was(answers: Answers) -> None:
    kept = StoredAnswer(
        "-_AbCdEf0123", "کس نے؟ 🚨", "the earlier one", answered=False, places=(PLACE, PLACE), asked_at=NOON
    )
    bare = StoredAnswer("BBBBBBBBBBBB", "", None, answered=True, places=(), asked_at=NOON)
    await answers.save(kept, asked(question=7), message_id=8)
    await answers.save(bare, asked(question=9), message_id=10)

    assert await answers.by_token(kept.token) == kept
    assert await answers.by_token(bare.token) == bare


async def test_an_answer_is_found_by_its_reply_and_by_its_question(answers: Answers) -> None:
    await answers.save(answer("A" * 12), asked(question=7), message_id=8)
    await answers.save(answer("B" * 12), asked(question=9), message_id=10)

    assert await answers.by_message(5, 10) == answer("B" * 12)
    assert await answers.by_question(5, 7) == (answer("A" * 12), 8)


async def test_what_was_never_kept_is_not_found(answers: Answers) -> None:
    await answers.save(answer(), asked(), message_id=8)

    assert await answers.by_token("B" * 12) is None
    assert await answers.by_message(6, 8) is None
    assert await answers.by_message(5, 7) is None
    assert await answers.by_question(6, 7) is None
    assert await answers.latest(6, 6, None, since=NOON) is None


async def test_an_answer_without_a_reply_has_none_to_edit(answers: Answers) -> None:
    await answers.save(answer(), asked(), message_id=None)

    assert await answers.by_question(5, 7) is None
    assert await answers.by_token("A" * 12) == answer()


async def test_a_new_answer_to_a_question_takes_the_place_of_the_old(answers: Answers) -> None:
    await answers.save(answer("A" * 12), asked(), message_id=8)
    await answers.save(answer("B" * 12, question="who denied it?"), asked(), message_id=8)

    assert await answers.by_token("A" * 12) is None
    assert await answers.by_question(5, 7) == (answer("B" * 12, question="who denied it?"), 8)


async def test_an_answer_that_is_kept_twice_is_kept_once(answers: Answers) -> None:
    await answers.save(answer(), asked(), message_id=None)
    await answers.save(answer(), asked(question=70), message_id=8)

    assert await answers.by_message(5, 8) == answer()
    assert await answers.by_question(5, 7) is None


async def test_the_answer_and_its_update_are_done_together(answers: Answers, database: Database) -> None:
    inbox = Inbox(database)
    await inbox.take([update(1), update(2)])
    await answers.save(answer(), asked(), message_id=8, update_id=1)

    assert await inbox.is_done(1)
    assert not await inbox.is_done(2)


async def test_an_answer_that_cannot_be_kept_leaves_everything_as_it_was(answers: Answers, database: Database) -> None:
    inbox = Inbox(database)
    await inbox.take([update(1)])
    await answers.save(answer("A" * 12), asked(), message_id=8)
    await database.run(lambda connection: connection.exec_driver_sql("DROP TABLE inbox"))
    with pytest.raises(StoreError, match="inbox"):
        await answers.save(answer("B" * 12), asked(), message_id=8, update_id=1)

    assert await answers.by_token("A" * 12) == answer("A" * 12)
    assert await answers.by_token("B" * 12) is None


async def test_the_latest_answer_is_the_users_own_in_that_thread(answers: Answers) -> None:
    places = [asked(), asked(user=60), asked(thread=1), asked(chat=50), asked(user=None)]
    for number, (token, where) in enumerate(zip("ABCDE", places, strict=True)):
        numbered = Asked(where.chat_id, where.user_id, where.thread_id, number)
        await answers.save(answer(token * 12, minutes=number), numbered, message_id=100 + number)

    latest = [await answers.latest(one.chat_id, one.user_id, one.thread_id, since=NOON) for one in places]
    assert [one and one.token[0] for one in latest] == ["A", "B", "C", "D", "E"]


async def test_the_latest_answer_is_the_newest_and_not_too_old(answers: Answers) -> None:
    await answers.save(answer("A" * 12, minutes=1), asked(question=1), message_id=11)
    await answers.save(answer("B" * 12, minutes=3), asked(question=2), message_id=12)
    await answers.save(answer("C" * 12, minutes=2), asked(question=3), message_id=13)

    assert await answers.latest(5, 6, None, since=NOON + timedelta(minutes=3)) == answer("B" * 12, minutes=3)
    assert await answers.latest(5, 6, None, since=NOON + timedelta(minutes=3, seconds=1)) is None


async def test_of_two_questions_in_one_second_the_later_message_is_the_latest(answers: Answers) -> None:
    await answers.save(answer("A" * 12), asked(question=2), message_id=11)
    await answers.save(answer("B" * 12), asked(question=1), message_id=12)

    assert await answers.latest(5, 6, None, since=NOON) == answer("A" * 12)


async def test_the_messages_that_quote_an_article_are_found(answers: Answers) -> None:
    other = replace(PLACE, article="quetta")
    both = replace(answer("A" * 12, minutes=2), places=(other, PLACE))
    first = replace(answer("B" * 12, minutes=1), places=(other,))
    neither = replace(answer("C" * 12), places=(replace(PLACE, article="bannu-2"), replace(PLACE, article="QUETTA")))
    unsent = answer("D" * 12)
    for number, (one, message_id) in enumerate([(both, 11), (first, 12), (neither, 13), (unsent, None)]):
        await answers.save(one, replace(asked(question=number), language="ur"), message_id=message_id)

    assert await answers.quoting(["quetta", "bannu"]) == (SentAnswer(first, 5, 12, "ur"), SentAnswer(both, 5, 11, "ur"))
    assert await answers.quoting(["bannu"]) == (SentAnswer(both, 5, 11, "ur"),)
    assert await answers.quoting(["nowhere"]) == ()
    assert await answers.quoting([]) == ()


@pytest.mark.parametrize("article", ["100%_of\\it", 'a "quoted" id', "بنوں/🚨", "added/2026/x", "0123456789abcdef"])
async def test_an_articles_id_may_hold_any_character(answers: Answers, article: str) -> None:
    quoting = replace(answer("A" * 12), places=(replace(PLACE, article=article),))
    await answers.save(quoting, asked(question=1), message_id=11)
    await answers.save(answer("B" * 12), asked(question=2), message_id=12)

    assert await answers.quoting([article]) == (SentAnswer(quoting, 5, 11, None),)


async def test_a_time_without_a_zone_is_a_bug(answers: Answers) -> None:
    with pytest.raises(StoreError, match="no time zone"):
        await answers.latest(5, 6, None, since=NOON.replace(tzinfo=None))


async def test_what_no_database_can_hold_is_kept_as_a_question_mark(answers: Answers) -> None:
    await answers.save(answer(question="half \ud83d of a pair, \0"), asked(), message_id=8)
    found = await answers.by_token(answer().token)

    assert found is not None
    assert found.question == "half ? of a pair, ?"
