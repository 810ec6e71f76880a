from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store import Database, Feedback, Store, Today, Unanswered
from tests.bot.store.conftest import NOON, Clock, answer, asked

ALWAYS = NOON - timedelta(days=365)


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


class Asking:
    """People who ask, one message after the other."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._number = 0

    async def __call__(
        self,
        question: str = "who?",
        *,
        answered: bool = False,
        user: int | None = 6,
        chat: int = 5,
        context: str | None = None,
        minutes: float = 0,
    ) -> str:
        self._number += 1
        token = f"{self._number:012}"
        given = replace(answer(token, question=question, minutes=minutes), answered=answered, context=context)
        await self._store.answers.save(given, asked(chat=chat, user=user, question=self._number), message_id=None)
        return token


@pytest.fixture
def ask(store: Store) -> Asking:
    return Asking(store)


async def test_questions_refusals_and_people_are_counted_since_a_time(store: Store, ask: Asking) -> None:
    await ask(answered=True, user=6, minutes=-1)
    await ask(answered=True, user=6)
    await ask(answered=False, user=6, chat=50, minutes=1)
    await ask(answered=True, user=7, minutes=2)
    await ask(answered=False, user=None, chat=-9, minutes=3)
    await ask(answered=True, user=None, chat=-9, minutes=4)

    assert await store.statistics.today(since=NOON) == Today(questions=5, refused=2, people=3)
    assert await store.statistics.today(since=NOON + timedelta(hours=1)) == Today(0, 0, 0)


async def test_one_question_in_other_case_and_white_space_is_one(store: Store, ask: Asking) -> None:
    await ask("who  claimed it?\n", minutes=3)
    await ask("Who claimed it?", minutes=1)
    await ask("Who claimed it?", minutes=2)
    await ask("who denied it?")
    await ask("who claimed it?", answered=True)

    assert await store.statistics.unanswered(since=ALWAYS, most=9) == (
        Unanswered("Who claimed it?", asked=3, told=0, last_at=NOON + timedelta(minutes=3)),
        Unanswered("who denied it?", asked=1, told=0, last_at=NOON),
    )


async def test_a_question_is_told_apart_by_what_it_leans_on(store: Store, ask: Asking) -> None:
    bannu, quetta = "what happened in Bannu?", "what happened in Quetta?"
    await ask("who did it?", context=bannu.upper())
    await ask("who did it?", context=bannu, minutes=1)
    token = await ask("who did it?", context=quetta)
    await store.feedback.report_gap(token, "who did it?", chat_id=5, user_id=6)
    found = await store.statistics.unanswered(since=ALWAYS, most=9)

    assert [(one.context, one.asked, one.told) for one in found] == [(bannu, 2, 0), (quetta, 1, 1)]


async def test_who_told_of_a_gap_is_counted_also_when_the_answer_was_forgotten(database: Database, ask: Asking) -> None:
    clock = Clock()
    clock.now = NOON + timedelta(minutes=9)
    store = Store(database)
    feedback = Feedback(database, now=clock)
    first, second = await ask("Who?"), await ask("Who?", user=7)
    await feedback.report_gap(first, "Who?", chat_id=5, user_id=6)
    await feedback.report_gap(second, "Who?", chat_id=5, user_id=7)
    assert await store.statistics.unanswered(since=ALWAYS, most=9) == (Unanswered("Who?", 2, 2, clock.now),)

    await store.forget(5, None)
    assert await store.statistics.unanswered(since=ALWAYS, most=9) == (Unanswered("Who?", 2, 2, clock.now),)


async def test_only_the_most_asked_since_the_time_are_given(store: Store, ask: Asking) -> None:
    for number in range(5):
        for _ in range(number + 1):
            await ask(f"question {number}", minutes=number)
    await ask("question 9", minutes=-1)
    found = await store.statistics.unanswered(since=NOON, most=2)

    assert [(one.question, one.asked) for one in found] == [("question 4", 5), ("question 3", 4)]
    assert await store.statistics.unanswered(since=NOON + timedelta(hours=1), most=2) == ()
