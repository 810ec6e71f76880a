"""Only one process at a time changes which snapshots an index has and which one answers."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import RebuildRunning, SnapshotError

LOOK_EVERY_S = 0.2


@contextmanager
def only_rebuild(index_dir: Path) -> Iterator[None]:
    """Hold the index's lock, which the system lets go when the process ends, however it ends.

    Raises RebuildRunning where another process holds it, SnapshotError where nothing may be written.
    """
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = (index_dir / ".lock").open("w")
    except OSError as error:
        raise SnapshotError(
            f"cannot write to {index_dir} ({error.strerror}); set INDEX_DIR to another folder"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RebuildRunning(f"another rebuild of {index_dir} is running; wait for it to end") from None
        yield


def refuse_if_running(index_dir: Path) -> None:
    """Raise what `only_rebuild` would raise now."""
    with only_rebuild(index_dir):
        pass


def wait_for_rebuild(index_dir: Path, *, most_s: float) -> None:
    """Return when no process rebuilds the index, or none may, and after so many seconds anyhow."""
    end_s = time.monotonic() + most_s
    while time.monotonic() < end_s:
        try:
            refuse_if_running(index_dir)
        except RebuildRunning:
            time.sleep(LOOK_EVERY_S)
        except SnapshotError:
            return
        else:
            return
