import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.answering import AnsweringLane
from bot.delivery import Delivery
from bot.handlers.ask import FOLLOW_UP, MAX_AGE, Ask
from bot.intake import Intake
from bot.limits import PER_PERSON, QuestionLimits
from bot.messages import MessageKind
from bot.polling import AnyApplication
from bot.store import Store
from bot.texts import ENGLISH
from tests.bot.stand_ins import (
    PERSON,
    CannedAnswers,
    NoWait,
    RecordingRequest,
    bare_bot,
    handle,
    message_data,
    telegram_bot,
    update_of,
)

ANSWER = "The gunmen asked for a free way out.\n"
GONE = (400, {"ok": False, "description": "Bad Request: message to edit not found"})
BOT = {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "incident_bot"}


async def test_a_question_is_answered_with_one_message_quote_first() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="  what did they ask for?\n"))
    (sent,) = request.sent()

    assert answers.asked == [("what did they ask for?", None)]
    assert sent["text"].startswith(ANSWER)
    assert {entity["type"] for entity in sent["entities"]} == {"blockquote", "bold"}


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("hello", ENGLISH.greeting),
        ("thanks!", ENGLISH.thanks),
        ("👍", ENGLISH.no_words),
        ("a" * 1_001, ENGLISH.replies[MessageKind.TOO_LONG]),
        ("/ask", ENGLISH.ask_without_question),
    ],
)
async def test_what_is_no_question_gets_a_line_and_no_search(text: str, reply: str) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text=text))

    assert request.texts() == [reply]
    assert answers.asked == []


@pytest.mark.parametrize("chat_type", ["group", "supergroup"])
async def test_what_people_say_to_each_other_in_a_group_is_left_alone(chat_type: str) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        for kind in ("message", "edited_message"):
            await application.process_update(update_of(application, kind, chat_type=chat_type, text="who did it"))

    assert request.sent() == []
    assert answers.asked == []


async def test_the_last_question_of_the_chat_is_the_context_of_the_next() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        for number, text in enumerate(("who did it", "thanks", "and when")):
            await application.process_update(update_of(application, text=text, message_id=number + 1))
        await application.process_update(update_of(application, text="in another chat", chat_id=6))

    assert answers.asked == [("who did it", None), ("and when", "who did it"), ("in another chat", None)]


async def test_in_a_group_the_context_is_the_person_s_own_last_question() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    bob = {"id": 8, "is_bot": False, "first_name": "Bob"}
    group: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="/ask who did it", message_id=1, **group))
        await application.process_update(update_of(application, text="/ask and when", message_id=2, **group))
        bobs = {**message_data("/ask and where", message_id=3, **group), "from": bob}
        await application.process_update(Update.de_json({"update_id": 99, "message": bobs}, application.bot))

    assert answers.asked == [("who did it", None), ("and when", "who did it"), ("and where", None)]


async def test_a_reply_to_an_answer_follows_on_the_question_that_it_answered() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="who did it", message_id=1))
        await application.process_update(
            update_of(application, text="where did the siege in Bannu begin?", message_id=7)
        )
        answer = {**message_data("The gunmen ...", message_id=2), "from": BOT}
        await application.process_update(update_of(application, text="and when", message_id=9, reply_to_message=answer))

    assert answers.asked[-1] == (
        "and when",
        "where did the siege in Bannu begin?",
    )  # every message of this Telegram has the id 2


async def test_words_selected_in_a_reply_are_the_context() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        answer = {**message_data("The gunmen ...", message_id=2), "from": BOT}
        quote = {"text": "gunmen", "position": 4}
        asked = update_of(application, text="who sent them?", reply_to_message=answer, quote=quote)
        await application.process_update(asked)

    assert answers.asked == [("who sent them?", "gunmen")]
    assert answers.leaned == [True]


async def test_another_bot_is_not_answered() -> None:
    answers, request = CannedAnswers(), RecordingRequest()
    answer = {**message_data("The gunmen ...", message_id=2), "from": BOT}
    other = {"id": 9, "is_bot": True, "first_name": "Other", "username": "other_bot"}
    async with telegram_bot(answers, request) as application:
        text = "who sent you?"
        said = message_data(text, chat_id=-5, chat_type="supergroup", reply_to_message=answer)
        for sender in (other, PERSON):
            update = {"update_id": sender["id"], "message": {**said, "from": sender}}
            await application.process_update(Update.de_json(update, application.bot))

    assert [question for question, _ in answers.asked] == [text]
    assert len(request.sent()) == 1


async def test_an_edited_question_edits_its_answer() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="who did it"))
        await application.process_update(update_of(application, "edited_message", text="who really did it"))
        await application.process_update(update_of(application, "edited_message", text="who really did it"))
    edits = [data for method, data in request.calls if method == "editMessageText"]

    assert [question for question, _ in answers.asked] == ["who did it", "who really did it"]
    assert len(request.sent()) == 1
    assert [(edit["message_id"], edit["text"].startswith(ANSWER)) for edit in edits] == [(2, True)]


