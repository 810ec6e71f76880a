"""The bot is killed again and again while admins add, withdraw and rebuild: what it said is done stays done."""

import asyncio
import random
import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.texts import admins as words
from index.encoder import Encoder
from index.snapshot import current_name, load_snapshot
from tests.admin.newsroom import Fate, Newsroom, shown
from tests.conftest import SHIPPED_CORPUS
from tests.conversations.talk import ask, quotes
from tests.crowd import questions_of
from tests.running_bot import START_S, running_bot

pytestmark = pytest.mark.asyncio

KILLS = 10
"""Thirty and more find nothing else; each takes the bot some ten seconds to come back from."""

AT_WORK_S = 8.0
"""At most, until the next kill: a rebuild takes about as long."""

KILLED_AT_START = 0.2
"""The share of kills that come while the bot is starting."""

ADMINS = (1_001, 1_002, 1_003, 1_004)
DONE = words.REBUILT.partition("{")[0]
REPEATED = ("query is too old", "message is not modified", "chat not found")
"""What Telegram says where an action that was cut short is done again, and of the menus of admins who never wrote."""


async def test_whenever_the_bot_is_killed_what_it_said_is_done_stays_done(
    shipped_index: Path, real_encoder: Encoder, tmp_path: Path
) -> None:
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus"))
    index = Path(shutil.copytree(shipped_index, tmp_path / "index"))
    admins, audit_log = ",".join(map(str, ADMINS)), str(tmp_path / "audit.jsonl")
    async with running_bot(corpus, index, ADMIN_IDS=admins, AUDIT_LOG=audit_log) as bot:
        bot.tg.flood_control()
        adder, withdrawer, rebuilder, waiter = (bot.tg.user(number, f"Admin {number}", "en") for number in ADMINS)
        newsroom = Newsroom(bot)
        not_added_yet = await newsroom.paste(waiter)
        async with asyncio.TaskGroup() as work:
            work.create_task(newsroom.keep_adding(adder))
            work.create_task(newsroom.keep_withdrawing(withdrawer))
            work.create_task(newsroom.keep_rebuilding(rebuilder))
            kills = await kill_again_and_again(newsroom, real_encoder)
            newsroom.is_closing = True
        await newsroom.add(waiter, *not_added_yet)

        newsroom.assert_the_corpus_is_as_told()
        assert Counter(story.fate for story in newsroom.stories).keys() == {Fate.ADDED, Fate.WITHDRAWN}
        ends = {shown(told).splitlines()[0] for told in newsroom.rebuilds}
        assert all(end.startswith((DONE, words.INTERRUPTED)) for end in ends), ends
        doubtful = questions_of(bot.tg.doubtful_sends(*kills, grace_s=0.1))
        assert newsroom.answered_more_than_once() <= doubtful
        assert newsroom.unfinished() <= doubtful
        bot.tg.assert_clean(REPEATED, lost=False)
        assert "Traceback" not in bot.process.log


async def kill_again_and_again(newsroom: Newsroom, encoder: Encoder) -> list[float]:
    """Kill the bot KILLS times and look at what each kill has left; when the kills were."""
    bot, kills = newsroom.bot, list[float]()
    chance = random.Random(3)  # noqa: S311 - chance for tests, no secret
    for _ in range(KILLS):
        await asyncio.sleep(chance.uniform(0.0, AT_WORK_S))
        kills.append(await bot.process.kill())
        told = [story for story in newsroom.stories if story.fate is Fate.ADDED]
        newsroom.assert_the_corpus_is_as_told()
        assert_the_index_is_whole(newsroom, encoder)
        await bot.process.restart()
        if chance.random() >= KILLED_AT_START:
            await bot.tg.ready(START_S, since=kills[-1])
            if told:
                story = chance.choice(told)
                assert story.answer in quotes(await ask(bot.person(), story.question))[0]
    await bot.tg.ready(START_S, since=kills[-1])
    return kills


def assert_the_index_is_whole(newsroom: Newsroom, encoder: Encoder) -> None:
    """It can be read, and each of its articles has its own text."""
    index = newsroom.bot.index
    snapshot = load_snapshot(index, current_name(index), fingerprint=encoder.fingerprint, model=encoder.name)
    newsroom.assert_whole(snapshot.contents.articles)
