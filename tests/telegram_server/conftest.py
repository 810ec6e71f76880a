"""A server, someone who has started the bot, and a Bot of python-telegram-bot that talks to the server."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeAlias

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from tests.telegram_server import FakeTelegram, FakeUser

Send: TypeAlias = Callable[..., Awaitable[Message]]
Refusal: TypeAlias = Callable[[Awaitable[object]], Awaitable[str]]

ALICE = 1001


@pytest.fixture
async def tg() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram() as tg:
        yield tg


@pytest.fixture
async def alice(tg: FakeTelegram) -> FakeUser:
    """Someone who has started the bot."""
    alice = tg.user(ALICE, "Alice", "en", "alice")
    await alice.send(None, "/start")
    return alice


@pytest.fixture
async def bot(tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or else each RetryAfter is a deprecation warning
    # Over plain HTTP there is nothing to verify, and loading certificates takes longer than a test.
    request, poll = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    async with Bot(
        tg.token, base_url=tg.base_url, base_file_url=tg.base_file_url, request=request, get_updates_request=poll
    ) as bot:
        yield bot


@pytest.fixture
def send(bot: Bot, alice: FakeUser) -> Send:
    async def send(text: str, **options: object) -> Message:
        return await bot.send_message(alice.id, text, **options)  # type: ignore[arg-type]  # any of its options

    return send


@pytest.fixture
def refusal(tg: FakeTelegram) -> Refusal:
    """Run a call that must fail; the server's description without "Bad Request: "."""

    async def refusal(call: Awaitable[object]) -> str:
        with pytest.raises(TelegramError):
            await call
        return tg.calls[-1].description.removeprefix("Bad Request: ")

    return refusal


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup.from_column(buttons)


def button(data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton("b", callback_data=data)
