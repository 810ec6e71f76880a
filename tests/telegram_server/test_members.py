"""Who is in a chat: people and the bot come and go, and the bot is told or may ask."""

import pytest
from telegram import Bot, ChatMemberUpdated

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal


async def changes(bot: Bot) -> list[ChatMemberUpdated]:
    updates = await bot.get_updates()
    return [update.my_chat_member for update in updates if update.my_chat_member]


async def test_the_bot_is_told_who_added_and_removed_it(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    group = tg.group("G", alice, bot_status="left")
    alice.add_bot(group)
    alice.remove_bot(group)
    added, removed = await changes(bot)

    assert added.chat.title == "G"
    assert added.from_user.id == alice.id
    assert (added.old_chat_member.status, added.new_chat_member.status) == ("left", "member")
    assert removed.new_chat_member.status == "kicked"
    assert [message.json.get("new_chat_members", [{}])[0].get("id") for message in group.messages] == [bot.id]


async def test_the_bot_cannot_be_added_by_strangers_nor_where_its_owner_forbids_it(
    tg: FakeTelegram, alice: FakeUser
) -> None:
    group = tg.group("G", alice, bot_status="left")
    with pytest.raises(AssertionError, match="is not in chat"):
        tg.user(1002, "Bob").add_bot(group)
    tg.settings.can_join_groups = False
    with pytest.raises(RuntimeError, match="can_join_groups"):
        alice.add_bot(group)


async def test_the_bot_leaves_a_group_and_can_write_there_no_more(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    group = tg.group("G", alice)
    await bot.send_message(group.id, "good bye")
    assert await bot.leave_chat(group.id)
    [left] = await changes(bot)

    assert left.new_chat_member.status == "left"
    assert left.from_user.id == bot.id
    assert await refusal(bot.send_message(group.id, "x")) == "Forbidden: bot is not a member of the supergroup chat"
    assert await refusal(bot.leave_chat(group.id)) == "Forbidden: bot is not a member of the supergroup chat"
    assert await refusal(bot.leave_chat(alice.id)) == "chat member status can't be changed in private chats"


async def test_a_chat_and_its_members_can_be_asked_for(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    bob = tg.user(1002, "Bob")
    group = tg.group("G", alice, bob, forum=True)
    bob.join(group, "administrator")
    bob_there, bot_there = [await bot.get_chat_member(group.id, user_id) for user_id in (bob.id, bot.id)]

    assert (await bot.get_chat(group.id)).is_forum
    assert (bob_there.status, bot_there.status) == ("administrator", "member")
    assert [member.user.id for member in await bot.get_chat_administrators(group.id)] == [bob.id]
    assert await bot.get_chat_member_count(group.id) == 3
    alice.leave(group)
    assert (await bot.get_chat_member(group.id, alice.id)).status == "left"
    assert await refusal(bot.get_chat_member(group.id, 5)) == "user not found"
    assert await refusal(bot.get_chat_administrators(alice.id)) == "there are no administrators in the private chat"
    assert await refusal(bot.get_chat(-5)) == "chat not found"
