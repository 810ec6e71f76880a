from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity, TextQuote, User

from bot.addressing import MAX_ABOUT_CHARS, Addressed, addressed_to

BOT = User(7, "Incident Bot", is_bot=True, username="incident_bot")
ALICE = User(1, "Alice", is_bot=False)
PRIVATE = Chat(1, "private")
GROUP = Chat(-5, "supergroup")


def message(text: str | None, chat: Chat = GROUP, sender: User = ALICE, **more: Any) -> Message:
    return Message(9, datetime.now(UTC), chat, from_user=sender, text=text, **more)


def entity(kind: str, text: str, part: str, **more: Any) -> tuple[MessageEntity, ...]:
    """An entity over a part of a text, counted in UTF-16 code units."""
    before = text[: text.index(part)]
    units = len(before.encode("utf-16-le")) // 2, len(part.encode("utf-16-le")) // 2
    return (MessageEntity(kind, *units, **more),)


def test_in_a_private_chat_every_text_is_a_question() -> None:
    assert addressed_to(BOT, message("who  did\nit?", PRIVATE)) == Addressed("who did it?")


def test_the_words_under_a_picture_are_a_question_too() -> None:
    assert addressed_to(BOT, message(None, PRIVATE, caption="where is this?")) == Addressed("where is this?")


def test_what_people_say_to_each_other_in_a_group_is_not_for_the_bot() -> None:
    text = "@somebody who did it?"

    assert addressed_to(BOT, message("who did it?")) is None
    assert addressed_to(BOT, message(text, entities=entity("mention", text, "@somebody"))) is None
    assert addressed_to(BOT, message("no idea", reply_to_message=message("who did it?"))) is None


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("@incident_bot who did it?", "mention", "@incident_bot"),
        ("👩‍🚒🔥 who did it? @Incident_Bot", "mention", "@Incident_Bot"),
        ("/ask who did it?", "bot_command", "/ask"),
        ("/ask@incident_bot who did it?", "bot_command", "/ask@incident_bot"),
    ],
)
def test_in_a_group_a_mention_or_the_command_calls_the_bot_and_is_no_part_of_the_question(
    text: str, kind: str, part: str
) -> None:
    asked = addressed_to(BOT, message(text, entities=entity(kind, text, part)))

    assert asked is not None
    assert asked.text.removeprefix("👩‍🚒🔥 ") == "who did it?"


def test_a_mention_of_a_bot_by_its_name_alone_calls_it() -> None:
    text = "Incident Bot who did it?"
    mention = entity("text_mention", text, "Incident Bot", user=BOT)

    assert addressed_to(BOT, message(text, entities=mention)) == Addressed("who did it?")


def test_the_command_of_another_bot_does_not_call_this_one() -> None:
    text = "/ask@other_bot who did it?"

    assert addressed_to(BOT, message(text, entities=entity("bot_command", text, "/ask@other_bot"))) is None


def test_a_reply_to_the_bot_is_a_question_that_follows_on_that_answer() -> None:
    answer = Message(4, datetime.now(UTC), GROUP, from_user=BOT, text="> ...")

    assert addressed_to(BOT, message("and when?", reply_to_message=answer)) == Addressed("and when?", None, 4)


def test_the_bot_called_in_reply_to_a_message_answers_that_message() -> None:
    replied = message("who bombed the market?")
    asked = addressed_to(BOT, message("/ask", entities=entity("bot_command", "/ask", "/ask"), reply_to_message=replied))

    assert asked == Addressed("who bombed the market?")


def test_the_bot_called_without_a_word_is_asked_nothing() -> None:
    assert addressed_to(BOT, message("/ask", entities=entity("bot_command", "/ask", "/ask"))) == Addressed("")


def test_words_selected_in_a_reply_are_what_the_question_is_about() -> None:
    answer = Message(4, datetime.now(UTC), GROUP, from_user=BOT, text="Four men were killed.")
    quote = TextQuote("Four men" * 100, 0)
    asked = addressed_to(BOT, message("where?", reply_to_message=answer, quote=quote))

    assert asked == Addressed("where?", ("Four men" * 100)[:MAX_ABOUT_CHARS], 4)


def test_a_guest_message_is_for_the_bot() -> None:
    text = "@incident_bot who did it?"
    guest = message(text, entities=entity("mention", text, "@incident_bot"), guest_query_id="1")

    assert addressed_to(BOT, guest) == Addressed("who did it?")
