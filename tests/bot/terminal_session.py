"""A program on a pseudo-terminal, as a person sits before it: types, and reads what is shown."""

import asyncio
import fcntl
import os
import re
import struct
import termios
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from tests.telegram_server.changes import Changes

ROWS, COLUMNS = 60, 160
ENTER, UP, CTRL_D = "\r", "\x1b[A", "\x04"
_CONTROL_CODE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|\x1b\][^\x1b\x07]*(?:\x07|\x1b\\)|\x1b[=>78]|\r")


class TerminalSession:
    """`shown` is all that the program wrote, control codes included."""

    def __init__(self, master: int) -> None:
        self.shown = ""
        self._master = master
        self._read = 0
        self._changes = Changes()
        asyncio.get_running_loop().add_reader(master, self._take)

    async def start(self, command: Sequence[str], env: dict[str, str], slave: int) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            *command, env=env, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        return self

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    async def reads(self, text: str, timeout_s: float = 30.0) -> str:
        """Wait until a text is shown, after what was read before; what stands before it."""
        found = await self._changes.wait_for(lambda: text in self._words()[self._read :], timeout_s)
        assert found, f"{text!r} was not shown in {timeout_s} s; shown was:\n{self._words()[self._read :]}"
        start = self._read
        self._read = self._words().index(text, start) + len(text)
        return self._words()[start : self._read]

    async def status(self, timeout_s: float = 15.0) -> int:
        """How the program ended."""
        return await asyncio.wait_for(self._process.wait(), timeout_s)

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    def _words(self) -> str:
        return _CONTROL_CODE.sub("", self.shown)

    def _take(self) -> None:
        try:
            self.shown += os.read(self._master, 65_536).decode(errors="replace")
        except OSError:  # the program has left the terminal
            asyncio.get_running_loop().remove_reader(self._master)
        self._changes.announce()


@asynccontextmanager
async def terminal_session(command: Sequence[str], env: dict[str, str]) -> AsyncIterator[TerminalSession]:
    master, slave = os.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    named = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}  # this terminal does not tell where its cursor is
    inherited = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    session = await TerminalSession(master).start(command, inherited | named | env, slave)
    try:
        yield session
    finally:
        await session.close()
