"""Told to stop, a real bot process ends with status 0, whatever it is at and however often it is told."""

import asyncio
import math
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TextIO

import pytest

from tests.conftest import SHIPPED_CORPUS
from tests.running_bot import REPLY_S, START_S, bot_process, running_bot
from tests.telegram_server import TOKEN, BotProcess, FakeTelegram

STOP_S = 10.0
"""After it containers are killed."""


@asynccontextmanager
async def starting_bot(index: Path, folder: Path) -> AsyncIterator[tuple[BotProcess, TextIO]]:
    """A bot that waits for its token, and where that is to be written: it goes on once this is closed."""
    pipe = folder / "token"
    os.mkfifo(pipe)
    unknown = {"INCIDENT_BOT_MODLE": "x"}  # of which the bot tells as soon as it has read its settings
    own = {"TELEGRAM_TOKEN": "", "TELEGRAM_TOKEN_FILE": str(pipe), "LOG_FORMAT": "json"}
    async with (
        FakeTelegram() as tg,
        bot_process(tg, SHIPPED_CORPUS, index, **own, **unknown) as process,
        asyncio.timeout(START_S),
    ):
        file = await asyncio.to_thread(pipe.open, "w", encoding="utf-8")  # once the bot reads
        with file:
            yield process, file


async def test_while_it_reads_its_settings(shipped_index: Path, tmp_path: Path) -> None:
    async with starting_bot(shipped_index, tmp_path) as (process, _):
        status = await process.stop(timeout_s=STOP_S)

    assert (status, process.log) == (0, "")


async def test_while_it_loads(shipped_index: Path, tmp_path: Path) -> None:
    async with starting_bot(shipped_index, tmp_path) as (process, file):
        file.write(f"{TOKEN}\n")
        file.close()
        await process.logged("did you mean MODEL?", START_S)
        status = await process.stop(timeout_s=STOP_S)

    assert status == 0
    assert '"message": "Told to stop before the bot had begun"' in process.lines[-1]
    assert "Traceback" not in process.log


async def test_while_telegram_is_away_from_the_start(shipped_index: Path) -> None:
    async with FakeTelegram() as tg:
        process = bot_process(tg, SHIPPED_CORPUS, shipped_index)
        await tg.stop()
        async with process:
            await process.logged("Telegram cannot be reached", START_S)
            status = await process.stop(timeout_s=STOP_S)

    assert status == 0


@pytest.mark.parametrize("again", [signal.SIGTERM, signal.SIGINT])
async def test_told_again_it_still_finishes_what_it_is_at(shipped_index: Path, again: signal.Signals) -> None:
    async with running_bot(SHIPPED_CORPUS, shipped_index) as bot:
        asker = bot.person()
        bot.tg.inject("sendMessage", "slow", math.inf, delay_s=3.0)
        asked = await asker.send(None, "what did the TTP demand in Bannu?")
        await bot.tg.wait_for(lambda: bot.tg.calls_of("sendMessage"), REPLY_S)
        bot.process.process.send_signal(signal.SIGTERM)
        await bot.process.logged("Application is stopping", STOP_S)
        bot.process.process.send_signal(again)
        status = await bot.process.stop(timeout_s=STOP_S)

    assert status == 0
    assert len(asker.chat.replies_to(asked)) == 1
    assert "Traceback" not in bot.process.log
