"""What a forwarded message tells the bot of where it comes from."""

from datetime import UTC, datetime

from telegram import (
    Bot,
    Message,
    MessageEntity,
    MessageOriginChannel,
    MessageOriginHiddenUser,
    MessageOriginUser,
)

from tests.telegram_server import FakeUser

POSTED = datetime(2023, 1, 30, 9, 15, tzinfo=UTC)


async def last(bot: Bot) -> Message:
    message = (await bot.get_updates(offset=-1))[-1].message
    assert message
    return message


async def test_a_forwarded_post_names_its_channel_its_number_and_its_date(bot: Bot, alice: FakeUser) -> None:
    await alice.forward_post("News", "a bank was robbed", username="news", date=POSTED, post_id=77, signature="Ed")
    got = await last(bot)

    origin = got.forward_origin
    assert isinstance(origin, MessageOriginChannel)
    assert (origin.chat.title, origin.chat.username, origin.chat.type) == ("News", "news", "channel")
    assert (origin.message_id, origin.date, origin.author_signature) == (77, POSTED, "Ed")
    assert got.text == "a bank was robbed"
    assert got.date > POSTED


async def test_a_private_channel_has_no_username_and_each_channel_its_own_id(bot: Bot, alice: FakeUser) -> None:
    origins = []
    for title in ("News", "News", "Other"):
        await alice.forward_post(title, "text")
        origins.append((await last(bot)).forward_origin)

    ids = [
        origin.chat.id for origin in origins if isinstance(origin, MessageOriginChannel) and not origin.chat.username
    ]
    assert ids[0] == ids[1] != ids[2]
    assert all(number < -1_000_000_000_000 for number in ids)


async def test_words_of_a_post_lead_where_it_says(bot: Bot, alice: FakeUser) -> None:
    await alice.forward_post("News", "😀 read more", links={"more": "https://example.org/a"})
    got = await last(bot)

    assert got.entities == (MessageEntity("text_link", 8, 4, url="https://example.org/a"),)


async def test_the_text_of_a_post_with_a_photo_or_a_document_is_its_caption(bot: Bot, alice: FakeUser) -> None:
    links = {"a bank": "https://example.org/bank"}
    await alice.forward_post("News", "a bank was robbed", photo=b"\xff\xd8", links=links)
    picture = await last(bot)
    await alice.forward_post("News", "the report", document=(b"%PDF-", "report.pdf"))
    report = await last(bot)

    assert (picture.text, picture.caption) == (None, "a bank was robbed")
    assert [entity.url for entity in picture.caption_entities] == ["https://example.org/bank"]
    assert await (await picture.photo[-1].get_file()).download_as_bytearray() == b"\xff\xd8"
    assert report.caption == "the report"
    assert report.document
    assert report.document.file_name == "report.pdf"
    assert await (await report.document.get_file()).download_as_bytearray() == b"%PDF-"
    assert isinstance(report.forward_origin, MessageOriginChannel)


async def test_a_forwarded_message_names_its_sender_unless_that_is_hidden(bot: Bot, alice: FakeUser) -> None:
    said = await alice.send(None, "hello")
    await alice.forward(said)
    shown = (await last(bot)).forward_origin
    await alice.forward(said, hides_name=True)
    hidden = (await last(bot)).forward_origin

    assert isinstance(shown, MessageOriginUser)
    assert shown.sender_user.id == alice.id
    assert isinstance(hidden, MessageOriginHiddenUser)
    assert hidden.sender_user_name == "Alice"


async def test_what_is_forwarded_again_keeps_its_origin_and_its_file(bot: Bot, alice: FakeUser) -> None:
    post = await alice.forward_post("News", "the report", document=(b"%PDF-", "report.pdf"), date=POSTED)
    await alice.forward(post)
    got = await last(bot)

    assert got.message_id != post.id
    assert got.forward_origin
    assert got.forward_origin.date == POSTED
    assert got.document
    assert await (await got.document.get_file()).download_as_bytearray() == b"%PDF-"
