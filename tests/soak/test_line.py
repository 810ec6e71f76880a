import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio

from tests.soak.line import HOST, Line


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    """A line to a server that says back each line that it is told."""

    talks: list[asyncio.Task[None]] = []

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while said := await reader.readline():
                writer.write(said)
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talks.append(asyncio.create_task(echo(reader, writer)))

    async with await asyncio.start_server(begin, HOST) as server:
        async with Line(server.sockets[0].getsockname()[1]) as line:
            yield line
        await asyncio.gather(*talks)


async def said_back(line: Line) -> bytes:
    reader, writer = await asyncio.open_connection(HOST, line.port)
    writer.write(b"well?\n")
    said = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return said


async def test_what_is_sent_arrives_and_is_answered(line: Line) -> None:
    assert await said_back(line) == b"well?\n"


async def test_a_cut_ends_idle_connections_and_takes_new_ones(line: Line) -> None:
    reader, writer = await asyncio.open_connection(HOST, line.port)
    writer.write(b"well?\n")
    await reader.readline()
    line.cut()

    assert await reader.readline() == b""
    assert await said_back(line) == b"well?\n"
    assert len(line.cuts) == 1
    writer.close()
    await writer.wait_closed()


async def test_a_closed_line_refuses_connections_until_it_is_opened_at_the_same_port(line: Line) -> None:
    port = line.port
    line.close()
    with pytest.raises(ConnectionRefusedError):
        await said_back(line)
    await line.open()

    assert line.port == port
    assert await said_back(line) == b"well?\n"
