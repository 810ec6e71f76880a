"""An admin's talk with the whole bot, over a folder without articles; only the network and the search are stand-ins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from telegram import Update

from bot.admin_buttons import admin_press_of
from bot.admin_presses import AdminPress
from bot.polling import AnyApplication
from bot.store import Store
from tests.bot.stand_ins import (
    CHAT_ID,
    PERSON_ID,
    CannedAnswers,
    RecordingRequest,
    message_data,
    press,
    telegram_bot,
    update_of,
)

FIRST_OF_BOT = 101


class Numbered(RecordingRequest):
    """Gives each message of the bot an id of its own, from FIRST_OF_BOT on."""

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, body = await super().do_request(*args, **kwargs)
        number = FIRST_OF_BOT - 1 + len(self.sent())
        return status, body.replace(b'"message_id": 2,', f'"message_id": {number},'.encode())


@dataclass
class Desk:
    """A bot whose admin is the person of the stand-ins, and what it was asked."""

    application: AnyApplication
    request: RecordingRequest
    answers: CannedAnswers
    corpus: Path

    def __post_init__(self) -> None:
        self._numbers = count(1)

    async def says(self, kind: str = "message", /, **message: Any) -> list[str]:
        """What the bot says to a message; they are numbered from 1 on."""
        own = {"message_id": next(self._numbers)} | message
        return await self._said(update_of(self.application, kind, **own))

    async def edit(self, number: int, **message: Any) -> list[str]:
        """What the bot says to an edit of a message."""
        now = message_data()["date"]
        return await self._said(
            update_of(self.application, "edited_message", message_id=number, edit_date=now, **message)
        )

    async def tap(self, label: str) -> list[str]:
        """Press a button of the message that was shown last; what the bot says, pops up or puts in its place."""
        call, message = next(
            (method, data) for method, data in reversed(self.request.calls) if self._buttons(method, data).get(label)
        )
        number = FIRST_OF_BOT - 1 + len(self.request.sent()) if call == "sendMessage" else message["message_id"]
        data = str(self._buttons(call, message)[label])
        under = message_data("A card", message_id=number)
        return await self._said(press(self.application, data, message=under))

    def press_of(self, label: str) -> AdminPress | None:
        """What a button of the message that was shown last asks for."""
        found = [self._buttons(*call).get(label) for call in self.request.calls]
        return admin_press_of(str([data for data in found if data][-1]))

    async def _said(self, update: Update) -> list[str]:
        before = len(self.request.calls)
        await self.application.process_update(update)
        return [str(data["text"]) for _, data in self.request.calls[before:] if "text" in data]

    def _buttons(self, method: str, data: dict[str, Any]) -> dict[str, str]:
        markup = data.get("reply_markup") if method in {"sendMessage", "editMessageText"} else None
        rows = (markup or {}).get("inline_keyboard", ())
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@asynccontextmanager
async def desk_of(folder: Path, store: Store, request: RecordingRequest | None = None) -> AsyncIterator[Desk]:
    """A desk; `request` takes the place of the network."""
    talk, answers = request or Numbered(), CannedAnswers()
    own = {name: folder / name for name in ("corpus_dir", "index_dir", "audit_log")}
    async with telegram_bot(answers, talk, store=store, admin_ids=frozenset({PERSON_ID}), **own) as application:
        yield Desk(application, talk, answers, own["corpus_dir"])


def replying_to(number: int, text: str = "asked") -> dict[str, Any]:
    """What makes a message a reply to one of the bot's."""
    bot = {"id": 123456, "is_bot": True, "first_name": "Bot"}
    return {"reply_to_message": message_data(text, message_id=number, chat_id=CHAT_ID) | {"from": bot}}
