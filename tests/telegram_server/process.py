"""A bot in a process of its own, as its operator would run it."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.telegram_server.changes import Changes


class BotProcess:
    """`log` collects what the bot prints; a test that fails around it shows that."""

    def __init__(self, command: Sequence[str], env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
        self.command, self.cwd = tuple(command), cwd
        inherited = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.env = inherited | {"PYTHONUNBUFFERED": "1"} | (env or {})
        self.lines: list[str] = []
        self._printed = Changes()

    @property
    def log(self) -> str:
        return "".join(self.lines)

    async def start(self) -> Self:
        pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        self.process = await asyncio.create_subprocess_exec(
            *self.command, env=self.env, cwd=self.cwd, stdout=pipe, stderr=both
        )
        self._reader = asyncio.create_task(self._read())
        return self

    async def _read(self) -> None:
        assert self.process.stdout is not None
        while line := await self.process.stdout.readline():
            self.lines.append(line.decode(errors="replace"))
            self._printed.announce()

    async def logged(self, text: str, timeout_s: float = 5.0) -> None:
        """Wait until the bot has printed a text."""
        has_printed = await self._printed.wait_for(lambda: text in self.log, timeout_s)
        assert has_printed, f"the bot did not print {text!r} in {timeout_s} s; it printed:\n{self.log}"

    async def stop(self, how: signal.Signals = signal.SIGTERM, timeout_s: float = 15.0) -> int:
        """Stop the process, by force after `timeout_s`; its exit status."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        try:
            status = await asyncio.wait_for(self.process.wait(), timeout_s)
        except TimeoutError:
            self.process.kill()
            status = await self.process.wait()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._reader, 2)
        return status

    async def kill(self) -> float:
        """Kill the process (SIGKILL), which it cannot notice; when that was (time.monotonic())."""
        moment = time.monotonic()
        await self.stop(signal.SIGKILL)
        return moment

    async def restart(self) -> Self:
        """Start the process again after its end; `log` goes on."""
        assert self.process.returncode is not None, "the process still runs"
        return await self.start()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.stop()
        if error:
            error.add_note(f"---- log of {' '.join(self.command)} ----\n{self.log}")
