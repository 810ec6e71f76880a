"""Small stand-ins for what the bot talks to: the search, and Telegram's side of the network."""

import json
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr
from telegram import Update
from telegram.ext import ApplicationBuilder
from telegram.request import BaseRequest, RequestData

from bot.answering import AnsweringLane
from bot.app import build_application
from bot.polling import AnyApplication
from bot.settings import Settings
from index.records import Answer, Article, Quote

TOKEN = "123456:" + "AAH-secret_part_of_the_token"
CHAT_ID = 5

ARTICLE = Article(
    id="siege",
    title="Siege of the compound enters its second day",
    text="The gunmen asked for a free way out. Talks went on all night.",
    source="The Gazette",
)


def answer_to(question: str, *, answered: bool = True) -> Answer:
    quotes = (Quote(ARTICLE, 0, 36, ((23, 35),)),)
    return Answer(question, answered, 0.9, quotes, "snapshot", 12.0)


class CannedAnswers:
    """Answers every question with the same quote and keeps what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, str | None]] = []
        self.error = error

    def answer(self, question: str, *, context: str | None = None) -> Answer:
        self.asked.append((question, context))
        if self.error:
            raise self.error
        return answer_to(question)


class HeldAnswers:
    """Answers nothing until `release` is set."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.release = threading.Event()
        self.threads: set[str] = set()

    def answer(self, question: str, *, context: str | None = None) -> Answer:
        del context
        self.threads.add(threading.current_thread().name)
        self.started.set()
        if not self.release.wait(timeout=5):
            raise TimeoutError("nobody released the answer")
        return answer_to(question)


class RecordingRequest(BaseRequest):
    """Telegram's side, in memory: keeps every call; `failures` come first, by method name."""

    def __init__(self, **failures: Sequence[Exception | tuple[int, dict[str, Any]]]) -> None:
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
        outcome = self._failures[name].pop(0) if self._failures.get(name) else (200, _result_of(name))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome[0], json.dumps(outcome[1]).encode()

    def sent(self) -> list[dict[str, Any]]:
        """The messages sent, or tried to."""
        return [data for name, data in self.calls if name == "sendMessage"]

    def texts(self) -> list[str]:
        return [str(data["text"]) for data in self.sent()]


def _result_of(method: str) -> dict[str, Any]:
    results: dict[str, object] = {
        "getMe": {"id": 123456, "is_bot": True, "first_name": "Bot", "username": "incident_bot"},
        "sendMessage": {
            "message_id": 2,
            "date": 0,
            "chat": {"id": CHAT_ID, "type": "private"},
            "text": "sent",
        },
        "getUpdates": [],
    }
    return {"ok": True, "result": results.get(method, True)}


def message_data(text: str | None = None, *, chat_id: int = CHAT_ID, chat_type: str = "private", **extra: Any) -> Any:
    command = text is not None and text.startswith("/")
    entities = [{"type": "bot_command", "offset": 0, "length": len((text or "").split()[0])}] if command else []
    person = {"id": 7, "is_bot": False, "first_name": "Asker"}
    chat = {"id": chat_id, "type": chat_type}
    data = {"message_id": 1, "date": 0, "chat": chat, "from": person, "entities": entities, **extra}
    return data if text is None else {**data, "text": text}


def update_of(application: AnyApplication, kind: str = "message", /, **message: Any) -> Update:
    return Update.de_json({"update_id": 1, kind: message_data(**message)}, application.bot)


@asynccontextmanager
async def telegram_bot(
    answers: CannedAnswers | HeldAnswers, request: RecordingRequest
) -> AsyncIterator[AnyApplication]:
    """The whole application, with nothing but the network and the search replaced."""
    lane = AnsweringLane(answers)
    settings = Settings(
        telegram_token=SecretStr(TOKEN),
        telegram_token_file=None,
        telegram_base_url="https://api.telegram.org",
    )
    application = build_application(settings, lane, request=request)
    async with application:
        yield application
    lane.close()


@asynccontextmanager
async def bare_bot(request: RecordingRequest) -> AsyncIterator[AnyApplication]:
    """An application without handlers, for what needs a bot to send with."""
    async with ApplicationBuilder().token(TOKEN).request(request).get_updates_request(request).build() as application:
        yield application
