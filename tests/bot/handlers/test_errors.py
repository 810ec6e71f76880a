import logging

import pytest
from telegram.error import Conflict, NetworkError, TimedOut

from bot import texts
from bot.polling import PollingApplication, PollingRefused
from tests.bot.stand_ins import CannedAnswers, RecordingRequest, telegram_bot, update_of

BLOCKED = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})


async def test_a_failed_search_is_apologised_for_once_and_logged_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(error=ValueError("the index is broken")), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert request.texts() == [texts.ERROR]
    assert "Traceback" in caplog.text
    assert "ValueError: the index is broken" in caplog.text


async def test_an_apology_that_cannot_be_sent_is_no_second_error(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(sendMessage=[TimedOut()])
    async with telegram_bot(CannedAnswers(error=ValueError("broken")), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert len(request.sent()) == 1
    assert "The apology was not sent either: Timed out" in caplog.text


async def test_a_person_who_blocked_the_bot_is_one_line_of_information(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="bot.handlers.errors")
    request = RecordingRequest(sendMessage=[BLOCKED])
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    (record,) = [record for record in caplog.records if record.name == "bot.handlers.errors"]
    assert record.levelno == logging.INFO
    assert record.exc_info is None
    assert len(request.sent()) == 1


async def test_a_reply_that_was_perhaps_lost_is_not_followed_by_an_apology(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = RecordingRequest(sendMessage=[TimedOut()])
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert len(request.sent()) == 1
    assert "A reply was perhaps not sent: Timed out" in caplog.text


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            Conflict("terminated by other getUpdates request"),
            "Another process polls Telegram with the same token",
        ),
        (NetworkError("no route"), "Telegram cannot be reached, trying again: no route"),
    ],
)
async def test_trouble_with_polling_is_one_line(caplog: pytest.LogCaptureFixture, error: Exception, line: str) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(update=None, error=error)

    (record,) = caplog.records
    assert record.getMessage().startswith(line)
    assert record.exc_info is None
    assert request.sent() == []


async def test_a_token_refused_while_polling_ends_the_bot() -> None:
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        assert isinstance(application, PollingApplication)
        assert not application.token_refused
        await application.process_error(update=None, error=PollingRefused("refused"))

        assert application.token_refused
