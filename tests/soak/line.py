"""The line between the bot and Telegram's server: TCP connections that can be cut at any byte, and refused."""

import asyncio
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"
CHUNK_BYTES = 1 << 16


class Line:
    """Hands on what comes to `port` to the server at `server_port`; `cuts` are the times when all of it was cut."""

    def __init__(self, server_port: int) -> None:
        self.port = 0
        self.cuts: list[float] = []
        self._server_port = server_port
        self._ends: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Take connections."""
        self._server = await asyncio.start_server(self._begin, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Cut all connections, whatever is under way, and idle ones too; new ones are taken."""
        self.cuts.append(time.monotonic())
        for end in self._ends:
            end.transport.abort()

    def close(self) -> None:
        """Cut all connections and refuse new ones."""
        if self._server:
            self._server.close()
        self.cut()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            to_server = await asyncio.open_connection(HOST, self._server_port)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, to_server[1]}
        self._ends |= ends
        try:
            await asyncio.gather(_hand_on(reader, to_server[1]), _hand_on(to_server[0], writer))
        finally:
            self._ends -= ends
            for end in ends:
                with suppress(OSError):
                    await end.wait_closed()


async def _hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Until one end is closed or cut; then the other is closed as well."""
    with suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()
