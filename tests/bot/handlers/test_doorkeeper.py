from typing import Any

import pytest
from telegram.ext import ApplicationHandlerStop

from bot.access import Access
from bot.buttons import TellAdmins, data_of
from bot.delivery import Delivery
from bot.handlers.doorkeeper import TOLD_FOR_S, Doorkeeper
from bot.overview import render_no_access
from bot.store import Store
from bot.texts import ENGLISH
from tests.bot.stand_ins import (
    PERSON,
    PERSON_ID,
    CannedAnswers,
    NoWait,
    RecordingRequest,
    bare_bot,
    event_of,
    handle,
    press,
    telegram_bot,
    update_of,
)

GROUP: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
REFUSAL = render_no_access(PERSON_ID, ENGLISH).text
TOO_OLD = (400, {"ok": False, "description": "Bad Request: query is too old and response timeout expired"})
BLOCKED = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
QUERY = {"query": "who did it", "offset": ""}


@pytest.mark.parametrize(
    "lists",
    [
        {},
        {"admin_ids": frozenset({8})},
        {"allowed_users": frozenset({PERSON_ID})},
        {"allowed_users": frozenset({8}), "admin_ids": frozenset({PERSON_ID})},
        {"allowed_users": frozenset({8}), "allowed_chats": frozenset({-5})},
    ],
)
async def test_who_may_ask_is_answered(lists: dict[str, Any]) -> None:
    answers = CannedAnswers()
    async with telegram_bot(answers, RecordingRequest(), **lists) as application:
        await application.process_update(update_of(application, text="/ask who did it", **GROUP))

    assert len(answers.asked) == 1


async def test_who_may_not_ask_is_told_so_with_the_number_to_give() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request, allowed_users=frozenset({8})) as application:
        for text in ("who did it", "/start", "/latest"):
            await application.process_update(update_of(application, text=text))

    assert request.texts() == [REFUSAL]
    assert str(PERSON_ID) in REFUSAL
    assert answers.asked == []


async def test_in_a_group_nothing_is_said_to_those_who_may_not_ask() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request, allowed_chats=frozenset({-6})) as application:
        for kind in ("message", "edited_message", "guest_message"):
            await application.process_update(update_of(application, kind, text="/ask who did it", **GROUP))

    assert request.sent() == []
    assert answers.asked == []


async def test_a_press_and_an_inline_query_of_others_end_without_a_word(store: Store) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request, store=store, allowed_users=frozenset({8})) as application:
        await application.process_update(press(application, data_of(TellAdmins("A" * 12))))
        await application.process_update(event_of(application, "inline_query", **QUERY))

    assert request.called("answerCallbackQuery") == [{"callback_query_id": "77"}]
    assert [data["results"] for data in request.called("answerInlineQuery")] == [[]]
    assert answers.asked == []


async def test_the_door_stays_closed_where_telegram_refuses_what_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """An error in one group of handlers does not keep the library from the next group."""
    request = RecordingRequest(answerCallbackQuery=[TOO_OLD], answerInlineQuery=[TOO_OLD], sendMessage=[BLOCKED])
    answers = CannedAnswers()
    async with telegram_bot(answers, request, allowed_users=frozenset({8})) as application:
        await application.process_update(press(application, "more"))
        await application.process_update(event_of(application, "inline_query", **QUERY))
        await application.process_update(update_of(application, text="who did it"))

    assert len(request.called("answerCallbackQuery")) == len(request.called("answerInlineQuery")) == 1
    assert len(request.sent()) == 1
    assert answers.asked == []
    assert caplog.records == []


async def test_the_door_stays_closed_where_nothing_can_be_stored(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    store.close()
    answers = CannedAnswers()
    async with telegram_bot(answers, RecordingRequest(), store=store, allowed_users=frozenset({8})) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert answers.asked == []
    assert caplog.records == []


async def test_the_door_stays_closed_where_the_bot_has_a_bug(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(Delivery):
        async def reply(self, *_arguments: object) -> None:
            raise ValueError("broken")

    door = Doorkeeper(Broken(store.inbox, NoWait()), Access(users=frozenset({8})))
    async with bare_bot(RecordingRequest()) as application:
        with pytest.raises(ApplicationHandlerStop):
            await handle(application, door.check, update_of(application, text="who did it"))

    assert "ValueError: broken" in caplog.text


async def test_that_it_was_added_to_a_group_the_bot_hears_from_everybody() -> None:
    me = {"id": 123456, "is_bot": True, "first_name": "Bot"}
    change = {"chat": {"id": -5, "type": "group"}, "date": 0}
    change |= {"old_chat_member": {"status": "left", "user": me}, "new_chat_member": {"status": "member", "user": me}}
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request, allowed_chats=frozenset({-6})) as application:
        await application.process_update(event_of(application, "my_chat_member", **change))

    assert request.called("leaveChat") == [{"chat_id": -5}]


async def test_the_same_person_is_told_again_after_an_hour_and_others_at_once(store: Store) -> None:
    clock, request = [1_000.0], RecordingRequest()
    door = Doorkeeper(Delivery(store.inbox, NoWait()), Access(users=frozenset({8})), clock=lambda: clock[0])
    async with bare_bot(request) as application:
        for wait_s, person in ((0.0, 7), (TOLD_FOR_S - 1, 7), (0.0, 9), (2.0, 7)):
            clock[0] += wait_s
            asked: dict[str, Any] = {"text": "who did it", "from": PERSON | {"id": person}}
            with pytest.raises(ApplicationHandlerStop):
                await handle(application, door.check, update_of(application, **asked))

    assert request.texts() == [render_no_access(person, ENGLISH).text for person in (7, 9, 7)]
