import sqlite3
from pathlib import Path

import pytest

from bot.store import Condition, Database, Store, StoreError, condition_of
from bot.store.migration import newest_version
from tests.bot.store.conftest import answer, asked, update


async def test_a_database_in_use_is_looked_at_without_a_word(url: str, file: Path) -> None:
    store = Store.open(url)
    await store.inbox.take([update(1), update(2), update(3)])
    await store.answers.save(answer(), asked(), message_id=8, update_id=1)

    assert condition_of(url) == Condition(str(file), newest_version(), is_current=True, answers=1, waiting=2)
    store.close()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "data" / "bot.sqlite3"

    assert condition_of(f"sqlite:///{file}") == Condition(str(file))
    assert list(tmp_path.iterdir()) == []


def test_an_older_database_is_not_brought_up_to_date(file: Path, url: str) -> None:
    file.touch()

    assert condition_of(url) == Condition(str(file))
    with sqlite3.connect(file) as other:
        assert other.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    other.close()


def test_a_page_that_is_damaged_is_found(file: Path, url: str) -> None:
    Database.open(url).close()
    with file.open("r+b") as opened:
        opened.seek(4096 * 2)
        opened.write(b"\xff" * 4096)

    with pytest.raises(StoreError, match=r"^the database .* is damaged: put a backup in its place, or move it away$"):
        condition_of(url)


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StoreError) as caught:
        condition_of(f"sqlite:///{tmp_path}/file/bot.sqlite3")
    assert str(caught.value) == f"cannot write to {tmp_path / 'file'}: set DATABASE_URL to a file in another folder"
