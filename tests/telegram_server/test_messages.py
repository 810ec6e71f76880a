"""What the server refuses of keyboards, replies, edits and deletions, and in which chats."""

import pytest
from telegram import Bot, InlineKeyboardButton, Message, MessageEntity, ReplyKeyboardMarkup, ReplyParameters
from telegram.error import ChatMigrated

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import ALICE, Refusal, Send, button, keyboard


@pytest.mark.parametrize("data", ["d" * 65, "é" * 33])
async def test_callback_data_has_at_most_64_bytes(send: Send, refusal: Refusal, data: str) -> None:
    await send("fits", reply_markup=keyboard(button("é" * 32)))

    assert await refusal(send("x", reply_markup=keyboard(button(data)))) == "BUTTON_DATA_INVALID"


async def test_a_keyboard_has_at_most_100_buttons_and_each_does_something(send: Send, refusal: Refusal) -> None:
    many = [button(str(number)) for number in range(101)]
    local = InlineKeyboardButton("b", url="http://localhost")
    await send("fits", reply_markup=keyboard(*many[:100]))

    assert await refusal(send("x", reply_markup=keyboard(*many))) == "reply markup is too long"
    assert await refusal(send("x", reply_markup=keyboard(button("")))) == (
        "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
    )
    assert await refusal(send("x", reply_markup=keyboard(local))) == (
        "inline keyboard button URL 'http://localhost' is invalid: Wrong HTTP URL"
    )


async def test_a_reply_needs_its_message_unless_it_says_otherwise(send: Send, refusal: Refusal) -> None:
    first = await send("first")
    reply = await send("second", reply_parameters=ReplyParameters(first.message_id))

    assert reply.reply_to_message == first
    assert await refusal(send("x", reply_parameters=ReplyParameters(999))) == "message to be replied not found"
    assert await send("x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))


async def test_an_edit_must_change_something_of_the_bot_s_own(
    bot: Bot, alice: FakeUser, send: Send, refusal: Refusal
) -> None:
    theirs = await alice.send(None, "mine")
    markup = keyboard(button("1"))
    sent = await send("one", reply_markup=markup)

    async def edit(text: str, message_id: int = sent.message_id, **options: object) -> Message | bool:
        return await bot.edit_message_text(text, ALICE, message_id, **options)  # type: ignore[arg-type]

    async def strip() -> Message | bool:
        return await bot.edit_message_reply_markup(ALICE, sent.message_id)

    assert (await refusal(edit("one", reply_markup=markup))).startswith("message is not modified: specified")
    assert await edit("one", entities=[MessageEntity("bold", 0, 3)], reply_markup=markup)  # is a change
    assert await strip()
    assert (await refusal(strip())).startswith("message is not modified")
    assert await refusal(edit("two", 999)) == "message to edit not found"
    assert await refusal(edit("two", theirs.id)) == "message can't be edited"
    assert await refusal(edit("two", reply_markup=ReplyKeyboardMarkup([["x"]]))) == "inline keyboard expected"
    assert await bot.delete_message(ALICE, sent.message_id)
    assert await refusal(bot.delete_message(ALICE, sent.message_id)) == "message to delete not found"
    assert [event.kind for event in alice.chat.events] == ["message", "edit", "edit", "delete"]


async def test_a_chat_action_is_a_known_one(bot: Bot, alice: FakeUser, refusal: Refusal) -> None:
    assert await bot.send_chat_action(alice.id, "typing")

    assert await refusal(bot.send_chat_action(alice.id, "dance")) == "wrong parameter action in request"


async def test_blocked_bots_removed_bots_and_muted_bots_cannot_write(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send, refusal: Refusal
) -> None:
    group = tg.group("G", alice, supergroup=False)
    theirs = await alice.send(group, "delete me")

    assert await refusal(bot.delete_message(group.id, theirs.id)) == "message can't be deleted"
    group.chat.bot_can_write = False
    muted = "not enough rights to send text messages to the chat"
    assert await refusal(bot.send_message(group.id, "x")) == muted
    group.set_bot("kicked", alice)
    assert await refusal(bot.send_message(group.id, "x")) == "Forbidden: bot was kicked from the group chat"
    group.set_bot("left", alice)
    assert await refusal(bot.send_message(group.id, "x")) == "Forbidden: bot is not a member of the group chat"
    alice.block()
    assert await refusal(send("hi")) == "Forbidden: bot was blocked by the user"
    alice.unblock()
    assert await send("hi")


async def test_an_upgraded_group_names_its_supergroup(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    group = tg.group("G", alice, supergroup=False)
    new = tg.upgrade(group, alice)

    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(group.id, "x")
    assert caught.value.new_chat_id == new.id
    assert (await bot.send_message(new.id, "x")).chat.type == "supergroup"


async def test_privacy_mode_lets_only_commands_and_replies_through(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    bob = tg.user(1002, "Bob")
    group = tg.group("G", alice, bob)
    question = await bot.send_message(group.id, "yes or no?")
    sent = next(message for message in group.messages if message.id == question.message_id)
    await alice.send(group, "hello everybody")
    await alice.send(group, "@test_bot are you there?")
    await alice.send(group, "/ask@other_bot")
    await alice.send(group, "/for_this_bot")
    await bob.send(group, "a reply", reply_to=sent)
    await tg.other_bot(group, "/ask@test_bot from a bot")
    await alice.send(group, "/now_for_the_other_bot")
    tg.settings.mentions_pass_privacy = True
    await bob.send(group, "@test_bot and now?")
    group.set_bot("administrator", alice)
    await bob.send(group, "an administrator sees all")

    texts = [update.payload["text"] for update in tg.updates if update.kind == "message"]
    expected = ["/for_this_bot", "a reply", "@test_bot and now?", "an administrator sees all"]
    assert texts == ["/start", *expected]
