"""The bot stops and comes back, the articles change: answers go on working, and what was asked is answered."""

import asyncio
import os
import shutil
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.texts import ENGLISH
from tests.conversations.articles import MOVED_RAID
from tests.conversations.talk import BANNU, LAKKI, LOOT, RAID, WHEN, ask, changed, press, quotes, reply_to, rows, turn
from tests.running_bot import REPLY_S, START_S, Running, running_bot
from tests.telegram_server import FakeUser, Message

pytestmark = pytest.mark.asyncio(loop_scope="package")

MINUTE_S, HOUR_S = 60, 3_600


@pytest_asyncio.fixture(scope="module", loop_scope="package", params=[False, True], ids=["polling", "webhook"])
async def running(
    articles: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Running]:
    """A bot over articles of its own, which change."""
    folder = tmp_path_factory.mktemp("restarts")
    corpus, index = (Path(shutil.copytree(one, folder / one.name)) for one in articles)
    async with running_bot(corpus, index, is_called=request.param) as running:
        running.tg.flood_control()
        yield running
        await running.process.kill()


async def rebuild(bot: Running) -> None:
    """As an operator does beside the bot."""
    command = [sys.executable, "-m", "bot", "rebuild", "--corpus", str(bot.corpus), "--index", str(bot.index)]
    process = await asyncio.create_subprocess_exec(*command, env=os.environ | {"AUDIT_LOG": str(bot.index / "audit")})
    assert await process.wait() == 0


async def go_down(bot: Running) -> float:
    """Kill the bot at rest; in the middle of its work is another test's matter. When that was."""
    open_updates = "SELECT count(*) FROM inbox WHERE done_at IS NULL"
    async with asyncio.timeout(REPLY_S):
        with closing(sqlite3.connect(bot.database)) as database:
            while database.execute(open_updates).fetchone() != (0,):  # noqa: ASYNC110 - it is another process's
                await asyncio.sleep(0.05)
    return await bot.process.kill()


async def come_back(bot: Running, stopped: float) -> None:
    await bot.process.restart()
    await bot.tg.ready(START_S, since=stopped)


async def asked_before(bot: Running, person: FakeUser, text: str, seconds: int) -> Message:
    """A message that somebody sent so long ago, while the bot was down."""
    message = await person.send(None, text)
    bot.tg.updates[-1].payload["date"] -= seconds
    return message


async def test_what_came_while_the_bot_was_down_is_answered_newest_first_and_what_is_old_apologised_for(
    bot: Running,
) -> None:
    ali, bina, chand, late = (bot.person() for _ in range(4))
    lakki = await ask(ali, LAKKI)
    await ask(ali, RAID)
    stopped = await go_down(bot)
    of_bina = await asked_before(bot, bina, BANNU, HOUR_S)
    earlier = await asked_before(bot, chand, WHEN, 10 * MINUTE_S)
    later = await asked_before(bot, chand, BANNU, 9 * MINUTE_S)
    too_old = [await asked_before(bot, late, text, 4 * HOUR_S) for text in (RAID, BANNU)]
    of_ali = await ali.send(None, LOOT)
    query = await ali.click(lakki, "More")
    await come_back(bot, stopped)

    replies = {message.id: await message.chat.expect(REPLY_S) for message in (later, earlier)}
    assert [message.id for message in (later, earlier)] == [reply.replies_to for reply in replies.values()]
    assert "Afghanistan" in quotes(replies[later.id])[0]
    assert replies[earlier.id].text.startswith(ENGLISH.not_answered)  # no follow-up of what was asked after it
    assert (await query.answer(REPLY_S))["text"] == ""
    assert (await changed(lakki)).buttons[0] == "Back"
    assert "3 million rupees" in quotes(await reply_to(of_ali))[0]
    assert "Afghanistan" in quotes(await reply_to(of_bina))[0]
    assert (await late.chat.expect(REPLY_S)).text == ENGLISH.was_away
    assert (await ask(late, "hello")).text == ENGLISH.greeting
    assert sum(len(late.chat.replies_to(message)) for message in too_old) == 1
    first_replies = [call.params["chat_id"] for call in bot.tg.calls_of("sendMessage", since=stopped)]
    assert first_replies.index(chand.id) < first_replies.index(bina.id)


async def test_the_buttons_of_an_answer_work_after_a_restart(bot: Running) -> None:
    ali, friend = bot.person(), bot.person()
    answer = await ask(ali, LAKKI)
    await come_back(bot, await go_down(bot))
    second = await turn(ali, answer, "More")
    back = await turn(ali, second, "Back")
    opened = await reply_to(await friend.start(answer.button("In context")["callback_data"].split(":")[1]))

    assert rows(second)[0] == ["Back", "More", "In context"]
    assert (back.text, back.entities, rows(back)) == (answer.text, answer.entities, rows(answer))
    assert opened.text == answer.text
    assert "Lakki Marwat" in quotes(await ask(ali, WHEN))[0]  # the question before is kept too


async def test_after_a_rebuild_kept_quotes_are_found_again_and_gone_ones_say_so(bot: Running) -> None:
    ali = bot.person()
    raid, siege = await ask(ali, RAID), await ask(ali, BANNU)
    around = await turn(ali, raid, "In context")
    assert "looked for the bank robbers" not in around.text
    await turn(ali, raid, "Back")
    (bot.corpus / "raid.md").write_text(MOVED_RAID, encoding="utf-8")
    (bot.corpus / "bannu-demands.md").unlink()
    await rebuild(bot)

    around = await turn(ali, raid, "In context")
    assert quotes(around) == quotes(raid)[:1]
    assert "looked for the bank robbers" in around.text  # its new neighbour

    assert await press(ali, siege, "In context") == ENGLISH.quote_gone
    assert "two demands" not in (await ask(ali, BANNU)).text


async def test_a_rebuild_is_seen_at_the_next_question_also_inline(bot: Running) -> None:
    ali, question = bot.person(), "who robbed the museum in Gilgit?"
    before = await ask(ali, question)
    (bot.corpus / "museum.txt").write_text(
        "Museum robbed\n\nThree hooded women robbed the museum in Gilgit on Friday.", encoding="utf-8"
    )
    await rebuild(bot)
    after = await ask(ali, question)
    inline = await ali.inline(question, timeout_s=REPLY_S)

    assert "hooded" not in before.text
    assert quotes(after)[0].startswith("Three hooded women")
    assert inline.results[0]["title"] == "Museum robbed"
