"""What stands between Telegram and a bot that is called: a proxy, which may be down."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"


class Proxy:
    """Passes on to `to_port` what comes to `port`, byte by byte (a real one ends TLS too)."""

    def __init__(self, port: int, to_port: int) -> None:
        self._port, self._to_port = port, to_port
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        await self.go_up()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.go_down()

    async def go_up(self) -> None:
        self._server = await asyncio.start_server(self._pass_on, HOST, self._port)

    async def go_down(self) -> None:
        if self._server:
            self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            to_bot, from_bot = writer, reader
            from_bot, to_bot = await asyncio.open_connection(HOST, self._to_port)
            self._open |= {writer, to_bot}
            await asyncio.gather(self._copy(reader, to_bot), self._copy(from_bot, writer))
        writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while some := await reader.read(65_536):
                writer.write(some)
                await writer.drain()
        writer.close()
        self._open.discard(writer)
