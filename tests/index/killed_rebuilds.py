"""Kills a rebuild at every change it makes on the disk, and prints what each kill leaves, one JSON object a line.

usage: python -m tests.index.killed_rebuilds FOLDER

Every rebuild runs in a child process, over a copy of one index, and is killed by SIGKILL just before its Nth change;
the interpreter's audit events tell of them. A program of its own, because such a hook is never taken off, and because
a process with threads should not be forked.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from index.current_search import CurrentSearch
from index.rebuild import rebuild
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import FIRE, FLOOD, RAID, corpus_of

OLD, NEW = corpus_of(RAID, FLOOD), corpus_of(RAID, FLOOD, FIRE)
QUESTION = "what burnt in the harbour of Basel?"
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}
WRITING = os.O_WRONLY | os.O_RDWR


def main(folder: Path) -> int:
    """Kill at the first change, the second, and so on, until a rebuild comes to its end."""
    template = folder / "template"
    rebuild(OLD, template, FakeEncoder())
    for step in count(1):
        index_dir = Path(shutil.copytree(template, folder / "index"))
        status = _rebuild_killed_at(step, index_dir)
        found = {"status": status, **_state(index_dir)}
        sys.stdout.write(json.dumps(found) + "\n")
        shutil.rmtree(index_dir)
        if status != -signal.SIGKILL:
            return 0
    return 1


def _rebuild_killed_at(step: int, index_dir: Path) -> int:
    child = os.fork()
    if child == 0:
        try:
            sys.addaudithook(Killer(step, index_dir))
            rebuild(NEW, index_dir, FakeEncoder())
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Killer:
    """Kills this process before its Nth change in a folder."""

    def __init__(self, step: int, folder: Path) -> None:
        self._left = step
        self._folder = str(folder)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and _is_change(*arguments)):
            self._left -= str(arguments[0]).startswith(self._folder)
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _is_change(_path: object, mode: str | None, flags: int) -> bool:
    """Opened for writing, or by os.open to be synchronised with the disk."""
    return bool(flags & WRITING) or mode is None


def _state(index_dir: Path) -> dict[str, object]:
    """What answers after the kill, what it left behind, and what of that a later rebuild leaves."""
    search = CurrentSearch(index_dir, FakeEncoder())
    after_kill = search.answer(QUESTION)
    left = len(list(_leftovers(index_dir)))
    rebuild(NEW, index_dir, FakeEncoder())
    after_rebuild = search.answer(QUESTION)
    return {
        "snapshots": len(list((index_dir / "snapshots").iterdir())),
        "after_kill": after_kill.quotes[0].article.id,
        "after_rebuild": after_rebuild.quotes[0].article.id,
        "left": left,
        "left_after_rebuild": len(list(_leftovers(index_dir))),
    }


def _leftovers(index_dir: Path) -> Iterator[Path]:
    return (path for path in index_dir.rglob(".*") if path.name != ".lock")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
