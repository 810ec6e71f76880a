"""A disk of a few kilobytes, for tests of what happens when it is full or may not be written."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, *, size: str) -> Iterator[Path]:
    """Mount a disk in memory of that size on a folder; the test is skipped where that is not allowed."""
    folder.mkdir()
    if _mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)) != 0:
        pytest.skip("no disk may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run([_program("umount"), str(folder)], check=True)  # noqa: S603 - our own mount


def make_read_only(disk: Path) -> None:
    """Let nothing be written to a small disk any more."""
    assert _mount("-o", "remount,ro", str(disk)) == 0


def make_writable(disk: Path) -> None:
    """Let a small disk be written to again."""
    assert _mount("-o", "remount,rw", str(disk)) == 0


@contextmanager
def no_room_on(disk: Path) -> Iterator[None]:
    """Fill a disk to the last byte, and empty it again of what it was filled with."""
    filler = disk / ".filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))
    yield
    filler.unlink()


def _mount(*arguments: str) -> int:
    return subprocess.run([_program("mount"), *arguments], capture_output=True, check=False).returncode  # noqa: S603


def _program(name: str) -> str:
    return shutil.which(name) or "false"
