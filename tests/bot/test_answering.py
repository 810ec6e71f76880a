import asyncio
from collections.abc import Iterator

import pytest

from bot.answering import AnsweringLane, LaneClosed, QueueFull
from tests.bot.stand_ins import CannedAnswers, HeldAnswers


@pytest.fixture
def held() -> Iterator[HeldAnswers]:
    answers = HeldAnswers()
    yield answers
    answers.release.set()


async def started(answers: HeldAnswers) -> None:
    assert await asyncio.to_thread(answers.started.wait, 5)


async def test_questions_and_their_context_are_answered_in_the_order_they_came() -> None:
    answers = CannedAnswers()
    lane = AnsweringLane(answers)
    replies = await asyncio.gather(lane.answer("one"), lane.answer("two", context="one"), lane.answer("three"))
    lane.close()

    assert answers.asked == [("one", None), ("two", "one"), ("three", None)]
    assert [answer.question for answer in replies] == ["one", "two", "three"]


async def test_the_event_loop_runs_on_while_a_question_is_answered(held: HeldAnswers) -> None:
    lane = AnsweringLane(held)
    answering = asyncio.create_task(lane.answer("slow"))
    await started(held)

    assert not answering.done()  # and this test runs on the same loop
    held.release.set()
    assert (await answering).question == "slow"
    lane.close()


async def test_all_questions_are_answered_in_one_thread(held: HeldAnswers) -> None:
    held.release.set()
    lane = AnsweringLane(held)
    await asyncio.gather(*(lane.answer(str(number)) for number in range(20)))
    lane.close()

    assert held.threads == {"answering_0"}


async def test_one_question_too_many_is_turned_away_and_the_next_is_not(held: HeldAnswers) -> None:
    lane = AnsweringLane(held, max_waiting=2)
    taken = [asyncio.create_task(lane.answer(str(number))) for number in range(3)]
    await started(held)
    with pytest.raises(QueueFull):
        await lane.answer("one too many")
    held.release.set()
    await asyncio.gather(*taken)

    assert (await lane.answer("later")).question == "later"
    lane.close()


async def test_a_cancelled_question_gives_its_place_back(held: HeldAnswers) -> None:
    lane = AnsweringLane(held, max_waiting=1)
    first, waiting = asyncio.create_task(lane.answer("first")), asyncio.create_task(lane.answer("waiting"))
    await started(held)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    second = asyncio.create_task(lane.answer("second"))
    await asyncio.sleep(0)
    held.release.set()

    assert [answer.question for answer in await asyncio.gather(first, second)] == ["first", "second"]
    lane.close()


async def test_what_the_search_raises_reaches_the_caller_and_ends_nothing() -> None:
    answers = CannedAnswers(error=ValueError("broken"))
    lane = AnsweringLane(answers)
    with pytest.raises(ValueError, match="broken"):
        await lane.answer("one")
    answers.error = None

    assert (await lane.answer("two")).question == "two"
    lane.close()


async def test_closing_finishes_the_question_under_way_and_cancels_the_rest(held: HeldAnswers) -> None:
    lane = AnsweringLane(held)
    under_way, waiting = asyncio.create_task(lane.answer("first")), asyncio.create_task(lane.answer("second"))
    await started(held)
    closing = asyncio.create_task(asyncio.to_thread(lane.close))
    await asyncio.gather(waiting, return_exceptions=True)
    held.release.set()
    await closing

    assert (await under_way).question == "first"
    assert waiting.cancelled()
    with pytest.raises(LaneClosed):
        await lane.answer("late")
