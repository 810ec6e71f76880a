"""Two hundred questions at once over a bad line, and the same with the bot killed again and again."""

import asyncio
import math
import random
from pathlib import Path

import pytest

from tests.conftest import SHIPPED_CORPUS
from tests.crowd import Crowd, questions_of
from tests.running_bot import START_S, Running, running_bot

pytestmark = pytest.mark.asyncio

QUESTIONS = 200
ALL_ANSWERED_S = 240.0
KILLS = 20


def make_the_line_bad(bot: Running) -> None:
    """One call in twenty fails, in every way that Telegram knows."""
    bot.tg.flood_control()
    for method in ("sendMessage", "getUpdates"):
        bot.tg.inject(method, "error", math.inf, share=0.02)
        bot.tg.inject(method, "drop", math.inf, share=0.01)
        bot.tg.inject(method, "drop", math.inf, share=0.01, after=True)
    bot.tg.inject("sendMessage", "error", math.inf, share=0.01, retry_after=3)


async def wait_for_answers(bot: Running, crowd: Crowd) -> None:
    assert await bot.tg.wait_for(crowd.are_all_answered, ALL_ANSWERED_S), f"replies: {crowd.replies()}"


def assert_flood_limits_are_kept(bot: Running, crowd: Crowd) -> None:
    own = [call for call in bot.tg.calls if call.status == 429 and not call.fault]
    assert own == []
    assert not any(call.early for call in bot.tg.calls)
    assert bot.tg.peak_rate(1.0) <= 30
    for place in crowd.places:
        assert bot.tg.peak_rate(1.0, place.chat) <= 1
        assert not place.is_group or bot.tg.peak_rate(60.0, place.chat) <= 20


async def test_two_hundred_questions_at_once_over_a_bad_line_get_one_answer_each(shipped_index: Path) -> None:
    async with running_bot(SHIPPED_CORPUS, shipped_index) as bot:
        make_the_line_bad(bot)
        crowd = Crowd(bot.tg, seed=1)
        await crowd.ask(QUESTIONS)
        await wait_for_answers(bot, crowd)
        await bot.tg.drained(30.0)

        assert crowd.answered_more_than_once() <= questions_of(bot.tg.doubtful_sends())
        assert_flood_limits_are_kept(bot, crowd)
        closed = [call for call in bot.tg.calls if call.retry_after]
        assert closed
        for call in closed:
            others = [
                other.time
                for other in bot.tg.calls_of("sendMessage", since=call.time)
                if other.performed and other.params["chat_id"] != call.params["chat_id"]
            ]
            assert any(moment < call.time + call.retry_after for moment in others) or not others
        bot.tg.assert_clean()


async def test_killed_twenty_times_in_the_middle_of_it_the_bot_answers_every_question_once(
    shipped_index: Path,
) -> None:
    chance = random.Random(7)  # noqa: S311 - chance for tests, no secret
    async with running_bot(SHIPPED_CORPUS, shipped_index) as bot:
        make_the_line_bad(bot)
        crowd, kills = Crowd(bot.tg, seed=2), []
        for _ in range(KILLS):
            await crowd.ask(QUESTIONS // KILLS)
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            kills.append(await bot.process.kill())
            await bot.process.restart()
            await bot.tg.ready(START_S, since=kills[-1])
        await wait_for_answers(bot, crowd)

        assert crowd.answered_more_than_once() <= questions_of(bot.tg.doubtful_sends(*kills, grace_s=0.1))
        bot.tg.assert_clean(lost=False)
