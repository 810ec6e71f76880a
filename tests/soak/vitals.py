"""How a bot process is while it runs, seen from outside: its memory, and its health as Docker tells it."""

import asyncio
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression, median

MIB = 1 << 20


@dataclass(slots=True)
class Memory:
    """The resident memory of a process: (time.monotonic(), MiB) every few seconds. Linux only."""

    samples: list[tuple[float, float]] = field(default_factory=list)

    async def watch(self, pid: int, *, every_s: float = 5.0) -> None:
        """Look until cancelled, or until the process is gone."""
        with suppress(OSError, IndexError):
            while True:
                self.samples.append((time.monotonic(), _resident_mib(pid)))
                await asyncio.sleep(every_s)

    def around(self, start: float, end: float) -> float:
        """The median between two times, in MiB."""
        return median(mib for at, mib in self.samples if start <= at <= end)

    def slope(self, since: float) -> float:
        """By how much it grows, in MiB an hour, by least squares over the samples since then."""
        late = [(at / 3600, mib) for at, mib in self.samples if at >= since]
        return linear_regression([at for at, _ in late], [mib for _, mib in late]).slope


def _resident_mib(pid: int) -> float:
    """Raises OSError or IndexError where there is no such process any more."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / MIB


@dataclass(slots=True)
class DockerHealth:
    """Calls `incident-bot health` as Docker does, with the values of the Dockerfile.

    `changes` are the times (time.monotonic()) from which on it was healthy (True) or not; `said` is all it printed.
    """

    env: dict[str, str]
    cwd: Path
    every_s: float = 30.0
    timeout_s: float = 10.0
    retries: int = 2
    changes: list[tuple[float, bool]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    async def watch(self) -> None:
        """Call until cancelled; failures count once it was healthy, as in the time that a start is given."""
        failures = 0
        while True:
            is_well = await self._is_well()
            failures = 0 if is_well else failures + 1
            was_well = bool(self.changes) and self.changes[-1][1]
            if is_well and not was_well:
                self.changes.append((time.monotonic(), True))
            if was_well and failures >= self.retries:
                self.changes.append((time.monotonic(), False))
            await asyncio.sleep(self.every_s)

    async def _is_well(self) -> bool:
        pipe, both = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "health", env=self.env, cwd=self.cwd, stdout=pipe, stderr=both
        )
        try:
            async with asyncio.timeout(self.timeout_s):
                printed, _ = await process.communicate()
        except TimeoutError:
            process.kill()
            printed, _ = await process.communicate()
        self.said.append(printed.decode(errors="replace"))
        return process.returncode == 0
