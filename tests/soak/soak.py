"""The soak: a bot process, forty people who ask it two questions a second, faults in turn, and what comes of it."""

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count, cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conftest import SHIPPED_CORPUS
from tests.index.small_disk import small_disk
from tests.running_bot import START_S, bot_process
from tests.soak.faults import FaultFailed, Stage
from tests.soak.figures import Figures
from tests.soak.line import HOST, Line
from tests.soak.questions import WORDINGS
from tests.soak.record import Blow, Plan, Question, Soak, figures_of
from tests.soak.vitals import DockerHealth
from tests.telegram_server import FakeTelegram, FakeUser

ADMIN_ID = 1_001
PEOPLE = 40
DRAIN_S = 180.0


async def soak(plan: Plan, index: Path) -> Figures:
    """Let a bot over the articles that ship, and a copy of their `index`, live through it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        disk = stack.enter_context(_disk(folder / "data"))
        settings = {
            "ADMIN_IDS": str(ADMIN_ID),
            "AUDIT_LOG": str(disk / "audit.jsonl"),
            "HEALTH_FILE": str(folder / "health.json"),
            "LOG_FORMAT": "json",
        }
        async with FakeTelegram() as tg, Line(tg.server.port) as line:
            tg.flood_control()
            settings["TELEGRAM_BASE_URL"] = f"http://{HOST}:{line.port}"
            stage = Stage(tg, line, disk, tg.user(ADMIN_ID, "Admin", "en"))
            settings["DATABASE_URL"] = f"sqlite:///{stage.database}"
            corpus, own = shutil.copytree(SHIPPED_CORPUS, stage.corpus), shutil.copytree(index, disk / "index")
            async with bot_process(tg, corpus, own, **settings) as process:
                await tg.ready(START_S)
                tg.calls.clear()  # among them one to the admin's chat, which has not begun yet
                env = process.env | {"PYTHONPATH": str(SHIPPED_CORPUS.parent)}
                seen = Soak(tg, line, process, DockerHealth(env, folder, every_s=plan.health_every_s))
                await _lived_through(plan, seen, stage)
                stopped = time.monotonic()
                status = await process.stop(timeout_s=30.0)
            return figures_of(plan, seen, status, stopping_s=time.monotonic() - stopped)


@contextmanager
def _disk(folder: Path) -> Iterator[Path]:
    """A small disk, or where none may be mounted a plain folder."""
    with ExitStack() as stack:
        try:
            yield stack.enter_context(small_disk(folder, size="96m"))
        except pytest.skip.Exception:
            yield folder


async def _lived_through(plan: Plan, seen: Soak, stage: Stage) -> None:
    watchers = [
        asyncio.create_task(seen.memory.watch(seen.process.process.pid)),
        asyncio.create_task(seen.health.watch()),
    ]
    people = [seen.tg.user(10_001 + number, f"Asker {number}", "en") for number in range(PEOPLE)]
    asking = asyncio.create_task(_ask(plan, seen, people))
    await _strike(plan, seen, stage)
    await asking
    await seen.tg.wait_for(lambda: seen.has_ended or seen.are_all_answered(), DRAIN_S)
    for watcher in watchers:
        watcher.cancel()
    await asyncio.gather(*watchers, return_exceptions=True)


async def _ask(plan: Plan, seen: Soak, people: Sequence[FakeUser]) -> None:
    wording = cycle(WORDINGS)
    for number in count():
        at = seen.begun + number / plan.questions_a_second
        if at >= seen.begun + plan.seconds or seen.has_ended:
            return
        await asyncio.sleep(max(0.0, at - time.monotonic()))
        person = people[number % len(people)]
        seen.asked.append(Question(time.monotonic(), await person.send(None, next(wording))))


async def _strike(plan: Plan, seen: Soak, stage: Stage) -> None:
    """Let one fault after the other strike, each a minute or more after the one before."""
    begins, faults = plan.minute_s, cycle(plan.faults)
    while (fault := next(faults)) and begins + fault.minutes * plan.minute_s <= plan.seconds and not seen.has_ended:
        await asyncio.sleep(max(0.0, seen.begun + begins - time.monotonic()))
        at, failure = time.monotonic(), ""
        try:
            await fault.strike(stage, fault.seconds)
        except (FaultFailed, AssertionError) as error:  # the strict server's word for what did not come
            failure = " ".join(str(error).split())
        seen.blows.append(Blow(fault, at, time.monotonic(), failure))
        passed = (time.monotonic() - seen.begun) / plan.minute_s
        begins = plan.minute_s * max(begins / plan.minute_s + fault.minutes, -(-passed // 1))
