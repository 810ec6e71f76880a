"""A database of its own for each test, in a file, as the bot has it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import Asked, Database, Place, StoredAnswer, TakenUpdate

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
TOKEN = "A" * 12
PLACE = Place("bannu", 10, 42, "0123456789abcdef", ((0, 4), (8, 12)))


class Clock:
    """A time that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def update(number: int, *, minutes: float = 0, body: str = '{"text": "who claimed it?"}') -> TakenUpdate:
    return TakenUpdate(number, 5, NOON + timedelta(minutes=minutes), body)


def answer(token: str = TOKEN, *, question: str = "who claimed it?", minutes: float = 0) -> StoredAnswer:
    return StoredAnswer(
        token, question, None, answered=True, places=(PLACE,), asked_at=NOON + timedelta(minutes=minutes)
    )


def asked(*, chat: int = 5, user: int | None = 6, thread: int | None = None, question: int = 7) -> Asked:
    return Asked(chat, user, thread, question)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database.open(url)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()