async def test_a_message_edited_into_a_question_is_answered() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    group: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, "edited_message", text="/ask who did it", **group))

    assert answers.asked == [("who did it", None)]
    assert request.texts()[0].startswith(ANSWER)


async def test_an_edited_question_follows_on_what_it_followed_on_before_and_not_on_itself() -> None:
    answers, start = CannedAnswers(), datetime.now(UTC)
    minute = timedelta(minutes=1)
    async with Asking(answers, RecordingRequest()) as asking:
        await asking.ask("who did it", at=start, message_id=1)
        await asking.edit("who really did it", date=int(start.timestamp()), message_id=1)
        await asking.ask("and whn", at=start + minute, message_id=2)
        await asking.edit("and when", date=int((start + minute).timestamp()), message_id=2)

    assert answers.asked == [
        ("who did it", None),
        ("who really did it", None),
        ("and whn", "who really did it"),
        ("and when", "who really did it"),
    ]


async def test_a_question_of_yesterday_can_be_edited() -> None:
    request, answers, now = RecordingRequest(), CannedAnswers(), datetime.now(UTC)
    yesterday = now - timedelta(days=1)
    async with Asking(answers, request, now=lambda: now) as asking:
        await asking.ask("who did it", at=now, date=int(now.timestamp()), message_id=1)
        await asking.edit("who really did it", at=now, date=int(yesterday.timestamp()), message_id=1)

    assert [edit["text"].startswith(ANSWER) for edit in request.called("editMessageText")] == [True]


async def test_an_edited_question_whose_answer_was_deleted_is_answered_anew() -> None:
    request, answers = RecordingRequest(editMessageText=[GONE, GONE]), CannedAnswers()
    async with Asking(answers, request) as asking:
        await asking.ask("who did it", message_id=1)
        await asking.edit("who really did it", message_id=1)

    assert [text.startswith(ANSWER) for text in request.texts()] == [True, True]


async def test_what_was_left_unanswered_long_before_it_was_edited_stays_so() -> None:
    """In a group most messages are not for the bot."""
    request, answers, now = RecordingRequest(), CannedAnswers(), datetime.now(UTC)
    async with Asking(answers, request) as asking:
        await asking.edit("who did it", at=now, date=int((now - FOLLOW_UP).timestamp()), message_id=1)

    assert request.sent() == []


async def test_a_question_that_was_edited_while_the_bot_was_down_gets_one_answer() -> None:
    """What is left is taken up the newest first: the edit before the question."""
    request, answers, now = RecordingRequest(), CannedAnswers(), datetime.now(UTC)
    asked_at = now - timedelta(hours=1)
    async with Asking(answers, request, now=lambda: now) as asking:
        edited_at = asked_at + timedelta(minutes=1)
        await asking.edit("who really did it", at=edited_at, date=int(asked_at.timestamp()), message_id=1)
        await asking.ask("who did it", at=asked_at, message_id=1)

    assert answers.asked == [("who really did it", None)]
    assert len(request.sent()) == 1


async def test_a_quote_of_its_own_that_a_person_sent_by_inline_mode_is_no_question() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with telegram_bot(answers, request) as application:
        await application.process_update(update_of(application, text="The gunmen asked for a way out.", via_bot=BOT))

    assert request.sent() == []
    assert answers.asked == []


async def test_a_command_for_another_bot_in_reply_to_an_answer_is_no_question() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    group: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
    async with telegram_bot(answers, request) as application:
        answer = {**message_data("The gunmen ...", message_id=2, **group), "from": BOT}
        asked = update_of(application, text="/weather@another_bot", reply_to_message=answer, **group)
        await application.process_update(asked)

    assert answers.asked == []


async def test_what_is_asked_where_the_bot_is_no_member_is_answered_there_and_not_kept() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    group: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
    async with telegram_bot(answers, request) as application:
        for text in ("who did it", "and when"):
            guest = update_of(application, "guest_message", text=text, guest_query_id="77", **group)
            await application.process_update(guest)
    results = [data["result"] for method, data in request.calls if method == "answerGuestQuery"]

    assert answers.asked == [("who did it", None), ("and when", None)]
    assert [result["input_message_content"]["message_text"].startswith(ANSWER) for result in results] == [True, True]
    assert request.sent() == []


async def test_who_asks_too_fast_is_told_once() -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    async with Asking(answers, request) as asking:
        for number in range(PER_PERSON + 3):
            await asking.ask(f"who did number {number}")

    assert len(answers.asked) == PER_PERSON
    assert request.texts()[PER_PERSON:] == [ENGLISH.too_many_questions.format(seconds="60 seconds")]


async def test_channels_that_write_in_a_group_have_limits_of_their_own() -> None:
    """Telegram gives one and the same user for all of them."""
    request, answers = RecordingRequest(), CannedAnswers()
    async with Asking(answers, request) as asking:
        for number in range(PER_PERSON + 1):
            await asking.ask(f"who did number {number}", sender_chat={"id": -700, "type": "channel"})
        await asking.ask("who did it", sender_chat={"id": -800, "type": "channel"})

    assert answers.asked[PER_PERSON:] == [("who did it", None)]


