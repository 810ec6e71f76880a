import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ApplicationBuilder, TypeHandler

from bot.app import ALLOWED_UPDATES
from bot.intake import Intake
from bot.polling import (
    BATCH,
    GRACE_S,
    LAST_POLL_S,
    AnyApplication,
    NotKept,
    PollingApplication,
    PollingBot,
    PollingRefused,
    Seldom,
    TokenRefused,
)
from bot.pulse import Pulse
from bot.store import Store, StoreError
from bot.turns import ChatTurns
from tests.bot.stand_ins import PERSON, TOKEN, CannedAnswers, RecordingRequest, message_data, telegram_bot
from tests.bot.test_pulse import Clock

REFUSED = (401, {"ok": False, "description": "Unauthorized"})
FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 600}})


def sent(number: int, *, chat_id: int | None = None, minutes: int | None = None) -> dict[str, Any]:
    """An update as Telegram sends it: a message in a chat of its own, `minutes` after the epoch."""
    date = 60 * (number if minutes is None else minutes)
    return {"update_id": number, "message": message_data(f"{number}", chat_id=chat_id or number, date=date)}


def batch(*updates: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True, "result": list(updates)}


class Handled:
    """Writes down what is handled; with `hold`, it never ends."""

    def __init__(self, *, hold: bool = False) -> None:
        self.begun: list[int] = []
        self.has_begun = asyncio.Event()
        self._hold = hold

    async def handle(self, update: Update, _context: object) -> None:
        self.begun.append(update.update_id)
        self.has_begun.set()
        if self._hold:
            await asyncio.Event().wait()


