import asyncio
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from bot.answering import KEPT_ANSWERS, AnsweringLane, Answers, LaneClosed, QueueFull
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


async def test_a_question_asked_again_is_answered_from_memory() -> None:
    answers = CannedAnswers()
    lane = AnsweringLane(answers)
    replies = [await lane.answer("one", context=context) for context in (None, None, "other", "other")]
    lane.close()

    assert answers.asked == [("one", None), ("one", "other")]
    assert replies[0] is replies[1]


async def test_a_rebuild_and_a_new_day_end_what_is_remembered() -> None:
    answers, days = CannedAnswers(), [date(2022, 12, 19)]
    lane = AnsweringLane(answers, today=lambda: days[-1])
    await lane.answer("one")
    answers.snapshot = "rebuilt"
    rebuilt = await lane.answer("one")
    days.append(date(2022, 12, 20))
    await lane.answer("one")
    lane.close()

    assert rebuilt.snapshot == "rebuilt"
    assert len(answers.asked) == 3


async def test_only_the_last_answers_are_remembered() -> None:
    answers = CannedAnswers()
    lane = AnsweringLane(answers)
    for number in (*range(KEPT_ANSWERS + 1), KEPT_ANSWERS, 0):
        await lane.answer(str(number))
    lane.close()

    assert len(answers.asked) == KEPT_ANSWERS + 2
    assert answers.asked[-1] == ("0", None)


async def test_what_fails_is_asked_anew() -> None:
    answers = CannedAnswers(error=ValueError("broken"))
    lane = AnsweringLane(answers)
    with pytest.raises(ValueError, match="broken"):
        await lane.answer("one")
    answers.error = None

    assert (await lane.answer("one")).question == "one"
    lane.close()


async def test_reading_goes_ahead_of_the_questions_that_wait(held: HeldAnswers) -> None:
    done: list[str] = []

    def read(answers: Answers) -> str:
        done.append(f"read in {threading.current_thread().name}")
        return answers.snapshot_name()

    async def ask(question: str) -> None:
        done.append((await lane.answer(question)).question)

    lane = AnsweringLane(held)
    under_way = asyncio.create_task(ask("first"))
    await started(held)
    waiting, reading = asyncio.create_task(ask("second")), asyncio.create_task(lane.read(read))
    await asyncio.sleep(0)
    held.release.set()
    await asyncio.gather(under_way, waiting)

    assert await reading == "snapshot"
    assert "read in answering_0" in done[: done.index("second")]
    lane.close()


async def test_reading_needs_no_place_in_the_queue(held: HeldAnswers) -> None:
    lane = AnsweringLane(held, max_waiting=0)
    answering = asyncio.create_task(lane.answer("first"))
    await started(held)
    reading = asyncio.create_task(lane.read(lambda answers: answers.coverage().articles))
    held.release.set()
    await answering

    assert await reading == 1
    lane.close()


async def test_what_reading_raises_reaches_the_caller_and_ends_nothing() -> None:
    lane = AnsweringLane(CannedAnswers())
    with pytest.raises(ZeroDivisionError):
        await lane.read(lambda answers: 1 // (answers.coverage().articles - 1))

    assert (await lane.answer("two")).question == "two"
    lane.close()


async def test_closing_cancels_what_waits_to_be_read(held: HeldAnswers) -> None:
    lane = AnsweringLane(held)
    under_way = asyncio.create_task(lane.answer("first"))
    await started(held)
    reading = asyncio.create_task(lane.read(lambda answers: answers.latest(1)))
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(lane.close))
    await asyncio.gather(reading, return_exceptions=True)
    held.release.set()
    await asyncio.gather(closing, under_way)

    assert reading.cancelled()
    with pytest.raises(LaneClosed):
        await lane.read(lambda answers: answers.latest(1))
