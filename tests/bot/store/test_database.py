import asyncio
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.store import Database, Inbox, StoreError, engine
from tests.bot.store.conftest import update

PROJECT = Path(__file__).parents[3]
HIDDEN = "hidden-word"


def opening(url: str) -> str:
    """What is said of a URL that cannot be opened."""
    with pytest.raises(StoreError) as caught:
        Database.open(url, wait_s=0)
    assert HIDDEN not in f"{caught.value}{caught.value!r}"
    assert "\n" not in str(caught.value)
    return str(caught.value)


def pragma(database: Database, name: str) -> Any:
    return asyncio.run(database.run(lambda connection: connection.exec_driver_sql(f"PRAGMA {name}").scalar()))


def test_a_database_is_made_with_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "new folder" / "deep" / "bot.sqlite3"
    Database.open(f"sqlite:///{file}").close()

    assert file.exists()


def test_a_relative_path_is_in_the_working_directory_and_a_tilde_is_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    Database.open("sqlite:///data/bot.sqlite3").close()
    Database.open("sqlite:///~/bot.sqlite3").close()

    assert (tmp_path / "data" / "bot.sqlite3").exists()
    assert (tmp_path / "home" / "bot.sqlite3").exists()


def test_what_is_committed_survives_a_power_failure_and_what_is_dropped_is_overwritten(database: Database) -> None:
    full, on = 2, 1

    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == full
    assert pragma(database, "secure_delete") == on
    assert pragma(database, "busy_timeout") == engine.BUSY_TIMEOUT_S * 1000


async def test_a_database_in_memory_is_one_database() -> None:
    database = Database.open("sqlite://")
    inbox = Inbox(database)
    await inbox.take([update(1)])

    assert await inbox.waiting() == (update(1),)
    database.close()


async def test_what_was_kept_is_there_when_the_database_is_opened_again(url: str) -> None:
    first = Database.open(url)
    await Inbox(first).take([update(1)])
    first.close()
    second = Database.open(url)

    assert await Inbox(second).waiting() == (update(1),)
    second.close()


async def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    inbox = Inbox(database)
    await inbox.take([update(1)])

    def fail(connection: Connection) -> None:
        connection.exec_driver_sql("DELETE FROM inbox")
        raise LookupError("our own")

    with pytest.raises(LookupError, match="our own"):
        await database.run(fail)
    assert await inbox.waiting() == (update(1),)


async def test_everything_runs_in_one_thread_of_its_own_in_the_order_it_was_asked_for(database: Database) -> None:
    threads, order = set[int](), list[int]()

    def note(number: int) -> None:
        threads.add(threading.get_ident())
        order.append(number)

    await asyncio.gather(*(database.run(lambda _, number=number: note(number)) for number in range(100)))  # type: ignore[misc]

    assert order == list(range(100))
    assert len(threads) == 1
    assert threading.get_ident() not in threads


async def test_what_waits_for_its_turn_can_be_cancelled_and_then_never_happens(database: Database) -> None:
    gate = threading.Event()
    inbox = Inbox(database)
    blocking = asyncio.create_task(database.run(lambda _: gate.wait(10)))
    waiting = asyncio.create_task(inbox.take([update(1)]))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    gate.set()

    assert await blocking
    assert await inbox.waiting() == ()


async def test_a_closed_database_says_so_and_closing_again_is_nothing(url: str) -> None:
    database = Database.open(url)
    database.close()
    database.close()

    with pytest.raises(StoreError, match=r"^the database is closed: the bot is stopping$"):
        await Inbox(database).waiting()


async def test_what_was_asked_for_before_closing_is_done(url: str) -> None:
    database = Database.open(url)
    gate = threading.Event()
    blocking = asyncio.create_task(database.run(lambda _: gate.wait(10)))
    taking = asyncio.create_task(Inbox(database).take([update(1)]))
    await asyncio.sleep(0.01)
    closing = asyncio.create_task(asyncio.to_thread(database.close))
    gate.set()
    await asyncio.gather(blocking, taking, closing)
    again = Database.open(url)

    assert await Inbox(again).waiting() == (update(1),)
    again.close()


