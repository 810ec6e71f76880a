"""What people send and press, as the bot is told of it."""

import pytest
from telegram import Bot, InlineKeyboardButton, MessageEntity, ReplyParameters, Update

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal, Send, keyboard


async def last(bot: Bot) -> Update:
    return (await bot.get_updates(offset=-1))[-1]


async def test_a_link_starts_the_bot_with_its_payload(bot: Bot, alice: FakeUser, send: Send) -> None:
    await alice.start("answer-Ab_9")
    started = (await last(bot)).message
    button = InlineKeyboardButton("Open", url="https://t.me/test_bot?start=share_1")
    await send("here", reply_markup=keyboard(button))
    reply = await alice.chat.expect()
    await alice.follow(reply.button("Open")["url"])
    followed = (await last(bot)).message

    assert started
    assert started.parse_entities([MessageEntity.BOT_COMMAND]) == {started.entities[0]: "/start"}
    assert started.text == "/start answer-Ab_9"
    assert followed
    assert followed.text == "/start share_1"
    with pytest.raises(AssertionError, match="no link can carry"):
        await alice.start("not in a link")
    with pytest.raises(AssertionError, match="no link that starts the bot"):
        await alice.follow("https://t.me/other_bot?start=x")


async def test_the_words_that_a_reply_quotes_are_counted_in_utf16(bot: Bot, alice: FakeUser, send: Send) -> None:
    bold = [MessageEntity("bold", 0, 9), MessageEntity("code", 10, 3)]
    await send("😀 demand for safe passage", entities=bold)
    shown = await alice.chat.expect()
    await alice.reply(shown, "what do you mean?", quote="and for")
    got = (await last(bot)).message

    assert got
    assert got.reply_to_message
    assert got.reply_to_message.message_id == shown.id
    assert got.quote
    assert (got.quote.text, got.quote.position, got.quote.is_manual) == ("and for", 6, True)
    assert got.quote.entities == (MessageEntity("bold", 0, 3),)  # of a code, a quote keeps nothing
    with pytest.raises(AssertionError, match="does not stand in"):
        await alice.reply(shown, "?", quote="never said")


async def test_the_bot_quotes_what_stands_in_the_message_it_replies_to(send: Send, refusal: Refusal) -> None:
    first = await send("😀 demand")
    reply = await send("x", reply_parameters=ReplyParameters(first.message_id, quote="demand"))

    assert reply.quote
    assert (reply.quote.text, reply.quote.position) == ("demand", 3)
    wrong = ReplyParameters(first.message_id, quote="supply")
    assert await refusal(send("x", reply_parameters=wrong)) == "QUOTE_TEXT_INVALID"


async def test_an_edit_is_told_with_the_same_message_id(bot: Bot, alice: FakeUser) -> None:
    asked = await alice.send(None, "who did ti?")
    await alice.edit(asked, "who did it?")
    edited = (await last(bot)).edited_message

    assert edited
    assert (edited.message_id, edited.text) == (asked.id, "who did it?")
    assert edited.edit_date


async def test_an_album_is_a_message_for_each_photo(bot: Bot, alice: FakeUser) -> None:
    album = await alice.send_album("who is this? /ask", "")
    updates = [update.message for update in await bot.get_updates(offset=-2)]
    await alice.edit(album[0], "who is that?")
    edited = (await last(bot)).edited_message

    first, second = [message for message in updates if message]
    assert first.media_group_id == second.media_group_id
    assert (first.caption, second.caption) == ("who is this? /ask", None)
    assert first.parse_caption_entities() == {first.caption_entities[0]: "/ask"}
    assert len(first.photo) == 1
    assert edited
    assert edited.caption == "who is that?"


@pytest.mark.parametrize("kind", ["photo", "document", "video", "animation", "voice", "sticker"])
async def test_media_are_hidden_by_privacy_mode_unless_their_caption_addresses_the_bot(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, kind: str
) -> None:
    group = tg.group("G", alice)
    before = len(tg.updates)
    await alice.send_media(kind, "look", group)
    assert len(tg.updates) == before
    await alice.send_media(kind, "/ask who is this?", group)
    got = (await last(bot)).message

    assert got
    assert got.caption == "/ask who is this?"
    assert got.effective_attachment


async def test_a_forwarded_post_names_its_channel(bot: Bot, alice: FakeUser) -> None:
    await alice.forward_post("News", "a bank was robbed")
    got = (await last(bot)).message

    assert got
    assert got.text == "a bank was robbed"
    assert got.forward_origin
    assert got.forward_origin.to_dict()["chat"]["title"] == "News"


async def test_reactions_are_told_where_the_bot_asks_for_them(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send
) -> None:
    await bot.get_updates(allowed_updates=["message_reaction"])
    await send("answer")
    await alice.react(await alice.chat.expect(), "👍")
    told = (await last(bot)).message_reaction

    assert told
    assert [reaction.to_dict()["emoji"] for reaction in told.new_reaction] == ["👍"]
    assert told.old_reaction == ()
    group = tg.group("G", alice)
    await bot.send_message(group.id, "answer")
    before = len(tg.updates)
    await alice.react(await group.expect(), "👍")  # the bot is no administrator there
    assert len(tg.updates) == before


async def test_the_replies_to_a_question_can_be_counted(bot: Bot, alice: FakeUser, send: Send) -> None:
    asked = await alice.send(None, "who?")
    other = await alice.send(None, "when?")
    for text in ("he", "she"):
        await send(text, reply_parameters=ReplyParameters(asked.id))
    await bot.edit_message_text("they", alice.id, alice.chat.messages[-1].id)

    assert [reply.text for reply in alice.chat.replies_to(asked)] == ["he", "she"]
    assert alice.chat.replies_to(other) == []
