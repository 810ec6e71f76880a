import threading
from pathlib import Path

import pytest

from bot.store import StoreError
from bot.store.hold import hold


def test_a_second_hold_is_refused_until_the_first_is_let_go(file: Path) -> None:
    first = hold(file)
    with pytest.raises(StoreError) as caught:
        hold(file, wait_s=0.2)
    first.close()

    assert str(caught.value) == (
        f"another process uses the database {file}: stop it first, or set DATABASE_URL to another file"
    )
    hold(file, wait_s=0).close()


def test_a_second_hold_waits_for_the_first_and_says_so(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    first = hold(file)
    threading.Timer(0.3, first.close).start()
    hold(file).close()

    assert [record.getMessage() for record in caplog.records] == [
        f"Another process uses the database {file}: waiting for it to end"
    ]


def test_holds_on_two_databases_of_one_folder_are_no_matter(tmp_path: Path) -> None:
    first = hold(tmp_path / "one.sqlite3", wait_s=0)
    hold(tmp_path / "two.sqlite3", wait_s=0).close()

    first.close()