async def test_a_reply_that_perhaps_arrived_has_buttons_that_work() -> None:
    request = RecordingRequest(sendMessage=[TimedOut()] * 5)
    async with Asking(CannedAnswers(), request) as asking:
        await asking.ask("who did it")
        data = request.sent()[0]["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        stored = await asking.store.answers.by_token(data.split(":")[1])

    assert len(request.sent()) == 2
    assert stored
    assert stored.question == "who did it"


async def test_an_answer_that_cannot_be_stored_is_not_followed_by_an_apology(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    request = FailingDisk(store)
    async with telegram_bot(CannedAnswers(), request, store=store) as application:
        await application.process_update(update_of(application, text="who did it"))

    assert [text.startswith(ANSWER) for text in request.texts()] == [True]
    assert [record.getMessage() for record in caplog.records] == [
        "An answer was not kept, its buttons do not work: the database is closed: the bot is stopping"
    ]


async def test_an_old_question_is_no_context() -> None:
    answers, start = CannedAnswers(), datetime.now(UTC)
    async with Asking(answers, RecordingRequest()) as asking:
        for after, text in ((timedelta(), "one"), (FOLLOW_UP, "two"), (2 * FOLLOW_UP + timedelta(seconds=1), "three")):
            await asking.ask(text, at=start + after)

    assert answers.asked == [("one", None), ("two", "one"), ("three", None)]


async def test_a_later_question_is_no_context_of_an_earlier_one() -> None:
    answers, start = CannedAnswers(), datetime.now(UTC)
    async with Asking(answers, RecordingRequest()) as asking:
        await asking.ask("two", at=start)
        await asking.ask("one", at=start - timedelta(minutes=1))

    assert answers.asked == [("two", None), ("one", None)]


async def test_what_was_asked_long_ago_is_apologised_for_once_a_chat() -> None:
    request, answers, now = RecordingRequest(), CannedAnswers(), datetime.now(UTC)
    async with Asking(answers, request, now=lambda: now) as asking:
        for text in ("one", "two"):
            await asking.ask(text, at=now - MAX_AGE - timedelta(minutes=1))
        await asking.ask("three", at=now - MAX_AGE + timedelta(minutes=1))

    assert request.texts()[0] == ENGLISH.was_away
    assert answers.asked == [("three", None)]
    assert len(request.sent()) == 2


async def test_a_full_queue_is_told_with_how_many_wait_and_logged_without_a_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    request = RecordingRequest()
    async with Asking(CannedAnswers(), request, max_waiting=-1) as asking:  # no place at all
        await asking.ask("who did it")

    assert request.texts() == [ENGLISH.queue_full.format(waiting=-1)]
    assert "turned away" in caplog.text
    assert "Traceback" not in caplog.text


async def test_nothing_a_person_writes_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        await application.process_update(update_of(application, text="my secret question"))

    (record,) = [record for record in caplog.records if record.name == "bot.question_log"]
    assert record.getMessage().startswith("Answered in ")
    assert "secret" not in caplog.text + str(vars(record))


class FailingDisk(RecordingRequest):
    """A network on which, with the first message sent, the store is lost."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    async def do_request(self, url: str, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        if url.endswith("/sendMessage"):
            self._store.close()
        return await super().do_request(url, *arguments, **named)


class Asking:
    """The handler of questions alone, with a clock of the test's own."""

    def __init__(
        self,
        answers: CannedAnswers,
        request: RecordingRequest,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        max_waiting: int = 8,
    ) -> None:
        self._lane = AnsweringLane(answers, max_waiting=max_waiting)
        self.store = Store.open("sqlite://")
        delivery = Delivery(self.store.inbox, NoWait(), retry_delays_s=(0.0,))
        self._ask = Ask(self._lane, self.store, delivery, limits=QuestionLimits(clock=lambda: 0.0), now=now)
        self._bot = bare_bot(request)

    async def __aenter__(self) -> Self:
        self._application: AnyApplication = await self._bot.__aenter__()
        return self

    async def __aexit__(self, *_failure: object) -> None:
        await self._bot.__aexit__(None, None, None)
        self._lane.close()
        self.store.close()

    async def ask(self, text: str, *, at: datetime | None = None, **message: Any) -> None:
        """Ask as the bot does it: what is asked waits in the inbox."""
        moment = int((at or datetime.now(UTC)).timestamp())
        update = update_of(self._application, text=text, **({"date": moment, "message_id": next(_ids)} | message))
        await Intake(self.store.inbox).keep([update])
        await handle(self._application, self._ask.message, update)

    async def edit(self, text: str, *, at: datetime | None = None, **message: Any) -> None:
        moment = int((at or datetime.now(UTC)).timestamp())
        update = update_of(self._application, "edited_message", text=text, edit_date=moment, **message)
        await handle(self._application, self._ask.edited, update)


_ids = iter(range(1_000, 10_000))