async def test_a_full_disk_is_told_in_one_line_and_changes_nothing(database: Database, file: Path) -> None:
    inbox = Inbox(database)
    await inbox.take([update(1)])
    pages = await database.run(lambda connection: connection.exec_driver_sql("PRAGMA page_count").scalar())
    await database.run(lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(StoreError) as caught:
        await inbox.take([update(2, body="x" * 100_000)])

    assert str(caught.value) == f"the disk of the database {file} is full: free some space"
    assert await inbox.waiting() == (update(1),)

    await database.run(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count = 100000"))
    await inbox.take([update(2)])
    assert await inbox.waiting() == (update(1), update(2))


async def test_a_database_that_another_program_locks_is_waited_for(database: Database, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.rollback).start()
    inbox = Inbox(database)
    await inbox.take([update(1)])

    assert await inbox.waiting() == (update(1),)
    other.close()


async def test_a_database_that_stays_locked_is_told(database: Database, file: Path) -> None:
    await database.run(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 100"))
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        await Inbox(database).take([update(1)])
    other.close()

    assert str(caught.value) == (f"the database {file} is locked by another program: stop that program, then try again")
    await Inbox(database).take([update(1)])


async def test_the_database_can_be_read_by_others_while_the_bot_uses_it(database: Database, file: Path) -> None:
    await Inbox(database).take([update(1)])
    other = sqlite3.connect(file)

    assert other.execute("SELECT count(*) FROM inbox").fetchone() == (1,)
    other.close()


def test_a_file_that_is_no_database_is_told_and_left_alone(file: Path, url: str) -> None:
    file.write_text("a letter to a friend, and no database\n" * 100, encoding="utf-8")
    before = file.read_bytes()

    assert opening(url) == (f"{file} is not a SQLite database: set DATABASE_URL to another file, or move this one away")
    assert file.read_bytes() == before


def test_a_damaged_database_is_told(file: Path, url: str) -> None:
    Database.open(url).close()
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(b"\xff" * 8000)

    assert opening(url) == f"the database {file} is damaged: put a backup in its place, or move it away"


def test_an_empty_file_is_a_new_database(file: Path, url: str) -> None:
    file.touch()
    Database.open(url).close()

    assert file.stat().st_size > 0


def test_a_database_that_may_only_be_read_is_told(file: Path, url: str) -> None:
    Database.open(url).close()
    shown = f"file:{file}"

    assert opening(f"sqlite:///{shown}?mode=ro&uri=true") == (
        f"the database {shown} cannot be written: make the file and its folder writable"
    )


def test_a_folder_in_the_place_of_the_file_is_told(file: Path, url: str) -> None:
    file.mkdir()

    assert opening(url) == f"the database {file} cannot be opened: make the file and its folder writable"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert opening(f"sqlite:///{tmp_path}/file/bot.sqlite3").startswith(f"cannot write to {tmp_path / 'file'} (")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"bot:{HIDDEN}@db", "DATABASE_URL is not the address of a database: write it like sqlite:///data/"),
        (f"oracel://bot:{HIDDEN}@db", "DATABASE_URL names no kind of database that is known: write it like sqlite:"),
        (f"postgresql+pg8000://bot:{HIDDEN}@db", "DATABASE_URL needs the Python package pg8000: install it with pip"),
        (f"sqlite:///bot.sqlite3?timeout={HIDDEN}", "DATABASE_URL has an option that its driver does not take: "),
    ],
)
def test_a_url_that_is_no_use_is_told_without_what_it_holds(url: str, said: str) -> None:
    assert opening(url).startswith(said)


KEEP_TAKING = """
import asyncio, sys
from bot.store import Database, Inbox
from tests.bot.store.conftest import update

async def main() -> None:
    inbox = Inbox(Database.open(sys.argv[1]))
    for number in range(1_000_000):
        await inbox.take([update(number)])
        print(number, flush=True)

asyncio.run(main())
"""


async def test_what_was_taken_before_a_kill_is_there_after_it(url: str) -> None:
    command = [sys.executable, "-c", KEEP_TAKING, url]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603, ASYNC220 - our own code
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(50)]
        assert opening(url).startswith("another process uses the database ")
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
    database = Database.open(url, wait_s=0)
    waiting = [one.update_id for one in await Inbox(database).waiting()]
    database.close()

    told_numbers = [int(line) for line in told]
    assert waiting[: len(told_numbers)] == told_numbers
    assert len(waiting) - len(told_numbers) in (0, 1)
