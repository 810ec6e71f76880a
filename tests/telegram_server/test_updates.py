"""Updates wait for the bot, in order, until it confirms them or they expire."""

import asyncio
import time

import pytest
from telegram import Bot
from telegram.error import Conflict

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import ALICE


async def test_an_offset_confirms_what_stands_before_it(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    for number in range(1, 5):
        await alice.send(None, str(number))
    first = await bot.get_updates(limit=2)
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    last = await bot.get_updates(offset=-1)

    assert [update.effective_message.text for update in first if update.effective_message] == ["/start", "1"]
    assert [update.update_id for update in rest] == [first[-1].update_id + step for step in (1, 2, 3)]
    assert last == rest[-1:]
    assert len(tg.world.updates.pending) == 1


async def test_a_long_poll_answers_as_soon_as_something_happens(bot: Bot, alice: FakeUser) -> None:
    [start] = await bot.get_updates()
    began = time.monotonic()
    poll = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=5))
    await asyncio.sleep(0.1)
    await alice.send(None, "late")

    assert len(await poll) == 1
    assert time.monotonic() - began < 1


async def test_allowed_updates_hold_for_what_happens_after_them(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await alice.send(None, "not wanted")

    assert [update.payload["text"] for update in tg.updates] == ["/start"]
    assert (await bot.get_webhook_info()).allowed_updates == ("callback_query",)
    await bot.get_updates(offset=1, allowed_updates=[])
    await alice.send(None, "wanted")
    assert len(tg.updates) == 2


async def test_updates_that_nobody_fetches_expire(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    tg.settings.update_lifetimes_s["edited_message"] = 0
    await alice.edit(alice.chat.messages[0], "/help")

    assert [update.message is not None for update in await bot.get_updates()] == [True]
    with pytest.raises(AssertionError, match="updates that never reached the bot"):
        tg.assert_clean()


async def test_a_second_poll_ends_the_first_with_a_conflict(tg: FakeTelegram, bot: Bot) -> None:
    async with Bot(tg.token, base_url=tg.base_url) as other:
        first = asyncio.create_task(bot.get_updates(timeout=5))
        await tg.ready()
        second = asyncio.create_task(other.get_updates(offset=1, timeout=5))

        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one"):
            await first
        await tg.user(ALICE, "Alice").send(None, "hi")
        assert len(await second) == 1
    assert tg.world.updates.conflicts == 1


@pytest.mark.usefixtures("alice")
async def test_deleting_the_webhook_can_drop_what_is_pending(bot: Bot) -> None:
    assert (await bot.get_webhook_info()).pending_update_count == 1
    assert await bot.delete_webhook(drop_pending_updates=True)

    assert (await bot.get_webhook_info()).pending_update_count == 0
