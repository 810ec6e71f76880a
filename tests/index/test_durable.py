from collections.abc import Iterator
from pathlib import Path

import pytest

from index.durable import UNFINISHED, make_folder, move_file, remove_unfinished, write_file
from tests.index.small_disk import small_disk


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_as_a_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    def torn() -> Iterator[bytes]:
        yield b"half"
        raise OSError("no more")

    path = tmp_path / "a"
    write_file(path, [b"old"], mode=0o604)
    with pytest.raises(OSError, match="no more"):
        write_file(path, torn())

    assert path.read_bytes() == b"old"
    assert path.stat().st_mode & 0o777 == 0o604
    assert names(tmp_path) == ["a"]


def test_what_killed_writers_left_is_removed_wherever_it_is(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / ".b")
    for folder in (tmp_path, tmp_path / "a" / ".b"):
        (folder / UNFINISHED).write_bytes(b"half")
        (folder / "whole").write_bytes(b"whole")
    remove_unfinished(tmp_path)

    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["whole", "whole"]


def test_a_file_is_moved_to_another_disk_too(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"text")
    with small_disk(tmp_path / "disk", size="64k") as disk:
        move_file(tmp_path / "a", disk / "b")

        assert (disk / "b").read_bytes() == b"text"
        assert names(tmp_path) == ["disk"]
