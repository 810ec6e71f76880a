from typing import Any

import pytest

from bot import texts
from tests.bot.stand_ins import CannedAnswers, RecordingRequest, telegram_bot, update_of

PHOTO = {"photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]}
VOICE = {"voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}
PINNED = {"delete_chat_photo": True}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("/start", texts.START),
        ("/start from-a-link", texts.START),
        ("/help", texts.HELP),
        ("/help@incident_bot", texts.HELP),
        ("/frobnicate", texts.UNKNOWN_COMMAND),
    ],
)
async def test_a_command_gets_its_text(text: str, reply: str) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text=text))

    assert request.texts() == [reply]
    assert answers.asked == []


@pytest.mark.parametrize("message", [PHOTO, {**PHOTO, "caption": "who is this?"}, VOICE])
async def test_what_is_no_text_is_told_so(message: dict[str, Any]) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, **message))

    assert request.texts() == [texts.TEXT_ONLY]


async def test_an_album_is_told_once_and_the_next_again() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        for album in ("one", "one", "one", "two"):
            await application.process_update(update_of(application, **PHOTO, media_group_id=album))

    assert request.texts() == [texts.TEXT_ONLY] * 2


async def test_news_of_the_chat_itself_gets_no_reply() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, **PINNED))

    assert request.sent() == []
