"""A bot with a list of those who may ask, to which Telegram shows all messages of its groups."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.texts import ENGLISH
from tests.conversations.talk import RAID, ask, quotes
from tests.running_bot import REPLY_S, Running, running_bot
from tests.telegram_server import FakeChat, FakeUser, Settings

pytestmark = pytest.mark.asyncio(loop_scope="package")

MEMBER_ID, ADMIN_ID = 1_101, 1_102
NO_RIGHTS = "Bad Request: not enough rights to send text messages to the chat"
CLUB_ID = -1_001_500_000_002
"""Of the first group that a test server makes."""


@pytest_asyncio.fixture(scope="module", loop_scope="package")
async def running(articles: tuple[Path, Path]) -> AsyncIterator[Running]:
    async with running_bot(
        *articles,
        telegram=Settings(can_read_all_group_messages=True),
        ALLOWED_USERS=str(MEMBER_ID),
        ALLOWED_CHATS=str(CLUB_ID),
        ADMIN_IDS=str(ADMIN_ID),
    ) as running:
        running.tg.flood_control()
        yield running
        await running.process.kill()


@pytest.fixture(scope="module")
def club(running: Running) -> FakeChat:
    """The group that may ask."""
    club = running.tg.group("Club", running.tg.user(MEMBER_ID, "Member", "en"), bot_status="left")
    assert club.id == CLUB_ID
    return club


@pytest.fixture
def member(bot: Running) -> FakeUser:
    return bot.tg.user(MEMBER_ID, "Member", "en")


async def test_who_is_on_the_list_may_ask_anywhere_and_an_admin_too(
    bot: Running, club: FakeChat, member: FakeUser
) -> None:
    elsewhere = bot.tg.group("Elsewhere", member)

    assert "Four masked men" in quotes(await ask(member, RAID))[0]
    assert "Four masked men" in quotes(await ask(member, f"/ask {RAID}", elsewhere))[0]
    assert "Four masked men" in quotes(await ask(bot.tg.user(ADMIN_ID, "Admin", "en"), RAID))[0]
    assert club.events == []


async def test_others_are_told_once_with_the_number_to_give_to_the_operator(bot: Running, club: FakeChat) -> None:
    stranger = bot.person()
    refusal = await ask(stranger, RAID)
    await stranger.send(None, "hello?")
    await stranger.send(None, "/start")
    inline = await stranger.inline(RAID, timeout_s=REPLY_S)

    assert refusal.text == ENGLISH.no_access.format(number=stranger.id)
    assert refusal.parts("code") == [str(stranger.id)]
    assert inline.results == []
    await stranger.chat.expect_nothing(1.5)
    assert club.events == []


async def test_in_a_group_on_the_list_everybody_may_ask_by_name_as_telegram_shows_all(
    bot: Running, club: FakeChat, member: FakeUser
) -> None:
    guest = bot.person()
    guest.join(club)
    member.add_bot(club)
    assert (await club.expect(REPLY_S)).text == ENGLISH.group_greeting  # and nothing of privacy mode

    await guest.send(club, RAID)
    assert "Four masked men" in quotes(await ask(guest, f"@test_bot {RAID}", club))[0]


async def test_a_group_of_others_is_left_with_a_word_and_its_number(bot: Running) -> None:
    stranger = bot.person("ur")
    group = bot.tg.group("Strangers", stranger, bot_status="left")
    stranger.add_bot(group)
    goodbye = await group.expect(REPLY_S)
    await bot.tg.wait_for(lambda: group.chat.bot_status == "left")

    assert goodbye.parts("code") == [str(group.id)]
    assert group.chat.bot_status == "left"


async def test_a_group_where_it_may_not_even_write_is_left_without(bot: Running) -> None:
    stranger = bot.person()
    group = bot.tg.group("Silent", stranger, bot_status="left")
    group.chat.bot_can_write = False
    stranger.add_bot(group)
    await bot.tg.wait_for(lambda: group.chat.bot_status == "left", REPLY_S)

    assert group.chat.bot_status == "left"
    assert group.events == []
    assert [call.description for call in bot.tg.refused()] == [NO_RIGHTS]
    bot.tg.calls.clear()  # that one was to be refused
