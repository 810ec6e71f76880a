"""One process at a time: two bots that share one inbox would answer twice.

The hold is a lock on a file beside the database, which the system lets go when the process ends, however it ends. It
is not on the database itself: closing that a second time would break SQLite's own locks.
"""

import fcntl
import logging
import time
from pathlib import Path
from typing import TextIO

from bot.store.errors import StoreError

WAIT_S = 10.0
"""For the process before us to end: a bot that is restarted first answers what it is about."""

_LOOK_EVERY_S = 0.1

logger = logging.getLogger(__name__)


def hold(database: Path, *, wait_s: float = WAIT_S) -> TextIO:
    """Hold the database file until what is returned is closed; makes its folder. Blocks for `wait_s` at most.

    Raises StoreError where another process has it, or its folder cannot be written.
    """
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock = database.with_name(f"{database.name}.lock").open("w", encoding="utf-8")
    except OSError as exc:
        raise StoreError(
            f"cannot write to {database.parent} ({exc.strerror}): set DATABASE_URL to a file in another folder"
        ) from exc
    try:
        _wait_for(lock, database, wait_s)
    except StoreError:
        lock.close()
        raise
    return lock


def _wait_for(lock: TextIO, database: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    told = False
    while not _taken(lock):
        if time.monotonic() >= until:
            raise StoreError(
                f"another process uses the database {database}: stop it first, or set DATABASE_URL to another file"
            )
        if not told:
            logger.warning("Another process uses the database %s: waiting for it to end", database)
            told = True
        time.sleep(_LOOK_EVERY_S)


def _taken(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
