"""Small stand-ins for what the bot talks to: the search, and Telegram's side of the network."""

import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeAlias

from pydantic import SecretStr
from telegram import Update
from telegram.ext import ApplicationBuilder, CallbackContext
from telegram.request import BaseRequest, RequestData

from bot.answering import AnsweringLane
from bot.app import build_application
from bot.flood import FloodGate
from bot.polling import AnyApplication
from bot.settings import Settings
from bot.store import Store
from index.coverage import Coverage, coverage_of
from index.places import Place, quote_at
from index.records import Answer, Article, Quote
from index.rollback import KeptSnapshot
from index.snapshot import Manifest
from index.surroundings import around

TOKEN = "123456:" + "AAH-secret_part_of_the_token"
CHAT_ID = 5
PERSON_ID = 7
PERSON: dict[str, Any] = {"id": PERSON_ID, "is_bot": False, "first_name": "Asker"}

Handler: TypeAlias = Callable[[Update, Any], Awaitable[None]]

_numbers = count(1)

ARTICLE = Article(
    id="siege",
    title="Siege of the compound enters its second day",
    text="The gunmen asked for a free way out. Talks went on all night.",
    source="The Gazette",
)


def answer_to(question: str, *, answered: bool = True) -> Answer:
    quotes = (Quote(ARTICLE, 0, 36, ((23, 35),)),)
    return Answer(question, answered, 0.9, quotes, "snapshot", 12.0)


class SmallIndex:
    """What the stand-ins read: an index of one article, whose snapshot can be replaced."""

    article: Article | None = ARTICLE
    snapshot = "snapshot"

    def snapshot_name(self) -> str:
        return self.snapshot

    def manifest(self) -> Manifest:
        return Manifest(2, "2022-12-19T08:00:00+00:00", "small", "f", 4, 9, "d", 1, 2, 1, 14, {})

    def roll_back(self, name: str) -> KeptSnapshot:
        self.snapshot = name
        return KeptSnapshot(name, datetime(2022, 12, 18, tzinfo=UTC), 1, 1, "small", is_current=True)

    def coverage(self) -> Coverage:
        return coverage_of([self.article] if self.article else [])

    def latest(self, count: int) -> tuple[Quote, ...]:
        return (Quote(self.article, 0, 36),)[:count] if self.article else ()

    def find(self, place: Place) -> Quote | None:
        return quote_at(self.article, place) if self.article and self.article.id == place.article else None

    def around(self, quote: Quote) -> Quote:
        return around(quote)

    def example_questions(self, count: int) -> tuple[str, ...]:
        return ("What did the gunmen ask for?", "How long did the talks go on?")[:count]


class CannedAnswers(SmallIndex):
    """Answers every question with the same quote and keeps what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.leaned: list[bool] = []
        self.error = error

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        self.asked.append((question, context))
        self.leaned.append(leans)
        if self.error:
            raise self.error
        return replace(answer_to(question), snapshot=self.snapshot)


class HeldAnswers(SmallIndex):
    """Answers nothing until `release` is set."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.release = threading.Event()
        self.threads: set[str] = set()

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        del context, leans
        self.threads.add(threading.current_thread().name)
        self.started.set()
        if not self.release.wait(timeout=5):
            raise TimeoutError("nobody released the answer")
        return answer_to(question)


