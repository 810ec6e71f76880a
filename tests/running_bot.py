"""A real bot process over a real index, and Telegram's side of it: what the tests from end to end talk to."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import Settings
from bot.texts import ENGLISH
from tests.conftest import MODEL_CACHE
from tests.metrics_page import free_port
from tests.telegram_server import BotProcess, FakeTelegram, FakeUser, Message
from tests.telegram_server import Settings as TelegramSettings

START_S = 60.0
"""The model's library alone takes seconds to load, on a busy machine many."""
REPLY_S = 20.0

_people = count(2_001)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot at work and Telegram's side of it; `database` is the file of what it keeps."""

    tg: FakeTelegram
    process: BotProcess
    corpus: Path
    index: Path
    database: Path
    is_called: bool = False
    """By a webhook; else the bot polls."""

    def person(self, language_code: str = "en") -> FakeUser:
        """Someone whom the bot has not met."""
        number = next(_people)
        return self.tg.user(number, f"Asker {number}", language_code)


def webhook_settings(port: int) -> dict[str, str]:
    """What makes a bot wait for calls of a server on the same machine."""
    return {"WEBHOOK_URL": f"http://127.0.0.1:{port}/from/telegram", "WEBHOOK_PORT": str(port)}


@asynccontextmanager
async def running_bot(
    corpus: Path, index: Path, *, telegram: TelegramSettings | None = None, is_called: bool = False, **settings: str
) -> AsyncIterator[Running]:
    """A bot that polls, or is called, with an empty database; `telegram` is what @BotFather was told about it."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "store.sqlite3"
        own = {"DATABASE_URL": f"sqlite:///{database}"} | (webhook_settings(free_port()) if is_called else {})
        async with FakeTelegram(settings=telegram) as tg, bot_process(tg, corpus, index, **own, **settings) as process:
            await tg.ready(START_S)
            if is_called:
                assert await tg.wait_for(lambda: tg.world.updates.webhook, START_S)
            yield Running(tg, process, corpus, index, database, is_called)


def bot_process(tg: FakeTelegram, corpus: Path, index: Path, **settings: str) -> BotProcess:
    """The process of a bot that talks to `tg`, with no other setting than those given."""
    own = {
        "TELEGRAM_TOKEN": tg.token,
        "TELEGRAM_BASE_URL": tg.root_url,
        "CORPUS_DIR": str(corpus),
        "INDEX_DIR": str(index),
        "MODEL_CACHE": str(MODEL_CACHE),
        "DATABASE_URL": f"sqlite:///{index / 'store.sqlite3'}",
    }
    unset = {name.upper(): "" for name in Settings.model_fields}
    return BotProcess([sys.executable, "-m", "bot", "run"], unset | own | settings, cwd=index)


async def only_reply(person: FakeUser, text: str) -> Message:
    """The bot's one reply: what is asked after it is answered next, as a chat's messages are answered in order."""
    person.chat.skip()
    asked = await person.send(None, text)
    await person.send(None, "/help")
    reply, after = await person.chat.expect(REPLY_S), await person.chat.expect(REPLY_S)
    assert after.text == ENGLISH.help_private, f"two replies to {text[:80]!r}: {reply}, {after}"
    assert reply.kind == "message"
    assert reply.json["reply_to_message"]["message_id"] == asked.id
    return reply
