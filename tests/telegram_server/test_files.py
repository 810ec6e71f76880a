"""Documents with their bytes: what the bot is told of them, and how it gets them."""

import math
from pathlib import Path

import aiohttp
import pytest
from telegram import Bot, Document, Message
from telegram.error import BadRequest, InvalidToken, NetworkError

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal

MIB = 1 << 20


async def last(bot: Bot, count: int = 1) -> list[Message]:
    """The messages of the last updates."""
    return [update.message for update in await bot.get_updates(offset=-count) if update.message]


async def last_document(bot: Bot) -> Document:
    [message] = await last(bot)
    assert message.document
    return message.document


async def status_of(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http, http.get(url) as response:
        return response.status, await response.text()


async def test_a_document_is_downloaded_as_it_was_sent(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    data = bytes(range(256)) * 20_000
    await alice.send_document(data, "../report.final.PDF", caption="/add see https://example.org")
    [message] = await last(bot)
    document = message.document
    assert document
    file = await document.get_file()

    assert (document.file_name, document.mime_type) == ("../report.final.PDF", "application/pdf")
    assert document.file_size == file.file_size == len(data)
    assert file.file_unique_id == document.file_unique_id
    assert file.file_path
    assert file.file_path.removeprefix(f"{tg.base_file_url}{tg.token}/") == "documents/file_0.PDF"
    assert bytes(await file.download_as_bytearray()) == data
    assert list(message.parse_caption_entities().values()) == ["/add", "https://example.org"]
    assert [call.params for call in tg.calls_of("download")] == [{"path": "documents/file_0.PDF"}]
    tg.assert_clean(lost=False)


async def test_a_name_and_a_type_are_what_the_sender_says_or_absent(bot: Bot, alice: FakeUser) -> None:
    await alice.send_document(b"MZ", "notes.txt", mime_type="application/x-msdownload")
    wrong = await last_document(bot)
    await alice.send_document(b"MZ", "", mime_type="")
    nameless = await last_document(bot)

    assert (wrong.file_name, wrong.mime_type) == ("notes.txt", "application/x-msdownload")
    assert (nameless.file_name, nameless.mime_type) == (None, None)


async def test_the_bot_gets_no_file_over_20_mb(tg: FakeTelegram, bot: Bot, alice: FakeUser) -> None:
    await alice.send_document(b"x", "fits.zip", size=20 * MIB)
    fits = await last_document(bot)
    await alice.send_document(b"x", "large.zip", size=20 * MIB + 1)
    large = await last_document(bot)

    assert await fits.get_file()
    assert large.file_size == 20 * MIB + 1
    with pytest.raises(BadRequest, match="File is too big"):
        await large.get_file()
    assert tg.calls[-1].description == "Bad Request: file is too big"


async def test_a_file_is_served_only_at_a_path_that_get_file_gave_and_for_a_while(
    tg: FakeTelegram, bot: Bot, alice: FakeUser
) -> None:
    await alice.send_document(b"text", "a.txt")
    document = await last_document(bot)
    url = f"{tg.base_file_url}{tg.token}/documents/file_0.txt"
    before = await status_of(url)
    file = await document.get_file()
    given = await status_of(url)
    tg.settings.file_path_lifetime_s = 0.0
    await document.get_file()

    assert before == (404, '{"ok": false, "error_code": 404, "description": "Not Found"}')
    assert given == (200, "text")
    assert await status_of(url) == before
    assert (await status_of(f"{tg.base_file_url}{tg.token}/documents/../documents/file_1.txt"))[0] == 404
    with pytest.raises(InvalidToken):
        await file.download_as_bytearray()  # what python-telegram-bot makes of any 404
    with pytest.raises(AssertionError, match="refused calls"):
        tg.assert_clean(lost=False)


async def test_a_file_needs_the_token_and_a_known_id(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    await alice.send_document(b"text", "a.txt")
    await (await last_document(bot)).get_file()

    assert (await status_of(f"{tg.base_file_url}1:wrong/documents/file_0.txt"))[0] == 401
    assert await refusal(bot.get_file("BQACnone")) == "invalid file_id"
    assert await refusal(bot.get_file("")) == "file_id not specified"


async def test_downloads_fail_where_a_test_wants_it(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, tmp_path: Path
) -> None:
    await alice.send_document(b"text", "a.txt")
    file = await (await last_document(bot)).get_file()
    fault = tg.inject("download", "bad_gateway", math.inf)
    with pytest.raises(NetworkError):
        await file.download_to_drive(tmp_path / "lost")
    fault.times = 0
    tg.inject("download", "drop")
    with pytest.raises(NetworkError):
        await file.download_to_drive(tmp_path / "lost")
    tg.inject("download", "slow", delay_s=0.1)

    assert (await file.download_to_drive(tmp_path / "kept")).read_bytes() == b"text"
    assert [call.status for call in tg.calls_of("download")] == [502, 0, 200]
    assert tg.calls[-1].duration >= 0.1


async def test_documents_sent_together_are_a_message_each_of_one_group(bot: Bot, alice: FakeUser) -> None:
    await alice.send_documents([(b"one", "one.txt"), (b"two", "two.md")], caption="both")
    messages = await last(bot, 2)
    files = [await message.document.get_file() for message in messages if message.document]

    assert [bytes(await file.download_as_bytearray()) for file in files] == [b"one", b"two"]
    assert len({message.media_group_id for message in messages} - {None}) == 1
    assert [message.caption for message in messages] == [None, "both"]
    with pytest.raises(AssertionError, match="an album has 2 to 10 files, this one 11"):
        await alice.send_documents([(b"x", "x.txt")] * 11)


async def test_other_media_can_be_downloaded_too(bot: Bot, alice: FakeUser) -> None:
    await alice.send_media("photo")
    [message] = await last(bot)
    file = await message.photo[-1].get_file()

    assert len(await file.download_as_bytearray()) == message.photo[-1].file_size
