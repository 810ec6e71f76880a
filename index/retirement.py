"""Taking articles out of the corpus folder, into its history: whole files by moving them, lines by rewriting theirs.

Killed at any moment, an article is still in the corpus or already in the history, and of a .jsonl line perhaps both.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index.change_lock import mark_change
from index.durable import move_file, remove_file, write_file
from index.editions import Found
from index.errors import CorpusError, FormatError
from index.formats import parse_json_line
from index.history import What, place_for, versions

_CHUNK_BYTES = 1 << 20


def retire(folder: Path, found: Iterable[Found], what: What) -> None:
    """Take articles out, in the order given, but those of one file together with its last.

    The caller holds the lock. Raises OSError, and CorpusError where somebody else changes a file meanwhile.
    """
    by_path: dict[str, list[Found]] = {}
    for one in found:
        by_path[one.path] = [*by_path.pop(one.path, []), one]
    if by_path:
        mark_change(folder)
    for path, ones in by_path.items():
        if ones[0].line is None:
            place = place_for(folder, ones[0].article.id, what, key=ones[0].key, suffix=Path(path).suffix.lower())
            move_file(folder / path, place)
        else:
            _retire_lines(folder, path, ones, what)


def _retire_lines(folder: Path, path: str, ones: Sequence[Found], what: What) -> None:
    file = (folder / path).resolve()  # a link stays one
    status = file.stat()
    going = {one.line: one for one in ones if one.line is not None}
    is_empty = True
    lines = dict.fromkeys(going, b"")
    for number, chunk in _numbered_chunks(file):
        if number in lines:
            lines[number] += chunk
        else:
            is_empty = is_empty and not chunk.strip()
    for number, one in going.items():
        _keep_line(folder, one, lines[number], what)
    if is_empty:
        _check_unchanged(file, status)
        remove_file(file)
    else:
        write_file(file, _other_lines(file, going, status), mode=status.st_mode & 0o7777)


def _keep_line(folder: Path, one: Found, line: bytes, what: What) -> None:
    """Put a line into the history, unless a change that was killed then has done so."""
    try:
        is_it = parse_json_line(line, stem=one.path[: -len(".jsonl")]).id == one.article.id
    except FormatError:
        is_it = False
    if not is_it:
        raise _changed_meanwhile(one.path)
    kept = versions(folder, one.article.id)
    if not kept or kept[-1].what != what or kept[-1].path.read_bytes() != line:
        write_file(place_for(folder, one.article.id, what, key=None, suffix=".jsonl"), [line])


def _other_lines(file: Path, going: Mapping[int, Found], before: os.stat_result) -> Iterator[bytes]:
    for number, chunk in _numbered_chunks(file):
        if number not in going:
            yield chunk
    _check_unchanged(file, before)


def _check_unchanged(file: Path, before: os.stat_result) -> None:
    now = file.stat()
    if (now.st_ino, now.st_size, now.st_mtime_ns) != (before.st_ino, before.st_size, before.st_mtime_ns):
        raise _changed_meanwhile(file.name)


def _numbered_chunks(file: Path) -> Iterator[tuple[int, bytes]]:
    """The lines of a file, counted from 1; one that is too large for memory comes in several pieces."""
    number = 1
    with file.open("rb") as opened:
        while chunk := opened.readline(_CHUNK_BYTES):
            yield number, chunk
            number += chunk.endswith(b"\n")


def _changed_meanwhile(path: str) -> CorpusError:
    return CorpusError(f"{path} was changed by somebody else at this moment; try again")
