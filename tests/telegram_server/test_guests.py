"""Guest mode: the bot is mentioned in a chat that it is no member of, and may answer once."""

import pytest
from telegram import Bot, InlineQueryResultArticle, InlineQueryResultGif, InputTextMessageContent, Message

from tests.telegram_server import FakeChat, FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal, button, keyboard
from tests.telegram_server.test_queries import TOO_OLD


@pytest.fixture
def friends(tg: FakeTelegram, alice: FakeUser) -> FakeChat:
    """A group that the bot is no member of, which can summon it."""
    tg.settings.supports_guest_queries = True
    return tg.group("Friends", alice, bot_status="left")


async def summoned(bot: Bot) -> Message:
    """The guest message that the bot was told last."""
    updates = await bot.get_updates(offset=-1)
    assert updates[-1].guest_message
    return updates[-1].guest_message


def result(text: str = "he") -> InlineQueryResultArticle:
    return InlineQueryResultArticle("1", "t", InputTextMessageContent(text), reply_markup=keyboard(button("1")))


async def test_a_mention_summons_the_bot_which_answers_there_once(
    bot: Bot, friends: FakeChat, alice: FakeUser, refusal: Refusal
) -> None:
    query = await alice.ask_as_guest(friends, "@test_bot who did it?")
    asked = await summoned(bot)
    sent = await asked.answer_guest_query(result("he"))
    answer = await query.answer(1)

    assert asked.text == "@test_bot who did it?"
    assert asked.from_user
    assert asked.from_user.id == alice.id
    assert asked.chat.title == "Friends"
    assert answer.text == "he"
    assert answer.replies_to == query.message.id
    assert answer.json["guest_bot_caller_user"]["id"] == alice.id
    assert sent.inline_message_id
    assert await friends.expect()
    assert await refusal(asked.answer_guest_query(result())) == TOO_OLD
    assert await refusal(bot.send_message(friends.id, "x")) == "Forbidden: bot is not a member of the supergroup chat"


async def test_the_answer_can_be_clicked_and_edited_as_an_inline_message(
    tg: FakeTelegram, bot: Bot, friends: FakeChat, alice: FakeUser
) -> None:
    query = await alice.ask_as_guest(friends, "@test_bot who did it?")
    sent = await (await summoned(bot)).answer_guest_query(result())
    await alice.click(await query.answer(1), "b")
    pressed = tg.updates[-1].payload
    await bot.edit_message_text("she", inline_message_id=sent.inline_message_id)

    assert pressed["inline_message_id"] == sent.inline_message_id
    assert (await friends.expect(1, "she")).kind == "edit"


async def test_a_reply_to_its_answer_summons_the_bot_again_and_nothing_else_does(
    tg: FakeTelegram, bot: Bot, friends: FakeChat, alice: FakeUser
) -> None:
    query = await alice.ask_as_guest(friends, "@test_bot who did it?")
    await (await summoned(bot)).answer_guest_query(result())
    await alice.ask_as_guest(friends, "and when?", await query.answer(1))
    again = await summoned(bot)

    assert again.text == "and when?"
    assert again.reply_to_message
    assert again.reply_to_message.text == "he"
    before = len(tg.updates)
    await alice.send(friends, "@test_bot is no summons where it is sent as a plain message")
    assert len(tg.updates) == before
    with pytest.raises(RuntimeError, match="neither a mention of the bot nor a reply"):
        await alice.ask_as_guest(friends, "who did it?")
    with pytest.raises(RuntimeError, match="is a member"):
        await alice.ask_as_guest(tg.group("G", alice), "@test_bot who?")
    tg.settings.supports_guest_queries = False
    with pytest.raises(RuntimeError, match="guest mode is off"):
        await alice.ask_as_guest(friends, "@test_bot who?")


@pytest.mark.usefixtures("friends")
async def test_the_chat_of_two_people_has_an_id_that_is_another_chat_of_the_bot(
    tg: FakeTelegram, bot: Bot, alice: FakeUser
) -> None:
    bob = tg.user(1002, "Bob")
    await bob.start()
    between = tg.private_chat(alice, bob)
    query = await alice.ask_as_guest(between, "@test_bot who did it?")
    asked = await summoned(bot)
    await bot.send_message(asked.chat.id, "went astray")
    await asked.answer_guest_query(result())

    assert asked.chat.type == "private"
    assert (await bob.chat.expect(1)).text == "went astray"
    assert (await query.answer(1)).text == "he"
    assert [message.text for message in between.messages] == ["@test_bot who did it?", "he"]


async def test_a_guest_s_answer_is_an_article_in_time(
    tg: FakeTelegram, bot: Bot, friends: FakeChat, alice: FakeUser, refusal: Refusal
) -> None:
    query = await alice.ask_as_guest(friends, "@test_bot who did it?")
    asked = await summoned(bot)

    gif = InlineQueryResultGif("1", "https://example.com/a.gif", "https://example.com/a.jpg")
    assert "type gif is not emulated" in await refusal(asked.answer_guest_query(gif))
    assert await refusal(asked.answer_guest_query(result(" "))) == "MESSAGE_EMPTY"
    assert await refusal(asked.answer_guest_query(result("x" * 4097))) == "message is too long"
    assert await refusal(bot.answer_guest_query("12345", result())) == TOO_OLD
    tg.settings.guest_query_lifetime_s = 0
    assert await refusal(asked.answer_guest_query(result())) == TOO_OLD
    assert query.query.errors == [TOO_OLD]
