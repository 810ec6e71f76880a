"""Files of the corpus that were read before and have not changed since, so that a change need not read all of them."""

from collections.abc import Collection
from pathlib import Path
from typing import TypeAlias

from index.corpus import read_file
from index.documents import DocumentReader
from index.editions import Found, Problem

_Stamp: TypeAlias = tuple[int, int, int]


class RememberedFiles:
    """Reads as `read_file` does; a file of the same inode, size and time of change is not read again."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Stamp, tuple[Found | Problem, ...]]] = {}

    def read(self, path: Path, name: str, *, documents: DocumentReader | None = None) -> tuple[Found | Problem, ...]:
        """The articles of one file, whose path in the corpus folder is `name`."""
        stamp = _stamp(path)
        known = self._known.get(name)
        if known and known[0] == stamp:
            return known[1]
        found = tuple(read_file(path, name, documents=documents))
        if stamp and all(isinstance(item, Found) or item.line for item in found):  # else it may be read next time
            self._known[name] = (stamp, found)
        return found

    def forget_all_but(self, names: Collection[str]) -> None:
        """Forget the files that are there no more."""
        self._known = {name: known for name, known in self._known.items() if name in names}


def _stamp(path: Path) -> _Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
