import logging
from typing import Any

import pytest
from telegram.error import BadRequest, Conflict, NetworkError, TelegramError, TimedOut

from bot.polling import NotKept, PollingApplication, PollingRefused
from bot.store import Store, StoreError
from bot.texts import ENGLISH, LANGUAGES
from bot.webhook_registration import WebhookNotTaken
from tests.bot.stand_ins import (
    PERSON,
    PERSON_ID,
    CannedAnswers,
    RecordingRequest,
    event_of,
    press,
    telegram_bot,
    update_of,
)

BLOCKED = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
NO_RIGHTS = (400, {"ok": False, "description": "Bad Request: not enough rights to send text messages to the chat"})
TOO_OLD = (400, {"ok": False, "description": "Bad Request: query is too old and response timeout expired"})
FULL = StoreError("the disk of the database is full: free some space")


async def test_a_failed_search_is_apologised_for_once_and_logged_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(error=ValueError("the index is broken")), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert request.texts() == [ENGLISH.error]
    assert "Traceback" in caplog.text
    assert "ValueError: the index is broken" in caplog.text


async def test_an_apology_that_cannot_be_sent_is_no_second_error(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(sendMessage=[BLOCKED])
    async with telegram_bot(CannedAnswers(error=ValueError("broken")), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert len(request.sent()) == 1
    assert "The apology was not sent either: Forbidden: bot was blocked by the user" in caplog.text
    assert caplog.text.count("Traceback") == 1


@pytest.mark.parametrize("refusal", [BLOCKED, NO_RIGHTS])
async def test_who_blocked_the_bot_or_lets_it_not_write_is_one_line_of_information(
    refusal: tuple[int, dict[str, Any]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, logger="bot.handlers.errors")
    request = RecordingRequest(sendMessage=[refusal])
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="who did it"))

    (record,) = [record for record in caplog.records if record.name == "bot.handlers.errors"]
    assert record.levelno == logging.INFO
    assert record.exc_info is None
    assert len(request.sent()) == 1


@pytest.mark.parametrize("error", [TimedOut(), NetworkError("Bad Gateway")])
async def test_what_was_perhaps_sent_is_not_followed_by_an_apology(
    caplog: pytest.LogCaptureFixture, error: TelegramError
) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(update_of(application, text="who did it"), error)

    assert request.sent() == []
    assert [record.getMessage() for record in caplog.records] == [f"A reply was perhaps not sent: {error}"]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (
            Conflict("terminated by other getUpdates request"),
            "Another process polls Telegram with the same token",
        ),
        (NetworkError("no route"), "Telegram cannot be reached, trying again: no route"),
        (NotKept(str(FULL)), str(FULL)),
        (
            WebhookNotTaken("bad webhook: no such host"),
            "Telegram does not take WEBHOOK_URL (bad webhook: no such host)",
        ),
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


async def test_another_process_with_the_same_token_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    """Telegram says so at every poll."""
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        for _ in range(5):
            await application.process_error(update=None, error=Conflict("terminated by other getUpdates request"))

    assert len(caplog.records) == 1


async def test_trouble_with_the_database_is_one_line_and_apologised_for(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(update_of(application, text="who did it"), FULL)

    assert request.texts() == [ENGLISH.error]
    assert [(record.getMessage(), record.exc_info) for record in caplog.records] == [(str(FULL), None)]


async def test_where_nothing_can_be_stored_the_apology_is_not_sent_either(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody could know after a restart that it was."""
    request = RecordingRequest()
    store.close()
    async with telegram_bot(CannedAnswers(), request, store=store) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert request.sent() == []
    assert [record.exc_info for record in caplog.records] == [None, None]


async def test_an_answered_question_that_cannot_be_marked_as_done_is_not_apologised_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def mark_as_done() -> None: ...

    request, marking = RecordingRequest(), mark_as_done()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(update_of(application, text="who did it"), FULL, coroutine=marking)
    await marking

    assert request.sent() == []
    assert [record.getMessage() for record in caplog.records] == [str(FULL)]


async def test_a_press_that_fails_pops_up_an_apology() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(press(application, "more"), ValueError("broken"))

    assert request.called("answerCallbackQuery") == [
        {"callback_query_id": "77", "text": ENGLISH.error, "show_alert": True}
    ]
    assert request.sent() == []


async def test_a_press_under_a_message_too_old_to_be_shown_is_apologised_for_too(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = RecordingRequest(answerCallbackQuery=[TOO_OLD])
    old = {"chat": {"id": 5, "type": "private"}, "message_id": 2, "date": 0}
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(press(application, "more", message=old), ValueError("broken"))

    assert len(request.called("answerCallbackQuery")) == 1
    assert caplog.messages[-1].startswith("The apology was not sent either: Query is too old")


async def test_where_the_bot_is_no_member_it_apologises_as_it_answers() -> None:
    request = RecordingRequest()
    group: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup", "guest_query_id": "78"}
    async with telegram_bot(CannedAnswers(error=ValueError("broken")), request) as application:
        await application.process_update(update_of(application, "guest_message", text="who did it", **group))
    (answer,) = request.called("answerGuestQuery")

    assert answer["guest_query_id"] == "78"
    assert answer["result"]["input_message_content"]["message_text"] == ENGLISH.error
    assert request.sent() == []


async def test_an_edited_question_that_fails_is_apologised_for() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(error=ValueError("broken")), request) as application:
        await application.process_update(update_of(application, "edited_message", text="who did it"))

    assert request.texts() == [ENGLISH.error]


@pytest.mark.parametrize("error", [ValueError("broken"), BadRequest("refused"), TelegramError("flood")])
@pytest.mark.parametrize("kind", ["inline_query", "my_chat_member"])
async def test_where_nobody_waits_for_a_reply_nobody_is_told(
    caplog: pytest.LogCaptureFixture, kind: str, error: Exception
) -> None:
    me = {"id": 123456, "is_bot": True, "first_name": "Bot"}
    members = {name: {"status": "member", "user": me} for name in ("old_chat_member", "new_chat_member")}
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        content = {"query": "", "offset": "", "date": 0, "chat": {"id": -5, "type": "group"}} | members
        await application.process_error(event_of(application, kind, **content), error)

    assert [method for method, _ in request.calls] == ["getMe"]
    assert [record.getMessage() for record in caplog.records] == ["Handling an update failed"]


async def test_the_apology_is_in_the_language_of_the_person() -> None:
    request = RecordingRequest()
    someone: dict[str, Any] = {"from": PERSON | {"language_code": "ur"}}
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_error(update_of(application, text="who did it", **someone), ValueError("broken"))

    assert request.texts() == [LANGUAGES["ur"].error]


async def test_a_token_refused_while_polling_ends_the_bot() -> None:
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        assert isinstance(application, PollingApplication)
        assert not application.token_refused
        await application.process_error(update=None, error=PollingRefused("refused"))

        assert application.token_refused


@pytest.mark.parametrize(
    ("admins", "chat", "said"),
    [
        ({PERSON_ID}, {}, str(FULL)),
        ({PERSON_ID}, {"chat_id": -5, "chat_type": "group"}, ENGLISH.error),
        ({PERSON_ID + 1}, {}, ENGLISH.error),
    ],
    ids=["admin", "group", "other"],
)
async def test_only_admins_are_told_in_private_what_is_to_be_mended(
    admins: set[int], chat: dict[str, Any], said: str
) -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(error=FULL), request, admin_ids=frozenset(admins)) as application:
        await application.process_update(update_of(application, text="/ask who did it", **chat))

    assert request.texts() == [said]