class RecordingRequest(BaseRequest):
    """Telegram's side, in memory: keeps every call; `failures` come first, by method name.

    `me` is what getMe tells of the bot beside its name.
    """

    def __init__(
        self, me: dict[str, bool] | None = None, **failures: Sequence[Exception | tuple[int, dict[str, Any]]]
    ) -> None:
        self._me = me or {}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.urls: list[str] = []
        self._failures = {method: list(outcomes) for method, outcomes in failures.items()}

    @property
    def read_timeout(self) -> float | None:
        return 1.0

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,
        **named_timeouts: Any,
    ) -> tuple[int, bytes]:
        del method, timeouts, named_timeouts
        name = url.rpartition("/")[2]
        self.urls.append(url)
        self.calls.append((name, dict(request_data.parameters) if request_data else {}))
        outcome = self._failures[name].pop(0) if self._failures.get(name) else (200, _result_of(name, self._me))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome[0], json.dumps(outcome[1]).encode()

    def called(self, method: str) -> list[dict[str, Any]]:
        """What a method was called with, each time."""
        return [data for name, data in self.calls if name == method]

    def sent(self) -> list[dict[str, Any]]:
        """The messages sent, or tried to."""
        return self.called("sendMessage")

    def texts(self) -> list[str]:
        return [str(data["text"]) for data in self.sent()]


def _result_of(method: str, me: dict[str, bool]) -> dict[str, Any]:
    results: dict[str, object] = {
        "getMe": {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "incident_bot", **me},
        "sendMessage": {
            "message_id": 2,
            "date": 0,
            "chat": {"id": CHAT_ID, "type": "private"},
            "text": "sent",
        },
        "getUpdates": [],
        "answerGuestQuery": {"inline_message_id": "1"},
    }
    return {"ok": True, "result": results.get(method, True)}


def message_data(text: str | None = None, *, chat_id: int = CHAT_ID, chat_type: str = "private", **extra: Any) -> Any:
    command = text is not None and text.startswith("/")
    entities = [{"type": "bot_command", "offset": 0, "length": len((text or "").split()[0])}] if command else []
    chat = {"id": chat_id, "type": chat_type}
    data = {"message_id": 1, "date": int(time.time()), "chat": chat, "from": PERSON, "entities": entities, **extra}
    return data if text is None else {**data, "text": text}


def update_of(application: AnyApplication, kind: str = "message", /, **message: Any) -> Update:
    return Update.de_json({"update_id": next(_numbers), kind: message_data(**message)}, application.bot)


def event_of(application: AnyApplication, kind: str, /, **content: Any) -> Update:
    """What is no message: a press on a button, an inline query, a change of members."""
    event = {"id": "77", "from": PERSON, **content}
    return Update.de_json({"update_id": next(_numbers), kind: event}, application.bot)


def press(application: AnyApplication, data: str | None, *, chat_id: int = CHAT_ID, **content: Any) -> Update:
    """A press on a button under the message 2 of a chat."""
    message = message_data("The gunmen ...", chat_id=chat_id, message_id=2)
    pressed = {"chat_instance": "c", "message": message, "data": data} | content
    return event_of(application, "callback_query", **pressed)


class NoWait(FloodGate):
    """A gate with nothing to wait for."""

    def _wait_s(self, chat: object) -> float:
        del chat
        return 0.0


async def handle(application: AnyApplication, handler: Handler, update: Update) -> None:
    """Let one handler have an update."""
    await handler(update, CallbackContext.from_update(update, application))


@asynccontextmanager
async def telegram_bot(
    answers: CannedAnswers | HeldAnswers, request: RecordingRequest, *, store: Store | None = None, **settings: Any
) -> AsyncIterator[AnyApplication]:
    """The whole application, with nothing but the network and the search replaced and the store in memory."""
    lane, kept = AnsweringLane(answers), store or Store.open("sqlite://")
    own = {
        "telegram_token": SecretStr(TOKEN),
        "telegram_token_file": None,
        "telegram_base_url": "https://api.telegram.org",
    }
    application = build_application(Settings(**(own | settings)), lane, kept, request=request)
    async with application:
        yield application
    lane.close()
    if store is None:
        kept.close()


@asynccontextmanager
async def bare_bot(request: RecordingRequest) -> AsyncIterator[AnyApplication]:
    """An application without handlers, for what needs a bot to send with."""
    async with ApplicationBuilder().token(TOKEN).request(request).get_updates_request(request).build() as application:
        yield application
