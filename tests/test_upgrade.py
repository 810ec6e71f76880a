"""A real older `/data` under this version: the database is migrated with all its rows, the index is made anew.

`old_data.tar.xz` was made by running older versions on two short articles. The database and `index` are of commit
42e7462: tables of version 0001, a snapshot of format 2 with the model before it was fitted again. The bot answered
three questions, was told of one answer that it is useful and of one gap, and was stopped before it could answer the
last question. `index-format-1` is of commit 0540a1f.
"""

import os
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.store import Store
from bot.store.migration import newest_version
from index.snapshot import FORMAT_VERSION, current_name
from tests.running_bot import REPLY_S, START_S, bot_process
from tests.telegram_server import FakeTelegram

OLD_DATA = Path(__file__).with_name("old_data.tar.xz")
ALI = 2_001
BANNU = "what did the TTP demand in Bannu?"

Row = tuple[object, ...]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the folder, as it would lie at `/data`."""
    folder = tmp_path / "data"
    with tarfile.open(OLD_DATA) as archive:
        archive.extractall(folder, filter="data")
    return folder


def incident_bot(command: str, data: Path, index: str, *arguments: str, stdin: str = "") -> tuple[int, str, str]:
    """The exit status of a command and what it printed on standard output and error."""
    own = {"CORPUS_DIR": str(data / "corpus"), "INDEX_DIR": str(data / index)}
    environment = dict(os.environ) | {name.upper(): "" for name in Settings.model_fields} | own
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", command, *arguments],
        env=environment, cwd=Path(__file__).parents[1], input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def rows_of(database: Path, columns: dict[str, list[str]]) -> dict[str, list[Row]]:
    """What stands in these columns of tables."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            table: connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table, names in columns.items()
        }


def columns_of(database: Path) -> dict[str, list[str]]:
    """The columns of each table that holds what the bot keeps."""
    with closing(sqlite3.connect(database)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        kept = [table for table in tables if not table.endswith("_version") and not table.startswith("sqlite_")]
        return {
            table: [column[1] for column in connection.execute(f"PRAGMA table_info({table})")] for table in kept
        }  # fmt: skip


def version_of(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        ((version,),) = connection.execute("SELECT version_num FROM incident_bot_version").fetchall()
        return str(version)


def test_the_database_is_migrated_and_keeps_every_row(data: Path) -> None:
    database = data / "incident-bot.sqlite3"
    columns = columns_of(database)
    before = rows_of(database, columns)
    assert version_of(database) == "0001"
    Store.open(f"sqlite:///{database}").close()

    assert version_of(database) == newest_version()
    assert {table: len(rows) for table, rows in before.items()} == {"inbox": 7, "answers": 3, "feedback": 1, "gaps": 1}
    assert rows_of(database, columns) == before
    assert columns_of(database).keys() > columns.keys()


@pytest.mark.parametrize(("index", "version"), [("index", 2), ("index-format-1", 1)])
def test_an_index_of_an_older_format_is_told_with_what_to_do(data: Path, index: str, version: int) -> None:
    status, _, said = incident_bot("ask", data, index, "who?")
    (line,) = said.splitlines()

    assert status == 1
    assert f" has format {version}, this program reads {FORMAT_VERSION}; run: incident-bot rebuild" in line


@pytest.mark.parametrize("index", ["index", "index-format-1"])
def test_an_older_index_is_built_again_and_answers(data: Path, index: str) -> None:
    before = current_name(data / index)
    status, answer, said = incident_bot("run", data, index, stdin=BANNU)

    assert status == 0
    assert "; building it\n" in said
    assert "indexed 2 articles" in said
    assert current_name(data / index) != before
    assert "safe passage" in answer


async def test_the_bot_goes_on_where_the_older_one_was_stopped(data: Path) -> None:
    database = data / "incident-bot.sqlite3"
    columns = columns_of(database)
    columns.pop("inbox")  # in which what was not answered is
    before = rows_of(database, columns)
    async with FakeTelegram() as tg:
        ali = tg.user(ALI, "Ali", "en")
        ali.chat.chat.last_message_id = 100  # those before are of the older server
        await ali.send(None, BANNU)
        process = bot_process(
            tg, data / "corpus", data / "index",
            DATABASE_URL=f"sqlite:///{database}", AUDIT_LOG=str(data / "audit.jsonl"),
        )  # fmt: skip
        async with process:
            await tg.ready(START_S)
            replies = [await ali.chat.expect(REPLY_S), await ali.chat.expect(REPLY_S)]
            await tg.drained()
            status = await process.stop()

    after = rows_of(database, columns)
    assert status == 0
    assert any("safe passage" in reply.text for reply in replies)  # the other is an apology, as it came too late
    assert rows_of(database, {"inbox": ["count(*) FILTER (WHERE done_at IS NULL)"]}) == {"inbox": [(0,)]}
    assert "; building it" in process.log
    assert all(set(rows) <= set(after[table]) for table, rows in before.items())
