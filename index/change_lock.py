"""One change of a corpus at a time, and a sign for those who read it meanwhile.

CORPUS_DIR/.lock is locked while a change is made, and holds another word after each file that was taken away: who finds
it changed when it has read the folder may have missed an article that moved, and reads again.
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from index.durable import make_folder

_NAME = ".lock"


@contextlib.contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Hold the lock of a corpus folder, which is made where missing. Waits for other changes; raises OSError."""
    make_folder(folder)
    with (folder / _NAME).open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def unchanging(folder: Path) -> Iterator[None]:
    """Keep a corpus folder from being changed, where it has a lock that we may open."""
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):
            fcntl.flock(held.enter_context((folder / _NAME).open("rb")), fcntl.LOCK_SH)
        yield


def mark_change(folder: Path) -> None:
    """Tell readers that a file is about to be taken away; what takes its place must be there. Raises OSError."""
    descriptor = os.open(folder / _NAME, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.pwrite(descriptor, secrets.token_hex(8).encode(), 0)
    finally:
        os.close(descriptor)


def last_change(folder: Path) -> bytes | None:
    """The word of the last change; None where there was none that can be seen."""
    try:
        return (folder / _NAME).read_bytes()
    except OSError:
        return None
