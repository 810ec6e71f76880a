"""Which texts and entities the server takes, and what it makes of them."""

import pytest
from telegram import Bot, Message, MessageEntity

from tests.telegram_server import FakeTelegram
from tests.telegram_server.conftest import Refusal, Send


def spans(message: Message) -> list[tuple[str, int, int]]:
    return [(str(entity.type), entity.offset, entity.length) for entity in message.entities]


async def test_a_chat_must_be_started_before_the_bot_can_write(tg: FakeTelegram, bot: Bot, refusal: Refusal) -> None:
    tg.user(1002, "Bob")

    assert await refusal(bot.send_message(1002, "hi")) == "chat not found"


async def test_a_text_is_neither_empty_nor_longer_than_4096_utf16_units(send: Send, refusal: Refusal) -> None:
    assert len((await send("😀" * 2048)).text or "") == 2048

    assert await refusal(send("")) == "message text is empty"
    assert await refusal(send(" \n ")) == "text must be non-empty"
    assert await refusal(send("x" * 4097)) == "message is too long"
    assert await refusal(send("😀" * 2049)) == "message is too long"
    assert await refusal(send("x" * 33_000)) == "text is too long"


async def test_a_parse_mode_fails_the_test_even_where_refusals_are_allowed(
    tg: FakeTelegram, send: Send, refusal: Refusal
) -> None:
    tg.assert_clean(lost=False)

    assert "parse_mode html is not emulated" in await refusal(send("<b>x</b>", parse_mode="HTML"))
    assert tg.calls[-1].status == 501
    with pytest.raises(AssertionError, match="parse_mode html is not emulated"):
        tg.assert_clean(allow=["Not Implemented"], lost=False)
    assert await refusal(send("x", parse_mode="XML")) == "unsupported parse_mode"


@pytest.mark.parametrize(
    ("entity", "description"),
    [
        (MessageEntity("bold", 5, 1), "entity begins after the end of the text at UTF-16 offset 5"),
        (
            MessageEntity("bold", 3, 2),
            "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 5",
        ),
        (MessageEntity("shiny", 0, 1), "can't parse MessageEntity: Unsupported type specified"),
        (MessageEntity("text_link", 0, 1), "can't parse MessageEntity: Can't find field \"url\""),
        (MessageEntity("text_mention", 0, 1), "can't parse MessageEntity: Can't find field \"user\""),
    ],
)
async def test_an_entity_is_of_a_known_kind_and_inside_the_text(
    send: Send, refusal: Refusal, entity: MessageEntity, description: str
) -> None:
    assert await refusal(send("😀ab", entities=[entity])) == description


async def test_entities_are_counted_in_utf16_and_space_around_the_text_moves_them(send: Send) -> None:
    quote = MessageEntity("expandable_blockquote", 3, 7)
    sent = await send(" \n 😀 word  \n", entities=[quote, MessageEntity("bold", 6, 6)])

    assert sent.text == "😀 word"
    assert spans(sent) == [("expandable_blockquote", 0, 7), ("bold", 3, 4)]


async def test_entities_nest_by_the_rules_and_bad_links_vanish(send: Send) -> None:
    given = [
        MessageEntity("bold", 0, 6),
        MessageEntity("code", 2, 2),
        MessageEntity("blockquote", 0, 6),
        MessageEntity("expandable_blockquote", 4, 4),
        MessageEntity("text_link", 4, 2, url="example.com/a b"),
        MessageEntity("text_link", 6, 2, url="http://localhost/"),
        MessageEntity("italic", 6, 1),
        MessageEntity("italic", 7, 1),
    ]
    sent = await send("abcdefgh", entities=given)

    assert spans(sent) == [
        ("blockquote", 0, 6),
        ("bold", 0, 2),
        ("code", 2, 2),
        ("text_link", 4, 2),
        ("bold", 4, 2),
        ("italic", 6, 2),
    ]
    assert sent.entities[3].url == "http://example.com/a%20b"


async def test_the_server_finds_links_commands_and_mentions_by_itself(send: Send) -> None:
    sent = await send("/ask@test_bot @alice (see https://bbc.co.uk/a). #tag $USD a@b.org bbc.com 1.5 and/or x.py")

    assert [(str(entity.type), text) for entity, text in sent.parse_entities().items()] == [
        ("bot_command", "/ask@test_bot"),
        ("mention", "@alice"),
        ("url", "https://bbc.co.uk/a"),
        ("hashtag", "#tag"),
        ("cashtag", "$USD"),
        ("email", "a@b.org"),
        ("url", "bbc.com"),
        ("url", "x.py"),
    ]
