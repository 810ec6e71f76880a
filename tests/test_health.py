"""Whether a stalled bot is known as such, and ends where nobody can help it: real processes, and a strict server."""

import asyncio
import math
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.health import HealthError, ailment, read_heartbeat
from tests.conftest import SHIPPED_CORPUS
from tests.impatient_bot import PATIENCE, STALE_S
from tests.metrics_page import free_port
from tests.running_bot import START_S, bot_process, running_bot, webhook_settings
from tests.telegram_server import BotProcess, FakeTelegram

SOON_S = 20.0
"""For what takes a second or two: the machine may be busy."""


@dataclass(frozen=True, slots=True)
class Impatient:
    """A bot of `tests.impatient_bot` at work."""

    tg: FakeTelegram
    process: BotProcess
    index: Path
    stall: Path
    file: Path

    def ill(self) -> str | None:
        """What its file says that is wrong."""
        try:
            return ailment(read_heartbeat(self.file), datetime.now(UTC), stale_s=STALE_S)
        except HealthError as error:
            return str(error)

    async def becomes(self, is_so: Callable[[str | None], bool]) -> str | None:
        """Wait until what is wrong fits."""
        async with asyncio.timeout(SOON_S):
            while not is_so(ill := self.ill()):  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.05)
        return ill

    async def becomes_ill(self) -> str:
        return await self.becomes(bool) or ""

    async def becomes_well(self) -> None:
        await self.becomes(lambda ill: ill is None)

    async def end(self) -> tuple[int, list[str]]:
        """Its exit status and what it printed, once it has ended by itself."""
        status = await asyncio.wait_for(self.process.process.wait(), SOON_S)
        await self.process.stop()
        return status, self.process.lines


@asynccontextmanager
async def impatient_bot(
    shipped_index: Path, folder: Path, *, is_called: bool = False, **settings: str
) -> AsyncIterator[Impatient]:
    """It polls, or is called by a webhook, and is well when the block begins."""
    index = Path(shutil.copytree(shipped_index, folder / "index"))
    stall, file = folder / "stall", folder / "health.json"
    async with FakeTelegram() as tg:
        mode = webhook_settings(free_port()) if is_called else {}
        process = bot_process(tg, SHIPPED_CORPUS, index, HEALTH_FILE=str(file), **(mode | settings))
        process.command = (sys.executable, "-m", "tests.impatient_bot", str(stall))
        process.env["PYTHONPATH"] = str(Path(__file__).parents[1])
        async with process:
            await tg.ready(START_S)
            bot = Impatient(tg, process, index, stall, file)
            await bot.becomes_well()
            if is_called:
                assert await tg.wait_for(lambda: tg.world.updates.webhook, SOON_S)
            yield bot


async def test_health_is_told_of_the_real_bot_while_it_runs_and_no_longer(shipped_index: Path, tmp_path: Path) -> None:
    file = tmp_path / "health.json"
    async with running_bot(SHIPPED_CORPUS, shipped_index, HEALTH_FILE=str(file)) as running:
        health = BotProcess([sys.executable, "-m", "bot", "health"], running.process.env, cwd=tmp_path)

        async def told() -> int:
            await health.start()
            return await health.stop(signal.SIGCONT)  # which stops nothing: it ends by itself

        async with asyncio.timeout(SOON_S):
            while await told():  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.1)
        well = health.lines[-1]
        await running.process.stop()
        status = await told()

    assert well.startswith("healthy: process ")
    assert status == 1
    assert health.lines[-1].startswith(f"incident-bot: there is no {file}: no bot is running here")


async def test_a_process_that_is_held_is_ill_and_well_again_when_it_goes_on(
    shipped_index: Path, tmp_path: Path
) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        bot.process.process.send_signal(signal.SIGSTOP)
        await bot.becomes(lambda ill: bool(ill and "a poll since" in ill and "nothing was searched since" in ill))
        await asyncio.sleep(PATIENCE.stuck_s)
        bot.process.process.send_signal(signal.SIGCONT)
        await bot.becomes_well()
        status = await bot.process.stop()

    assert status == 0


@pytest.mark.parametrize(
    ("is_called", "complaint"),
    [(False, "Telegram has not answered a poll since"), (True, "the webhook was not well since")],
)
async def test_while_telegram_is_away_the_bot_is_ill_but_goes_on_trying(
    shipped_index: Path,
    tmp_path: Path,
    is_called: bool,  # noqa: FBT001 - pytest's own way
    complaint: str,
) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=is_called) as bot:
        outage = asyncio.create_task(bot.tg.outage(PATIENCE.stuck_s + 2.0))
        ill = await bot.becomes_ill()
        await outage
        await bot.becomes_well()
        status = await bot.process.stop()

    assert ill.startswith(complaint)
    assert status == 0


async def test_an_index_that_cannot_be_read_for_a_while_is_told_and_forgotten(
    shipped_index: Path, tmp_path: Path
) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        pointer = bot.index / "current"
        pointer.rename(tmp_path / "pointer")
        ill = await bot.becomes_ill()
        (tmp_path / "pointer").rename(pointer)
        await bot.becomes_well()

    assert "nothing was searched since" in ill


async def test_an_index_that_stays_unreadable_ends_the_bot_with_the_reason(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        shutil.rmtree(bot.index)
        status, lines = await bot.end()

    assert status == 1
    assert lines[-1].startswith(f"incident-bot: the search has failed for 6 s: there is no index in {bot.index};")
    assert "Traceback" not in bot.process.log


async def test_a_search_that_never_ends_ends_the_bot_though_its_thread_cannot_be_ended(
    shipped_index: Path, tmp_path: Path
) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        bot.stall.touch()
        ill = await bot.becomes_ill()
        status, lines = await bot.end()

    assert "nothing was searched since" in ill
    assert status == 1
    assert lines[-1].startswith("incident-bot: the search has not answered for 6 s; the bot ends")
    assert sum(line.startswith("incident-bot: ") for line in lines) == 1


async def test_a_poll_that_neither_ends_nor_fails_ends_the_bot(shipped_index: Path, tmp_path: Path) -> None:
    async with impatient_bot(shipped_index, tmp_path) as bot:
        bot.tg.inject("getUpdates", "slow", math.inf, delay_s=600.0)
        status, lines = await bot.end()

    assert status == 1
    assert lines[-1].startswith("incident-bot: polling is stuck: for 6 s no poll has begun, ended or failed; the bot")
    assert "Traceback" not in bot.process.log


@pytest.mark.parametrize("is_called", [False, True], ids=["polling", "webhook"])
@pytest.mark.parametrize("ails", ["search", "telegram"])
async def test_told_to_stop_a_bot_does_so_within_ten_seconds_whatever_ails_it(
    shipped_index: Path,
    tmp_path: Path,
    ails: str,
    is_called: bool,  # noqa: FBT001 - as above
) -> None:
    async with impatient_bot(shipped_index, tmp_path, is_called=is_called) as bot:
        asker = bot.tg.user(2_001, "Asker", "en")
        if ails == "search":
            bot.stall.touch()
        else:
            bot.tg.inject("sendMessage", "slow", math.inf, delay_s=600.0)
        await asker.send(None, "who did it?")
        await bot.tg.drained()
        bot.tg.inject("getWebhookInfo" if is_called else "getUpdates", "slow", math.inf, delay_s=600.0)
        await asyncio.sleep(1.5)  # until the next poll waits too
        begun = asyncio.get_running_loop().time()
        status = await bot.process.stop(timeout_s=SOON_S)
        taken_s = asyncio.get_running_loop().time() - begun

    assert status == 0
    assert taken_s < 10.0
