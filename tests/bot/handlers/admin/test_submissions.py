from pathlib import Path
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.store import Store
from bot.texts import ENGLISH
from bot.texts import admins as words
from tests.bot.handlers.admin.desk import FIRST_OF_BOT, desk_of, replying_to
from tests.bot.stand_ins import PERSON, PERSON_ID, RecordingRequest

POST = {
    "type": "channel",
    "chat": {"id": -100, "type": "channel", "title": "Zhob Today", "username": "zhobtoday"},
    "message_id": 7,
    "date": 1_671_000_000,
}
PHOTO = [{"file_id": "p", "file_unique_id": "u", "width": 1, "height": 1}]
FILE = {"file_id": "f", "file_unique_id": "v", "file_name": "raid.txt", "file_size": 5}
ANIMATION = {"animation": FILE | {"width": 1, "height": 1, "duration": 1}, "document": FILE}
COMMAND = [{"type": "bot_command", "offset": 0, "length": 4}]
RAID = "Raid in Zhob\n\nPolice raided a house in Zhob on Monday."
LONG = f"{RAID} {'A witness saw it. ' * 60}"
SOMEBODY = {"from": PERSON | {"id": PERSON_ID + 1}}


class WithFile(RecordingRequest):
    """Hands over a file."""

    def __init__(self, data: bytes, got: dict[str, Any]) -> None:
        super().__init__(getFile=[(200, {"ok": True, "result": got})])
        self._data = data

    async def do_request(self, url: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        return (200, self._data) if "/file/bot" in url else await super().do_request(url, *args, **kwargs)


async def test_an_admin_is_not_refused_for_a_post_that_has_no_words(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        assert await desk.says(photo=PHOTO, forward_origin=POST) == [ENGLISH.text_only]


async def test_of_a_post_with_an_animation_the_words_are_taken(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        [card] = await desk.says(caption=RAID, forward_origin=POST, **ANIMATION)

        assert card.startswith("Raid in Zhob\nZhob Today")
        assert desk.request.called("getFile") == []


async def test_an_animation_of_somebody_else_is_no_file_for_the_corpus(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        assert await desk.says(**ANIMATION, **SOMEBODY) == [ENGLISH.text_only]


async def test_an_album_of_files_of_somebody_else_is_refused_once(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        said = [await desk.says(document=FILE, media_group_id=album, **SOMEBODY) for album in "1112"]

    assert said == [[ENGLISH.admins_only], [], [], [ENGLISH.admins_only]]


async def test_a_file_that_cannot_be_downloaded_is_asked_for_again(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store, RecordingRequest(getFile=[TimedOut()])) as desk:
        assert await desk.says(document=FILE) == [words.NOT_DOWNLOADED]


async def test_a_text_may_be_added_under_a_photo(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        [card] = await desk.says(photo=PHOTO, caption=f"/add {RAID}", caption_entities=COMMAND)

        assert card.startswith("Raid in Zhob\n")
        assert desk.answers.asked == []


@pytest.mark.parametrize("text", [f"/add {RAID}", LONG], ids=["command", "pasted"])
async def test_an_edit_of_what_a_card_shows_is_said_to_change_nothing(tmp_path: Path, store: Store, text: str) -> None:
    async with desk_of(tmp_path, store) as desk:
        await desk.says(text=text)

        assert await desk.edit(1, text=text) == []  # that nobody sees: Telegram tells of a link's preview, too
        assert await desk.edit(1, text=text.replace("Monday", "Sunday")) == [words.CARD_STAYS]
        assert desk.answers.asked == []


async def test_an_edited_link_or_caption_of_a_file_is_no_question(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await desk.says(text="http://127.0.0.1:1/raid")

        assert await desk.edit(1, text="http://127.0.0.1:1/raid") == []
        assert await desk.edit(2, document=FILE, caption="of Monday") == []
        assert desk.answers.asked == []


async def test_an_edited_question_of_an_admin_is_answered(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await desk.says(text=f"/add {RAID}")
        await desk.says(text="who did it?")
        await desk.edit(2, text="who did it in Zhob?")

        assert [question for question, _ in desk.answers.asked] == ["who did it?", "who did it in Zhob?"]


async def test_an_edited_answer_to_the_question_for_a_field_is_taken(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await desk.says(text=f"/add {RAID}")
        await desk.tap("Edit date")
        asked = replying_to(FIRST_OF_BOT + 1)
        await desk.says(text="18 Dec 2022", **asked)

        assert await desk.edit(2, text="18 Dec 2022", **asked) == []
        [card] = await desk.edit(2, text="19 Dec 2022", **asked)
        assert "19 Dec 2022" in card
        assert desk.answers.asked == []


async def test_a_reply_to_a_question_that_is_over_is_no_question_to_the_bot(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await desk.says(text=f"/add {RAID}")
        [for_title] = await desk.tap("Edit title")
        await desk.tap("Edit date")

        assert await desk.says(text="A raid", **replying_to(FIRST_OF_BOT + 1, for_title)) == [words.EDIT_OVER]
        [refused] = await desk.says(text="some day", **replying_to(FIRST_OF_BOT + 2))
        await desk.tap("Discard")
        number = FIRST_OF_BOT - 1 + len(desk.request.sent())
        assert await desk.says(text="19 Dec 2022", **replying_to(number, refused)) == [words.EDIT_OVER]
        assert desk.answers.asked == []


@pytest.mark.parametrize(
    ("name", "caption", "title"),
    [
        ("raid.txt", "See the report", "Raid in Zhob"),
        ("raid.mp4", f"Arrest in Zhob\n\n{RAID}", "Arrest in Zhob"),
        ("raid.mp4", "", "Nothing to add"),
    ],
    ids=["article", "video", "video alone"],
)
async def test_a_post_with_a_file_has_its_source_from_the_post(
    tmp_path: Path, store: Store, name: str, caption: str, title: str
) -> None:
    async with desk_of(tmp_path, store, WithFile(RAID.encode(), FILE | {"file_path": "documents/file"})) as desk:
        [card] = await desk.says(document=FILE | {"file_name": name}, caption=caption, forward_origin=POST)

    assert card.startswith(title)
    assert ("Zhob Today · 14 Dec 2022" in card) is title.endswith("Zhob")
