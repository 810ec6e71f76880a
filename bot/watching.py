"""Noticing that files of a folder have changed: by looking, as network drives and containers tell of nothing."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

State = frozenset[tuple[str, int, int]]
"""Of each file its path, size in bytes and time of change in nanoseconds."""


async def changes_of(folder: Path, *, every_s: float) -> AsyncIterator[None]:
    """Yield whenever files of a folder or its subfolders are others than at the last yield, or the start.

    Not before they have stayed the same for one interval: what is still being copied is let come to its end. Hidden
    files and folders do not count.
    """
    seen = settled = await asyncio.to_thread(state_of, folder)
    while True:
        await asyncio.sleep(every_s)
        now = await asyncio.to_thread(state_of, folder)
        if now == seen and now != settled:
            settled = now
            yield
        seen = now


def state_of(folder: Path) -> State:
    """The files of a folder and its subfolders, or the one file, as they are now; hidden ones left out. Blocks."""
    return frozenset(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """What cannot be read is taken for not there."""
    for path in [folder] if folder.is_file() else _visible(folder):
        with suppress(OSError):
            found = path.stat()
            yield str(path), found.st_size, found.st_mtime_ns


def _visible(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))
