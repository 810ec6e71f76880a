"""What goes wrong around the bot in a soak: each fault lasts so many seconds and is over when its function returns."""

import asyncio
import math
import os
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from bot.texts import admins as words
from tests.admin.desk import next_message, rebuilt
from tests.index.small_disk import no_room_on
from tests.soak.line import Line
from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.faults import Fault as Failure
from tests.telegram_server.updates import OTHER_POLL

CUT_EVERY_S = 1.0


class FaultFailed(Exception):
    """What was to go well in a fault did not."""


@dataclass(frozen=True, slots=True)
class Stage:
    """What a fault may touch: Telegram, the line to it, the disk with the bot's data, and the admin."""

    tg: FakeTelegram
    line: Line
    disk: Path
    admin: FakeUser

    @property
    def corpus(self) -> Path:
        return self.disk / "corpus"

    @property
    def database(self) -> Path:
        return self.disk / "bot.sqlite3"

    @property
    def may_fill_disk(self) -> bool:
        """Whether the disk is a small one of its own."""
        return os.path.ismount(self.disk)


Strike: TypeAlias = Callable[[Stage, float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One that begins by the minute, lasts `seconds` and is over, with what follows from it, before `minutes` are."""

    name: str
    strike: Strike
    seconds: float = 20.0
    minutes: int = 1
    is_stall: bool = False


async def server_gone(stage: Stage, seconds: float) -> None:
    stage.line.close()
    await asyncio.sleep(seconds)
    await stage.line.open()


async def server_errors(stage: Stage, seconds: float) -> None:
    await _failing(stage, seconds, Failure("*", "error", math.inf, share=0.7))


async def slow_answers(stage: Stage, seconds: float) -> None:
    await _failing(stage, seconds, Failure("*", "slow", math.inf, delay_s=5.0))


async def conflict(stage: Stage, seconds: float) -> None:
    other = Failure("getUpdates", "error", math.inf, code=409, description=f"Conflict: {OTHER_POLL}")
    await _failing(stage, seconds, other)


async def dropped_connections(stage: Stage, seconds: float) -> None:
    """All at once, again and again: of a reply that is under way then nobody knows whether it has arrived."""
    for _ in range(round(seconds / CUT_EVERY_S)):
        stage.line.cut()
        await asyncio.sleep(CUT_EVERY_S)


async def disk_full(stage: Stage, seconds: float) -> None:
    if not stage.may_fill_disk:
        raise FaultFailed("no disk may be mounted here, so none was filled: run it as root")
    with closing(sqlite3.connect(stage.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else there is room for a while in a file of its own
    with ExitStack() as full:
        await asyncio.to_thread(full.enter_context, no_room_on(stage.disk))
        await asyncio.sleep(seconds)


async def rebuild(stage: Stage, _seconds: float) -> None:
    """An admin has added an article and lets the index be rebuilt."""
    number = len(list(stage.corpus.glob("soak-*.md")))
    text = f"# Storm number {number}\n\nStorm number {number} felled nine trees in the park of Sialkot.\n"
    (stage.corpus / f"soak-{number}.md").write_text(text, encoding="utf-8")
    stage.admin.chat.skip()
    await stage.admin.send(None, "/rebuild")
    told = await rebuilt(await next_message(stage.admin.chat, timeout_s=60.0))
    if words.FAILED in told.text or f"Storm number {number}" not in told.text:
        raise FaultFailed(f"a rebuild did not end well: {' '.join(told.text.split())}")


async def stalled_polls(stage: Stage, seconds: float) -> None:
    """The server takes each poll and never answers."""
    await _failing(stage, seconds, Failure("getUpdates", "slow", math.inf, delay_s=10 * seconds))


async def _failing(stage: Stage, seconds: float, *failures: Failure) -> None:
    stage.tg.server.faults.extend(failures)
    await asyncio.sleep(seconds)
    for failure in failures:
        stage.tg.server.faults.remove(failure)


FAULTS = (
    Fault("server gone", server_gone),
    Fault("seven calls of ten answered by 500", server_errors),
    Fault("every answer five seconds late", slow_answers),
    Fault("409 to every poll", conflict),
    Fault("all connections cut every second", dropped_connections),
    Fault("disk full", disk_full),
    Fault("rebuild by an admin", rebuild),
    Fault("polls taken and never answered", stalled_polls, seconds=180.0, minutes=5, is_stall=True),
)
"""In their order, over and over."""