class LongPoll(RecordingRequest):
    """A network where each call takes a moment."""

    async def do_request(self, url: str, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        await asyncio.sleep(0.001)
        return await super().do_request(url, *arguments, **named)


class Silence(RecordingRequest):
    """A network where a poll gets no answer."""

    async def do_request(self, url: str, *arguments: Any, **named: Any) -> tuple[int, bytes]:
        if url.endswith("getUpdates"):
            await asyncio.Event().wait()
        return await super().do_request(url, *arguments, **named)


@asynccontextmanager
async def polling(
    request: RecordingRequest, store: Store, handled: Handled, *, grace_s: float = GRACE_S
) -> AsyncIterator[PollingApplication]:
    """An application that handles everything with `handled`, on a stand-in network."""
    intake, turns = Intake(store.inbox), ChatTurns(8, store.inbox)
    bot = PollingBot(TOKEN, request=request, get_updates_request=request, keep=intake.keep)
    parts = {"turns": turns, "intake": intake, "grace_s": grace_s}
    application = (
        ApplicationBuilder().application_class(PollingApplication, parts).bot(bot).concurrent_updates(turns).build()
    )
    assert isinstance(application, PollingApplication)
    application.add_handler(TypeHandler(Update, handled.handle))
    async with application:
        yield application


async def waiting(store: Store) -> list[int]:
    return [taken.update_id for taken in await store.inbox.waiting()]


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await is_so():  # noqa: ASYNC110 - what is waited for is in a database
            await asyncio.sleep(0.001)


async def until_handled(store: Store, handled: Handled, count: int) -> None:
    async def are_done() -> bool:
        return len(handled.begun) >= count and not await waiting(store)

    await until(are_done)


def report(application: AnyApplication, error: Exception) -> None:
    """As `run_polling` reports what fails."""
    application.create_task(application.process_error(None, error))


def bot_that_notes(request: RecordingRequest, *, pulse: Pulse | None = None) -> PollingBot:
    """A bot that, instead of storing updates, notes among the calls to Telegram when it would."""

    async def keep(updates: Sequence[Update]) -> None:
        request.calls.append(("stored", {"updates": [update.update_id for update in updates]}))

    return PollingBot(TOKEN, request=request, get_updates_request=request, keep=keep, pulse=pulse)


async def test_what_came_while_the_bot_was_down_is_stored_before_it_is_confirmed() -> None:
    """Telegram drops an update as soon as a later offset is asked for."""
    request = RecordingRequest(getUpdates=[batch(sent(5), sent(6)), batch(sent(7))])
    async with bot_that_notes(request) as bot:
        await bot.catch_up(ALLOWED_UPDATES)
    calls = [(name, data.get("offset", data.get("updates"))) for name, data in request.calls]

    assert calls[1:] == [
        ("deleteWebhook", None),
        ("getUpdates", None),
        ("stored", [5, 6]),
        ("getUpdates", 7),
        ("stored", [7]),
        ("getUpdates", 8),
        ("stored", []),
    ]


async def test_it_is_fetched_at_once_and_only_what_the_bot_handles_is_asked_for() -> None:
    request = RecordingRequest()
    async with bot_that_notes(request) as bot:
        await bot.catch_up(ALLOWED_UPDATES)
    (asked,) = request.called("getUpdates")

    assert asked == {"limit": BATCH, "timeout": 0, "allowed_updates": list(ALLOWED_UPDATES)}


async def test_what_cannot_be_stored_is_not_confirmed_and_one_line_of_error(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    request = LongPoll(getUpdates=[batch(sent(5))])
    store.close()

    async def has_asked_again() -> bool:
        return len(request.called("getUpdates")) > 1

    async with telegram_bot(CannedAnswers(), request, store=store) as application:
        assert application.updater
        await application.start()
        await application.updater.start_polling(
            poll_interval=0.001,
            error_callback=lambda error: report(application, error),
        )
        await until(has_asked_again)
        await application.updater.stop()
        await application.stop()

    assert {data["offset"] for data in request.called("getUpdates")} == {0}
    assert [(record.levelname, record.getMessage(), record.exc_info) for record in caplog.records] == [
        ("ERROR", "the database is closed: the bot is stopping", None)
    ]
    assert request.sent() == []


async def test_a_token_refused_while_polling_is_no_silent_end() -> None:
    request = RecordingRequest(getUpdates=[REFUSED])
    async with bot_that_notes(request) as bot:
        with pytest.raises(PollingRefused) as caught:
            await bot.get_updates()

    assert caught.value.__cause__ is None


async def test_a_poll_that_telegram_answers_is_a_sign_of_life_though_nothing_came() -> None:
    pulse = Pulse()
    async with bot_that_notes(RecordingRequest(), pulse=pulse) as bot:
        await bot.get_updates()

    assert pulse.polled_at is not None


@pytest.mark.parametrize("failure", [NetworkError("no route"), TimedOut(), REFUSED, FLOOD])
async def test_a_poll_that_fails_is_none(failure: Any) -> None:
    pulse = Pulse()
    async with bot_that_notes(RecordingRequest(getUpdates=[failure]), pulse=pulse) as bot:
        with pytest.raises(TelegramError):
            await bot.get_updates()

    assert pulse.polled_at is None


async def test_nor_is_one_whose_updates_cannot_be_kept(store: Store) -> None:
    """Such a bot answers nobody."""
    pulse, request = Pulse(), RecordingRequest(getUpdates=[batch(sent(5))])
    store.close()
    async with PollingBot(
        TOKEN, request=request, get_updates_request=request, keep=Intake(store.inbox).keep, pulse=pulse
    ) as bot:
        with pytest.raises(NotKept):
            await bot.get_updates()

    assert pulse.polled_at is None


async def test_while_telegram_wants_no_poll_polling_is_not_stuck() -> None:
    clock = Clock()
    pulse = Pulse(clock=clock)
    async with bot_that_notes(RecordingRequest(getUpdates=[FLOOD]), pulse=pulse) as bot:
        with pytest.raises(RetryAfter):
            await bot.get_updates()
    clock.seconds += 599.0
    pulse.checked()
    meanwhile = pulse.trouble(clock(), most_s=120.0, since=0.0)
    clock.seconds += 122.0
    pulse.checked()

    assert meanwhile is None
    assert (pulse.trouble(clock(), most_s=120.0, since=0.0) or "").startswith("polling is stuck")


async def test_polls_without_an_answer_are_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    """The library tries again in silence."""
    async with bot_that_notes(RecordingRequest(getUpdates=[TimedOut()] * 3)) as bot:
        for _ in range(3):
            with pytest.raises(TimedOut):
                await bot.get_updates()

    assert [record.getMessage() for record in caplog.records] == [
        "Telegram does not answer a poll, trying again: Timed out"
    ]


async def test_the_last_call_which_only_confirms_holds_up_no_stop() -> None:
    async with bot_that_notes(Silence()) as bot:
        begun = time.monotonic()
        with pytest.raises(TimedOut):
            await bot.get_updates(timeout=timedelta(0))  # as the library calls it

    assert time.monotonic() - begun < LAST_POLL_S + 2.0


def test_what_lasts_is_told_once_in_a_while() -> None:
    clock = Clock()
    seldom = Seldom(60.0, clock=clock)
    told = []
    for _ in range(5):
        told.append(seldom.is_due())
        clock.seconds += 30.0

    assert told == [True, False, True, False, True]


def test_a_refused_token_is_told_with_the_setting_to_check() -> None:
    assert "check TELEGRAM_TOKEN" in str(TokenRefused())


async def test_what_was_left_and_what_came_since_is_taken_up_the_newest_first(store: Store) -> None:
    handled, request = Handled(), RecordingRequest(getUpdates=[batch(sent(5), sent(6))])
    left = [Update.de_json(sent(number, minutes=minutes), None) for number, minutes in ((2, 2), (3, 30), (4, 4))]
    await Intake(store.inbox).keep(left)
    await store.inbox.done(4)
    async with polling(request, store, handled) as application:
        await application.take_up(ALLOWED_UPDATES)
        await application.start()
        await until_handled(store, handled, 4)
        await application.stop()

    assert handled.begun == [3, 6, 5, 2]


async def test_what_telegram_sends_again_is_handled_once(store: Store) -> None:
    """As it does where the confirmation was lost."""
    handled, request = (
        Handled(),
        LongPoll(getUpdates=[batch(sent(5)), NetworkError("lost"), batch(sent(5)), batch(sent(5), sent(6))]),
    )
    async with polling(request, store, handled) as application:
        assert application.updater
        await application.take_up(ALLOWED_UPDATES)
        await application.updater.start_polling(poll_interval=0.001)
        await application.start()
        await until_handled(store, handled, 2)
        await application.updater.stop()
        await application.stop()

    assert sorted(handled.begun) == [5, 6]


async def test_a_bot_that_cannot_fetch_what_came_takes_up_what_was_left(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    handled, request = Handled(), RecordingRequest(getUpdates=[NetworkError("no route")])
    await Intake(store.inbox).keep([Update.de_json(sent(2), None)])
    async with polling(request, store, handled) as application:
        await application.take_up(ALLOWED_UPDATES)

    assert application.update_queue.qsize() == 1
    assert "What came while the bot was down was not fetched at once: no route" in caplog.text


async def test_without_a_database_the_bot_does_not_begin(store: Store) -> None:
    store.close()
    async with polling(RecordingRequest(), store, Handled()) as application:
        with pytest.raises(StoreError, match="the database is closed"):
            await application.take_up(ALLOWED_UPDATES)


async def test_at_a_stop_what_is_not_begun_stays_for_the_next_start(store: Store) -> None:
    handled, request = Handled(hold=True), RecordingRequest(getUpdates=[batch(sent(5, chat_id=1), sent(6, chat_id=1))])
    async with polling(request, store, handled, grace_s=0.05) as application:
        await application.take_up(ALLOWED_UPDATES)
        await application.start()
        async with asyncio.timeout(5):
            await handled.has_begun.wait()
            await application.stop()
    again = Handled()
    async with polling(RecordingRequest(), store, again) as application:
        await application.take_up(ALLOWED_UPDATES)
        await application.start()
        await until_handled(store, again, 2)
        await application.stop()

    assert handled.begun == [6]  # begun, and cut short
    assert again.begun == [6, 5]


async def test_what_is_begun_is_finished_before_the_bot_stops(store: Store) -> None:
    handled, request = Handled(), RecordingRequest(getUpdates=[batch(sent(5))])
    async with polling(request, store, handled) as application:
        await application.take_up(ALLOWED_UPDATES)
        await application.start()
        await handled.has_begun.wait()
        await application.stop()

    assert await waiting(store) == []


async def test_an_inline_query_is_not_taken_up_after_a_restart(store: Store) -> None:
    query = {"update_id": 5, "inline_query": {"id": "1", "from": PERSON, "query": "who", "offset": ""}}
    request = RecordingRequest(getUpdates=[batch(query)])
    async with polling(request, store, Handled()) as application:
        await application.take_up(ALLOWED_UPDATES)

        assert application.update_queue.empty()


async def test_an_outage_at_the_start_is_told(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NetworkError):
        async with polling(RecordingRequest(getMe=[NetworkError("no route")]), store, Handled()):
            pass

    assert "Telegram cannot be reached (no route): trying again" in caplog.text
