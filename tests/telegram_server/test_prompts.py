"""Forced replies, and texts that are too long for one message."""

from datetime import UTC, datetime

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardMarkup,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal, Send, button, keyboard

SENT_AT = datetime(2026, 1, 30, 9, 15, 42, 700_000, tzinfo=UTC)


async def messages(bot: Bot) -> list[Message]:
    return [update.message for update in await bot.get_updates() if update.message]


async def test_a_forced_reply_is_seen_by_who_reads_it_and_answered_by_a_reply(
    bot: Bot, alice: FakeUser, send: Send
) -> None:
    asked = await alice.send(None, "/add")
    markup = ForceReply(selective=True, input_field_placeholder="2026-01-30")
    sent = await send("Which date?", reply_markup=markup, reply_parameters=ReplyParameters(asked.id))
    prompt = await alice.chat.expect()
    await alice.reply(prompt, "2026-02-01")
    got = (await messages(bot))[-1]

    assert sent.reply_markup is None  # as the Bot API's Message has only inline keyboards
    assert (prompt.forces_reply, prompt.placeholder, prompt.buttons) == (True, "2026-01-30", [])
    assert got.reply_to_message
    assert got.reply_to_message.message_id == prompt.id
    await send("no prompt", reply_markup=keyboard(button("1")))
    assert not (await alice.chat.expect()).forces_reply


@pytest.mark.parametrize(
    "markup", [ForceReply(), ReplyKeyboardMarkup([["Tea"]]), ReplyKeyboardRemove()], ids=lambda one: type(one).__name__
)
async def test_a_message_with_another_than_an_inline_keyboard_can_be_deleted_but_not_edited(
    bot: Bot,
    alice: FakeUser,
    send: Send,
    refusal: Refusal,
    markup: ForceReply | ReplyKeyboardMarkup | ReplyKeyboardRemove,
) -> None:
    sent = await send("Which date?", reply_markup=markup)
    edit = bot.edit_message_text("Thank you.", alice.id, sent.message_id)
    strip = bot.edit_message_reply_markup(alice.id, sent.message_id, reply_markup=keyboard(button("1")))

    assert await refusal(edit) == await refusal(strip) == "message can't be edited"
    assert await bot.delete_message(alice.id, sent.message_id)


async def test_no_edit_can_force_a_reply(bot: Bot, alice: FakeUser, send: Send, refusal: Refusal) -> None:
    sent = await send("card")
    markup = ForceReply().to_dict()
    edit = bot.edit_message_text("card 2", alice.id, sent.message_id, api_kwargs={"reply_markup": markup})

    assert await refusal(edit) == "inline keyboard expected"
    assert await bot.edit_message_text("card 2", alice.id, sent.message_id, reply_markup=InlineKeyboardMarkup([]))


async def test_the_fields_of_a_forced_reply_are_checked(tg: FakeTelegram, send: Send, refusal: Refusal) -> None:
    for name in ("force_reply", "selective"):
        wrong = {"reply_markup": ForceReply().to_dict() | {name: "yes"}}
        assert await refusal(send("x", api_kwargs=wrong)) == f'field "{name}" must be of type Boolean'
    await send("fits", reply_markup=ForceReply(input_field_placeholder="x" * 64))

    assert "has 1 to 64 characters" in await refusal(
        send("x", reply_markup=ForceReply(input_field_placeholder="x" * 65))
    )
    with pytest.raises(AssertionError, match=r"not emulated: .*input_field_placeholder"):
        tg.assert_clean(allow=["Boolean", "64"], lost=False)


async def test_a_message_can_have_a_given_date(bot: Bot, alice: FakeUser) -> None:
    await alice.send(None, "late", date=SENT_AT)

    assert (await messages(bot))[-1].date == SENT_AT.replace(microsecond=0)


async def test_a_long_text_comes_as_messages_of_one_second_cut_where_a_line_or_a_word_ends(
    tg: FakeTelegram, bot: Bot, alice: FakeUser
) -> None:
    lines, words, emoji = ["A line of some words. " * 40] * 6, "word " * 1_000, "😀" * 3_000
    await bot.get_updates(offset=tg.updates[-1].id + 1)
    await alice.paste("\n".join([*lines, words, emoji]), date=SENT_AT)
    got = await messages(bot)

    texts = [message.text or "" for message in got]
    assert texts[0] == "\n".join(lines[:4]).strip()
    assert texts[1].split() == " ".join([*lines[4:], words]).split()[: len(texts[1].split())]
    assert texts[1].endswith("word")
    assert "".join("".join(texts).split()) == "".join(" ".join([*lines, words, emoji]).split())
    assert max(len(text.encode("utf-16-le")) // 2 for text in texts) == 4_096  # the emoji, which have no better place
    assert {message.date for message in got} == {SENT_AT.replace(microsecond=0)}
    with pytest.raises(AssertionError, match=r"paste\(\) it"):
        await alice.send(None, emoji)


async def test_a_short_text_is_pasted_as_one_message(bot: Bot, alice: FakeUser) -> None:
    await alice.paste("short")

    assert [message.text for message in await messages(bot)] == ["/start", "short"]
