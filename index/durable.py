"""Changes on the disk that survive a power cut or a kill, each whole or not at all. The caller holds a lock.

A file is written beside its place under one name, is brought to the disk and then takes its place in one step; what a
kill leaves has that name, so that it can be removed. Everything here raises OSError.
"""

import contextlib
import errno
import os
from collections.abc import Iterable
from pathlib import Path

UNFINISHED = ".incident-bot-unfinished"
"""The name of a file that is being written; hidden, so that no corpus reads it."""


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where missing."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def write_file(path: Path, chunks: Iterable[bytes], *, mode: int | None = None) -> None:
    """Write a file, in place of the one that may be there, with these permissions; leaves nothing where it fails."""
    unfinished = path.with_name(UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            if mode is not None:
                os.fchmod(file.fileno(), mode)
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def remove_unfinished(folder: Path) -> None:
    """Remove what killed writers have left in a folder and those below it."""
    for path in folder.rglob(UNFINISHED):
        path.unlink(missing_ok=True)


def remove_file(path: Path) -> None:
    """Remove a file; one that is gone already is as good."""
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def move_file(path: Path, place: Path) -> None:
    """Move a file to another folder in one step; what is on another disk, or is a link, is copied, then removed."""
    if not path.is_symlink():
        try:
            path.rename(place)
        except OSError as exc:
            if exc.errno != errno.EXDEV:
                raise
        else:
            sync_folder(place.parent)
            sync_folder(path.parent)
            return
    with path.open("rb") as file:
        write_file(place, iter(lambda: file.read(1 << 20), b""))
    remove_file(path)


def sync_file(file: Path) -> None:
    """Bring what stands in a file to the disk."""
    _sync(file, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
