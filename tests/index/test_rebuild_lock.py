import fcntl
import time
from pathlib import Path
from threading import Timer

import pytest

from index.errors import RebuildRunning
from index.rebuild_lock import only_rebuild, refuse_if_running, wait_for_rebuild


def test_while_one_works_another_is_refused_and_then_not(tmp_path: Path) -> None:
    with only_rebuild(tmp_path), pytest.raises(RebuildRunning, match=r"another rebuild of .* is running"):
        refuse_if_running(tmp_path)

    refuse_if_running(tmp_path)


def test_a_rebuild_that_fails_lets_the_next_one_work(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_rebuild(tmp_path):
        raise ZeroDivisionError

    refuse_if_running(tmp_path)


def test_waiting_ends_with_the_other_rebuild(tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Timer(0.3, fcntl.flock, (lock, fcntl.LOCK_UN)).start()
        wait_for_rebuild(tmp_path, most_s=30)

        refuse_if_running(tmp_path)


def test_waiting_ends_although_the_other_rebuild_goes_on(tmp_path: Path) -> None:
    with only_rebuild(tmp_path):
        begun = time.monotonic()
        wait_for_rebuild(tmp_path, most_s=0.3)

        assert time.monotonic() - begun < 5


def test_where_nobody_can_rebuild_nobody_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    begun = time.monotonic()
    wait_for_rebuild(tmp_path / "a file", most_s=30)

    assert time.monotonic() - begun < 5
