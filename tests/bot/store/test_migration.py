import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.store import (
    Condition,
    Database,
    Inbox,
    SentAnswer,
    Store,
    StoredAnswer,
    StoreError,
    TakenUpdate,
    Unanswered,
    condition_of,
)
from bot.store.address import Address, address_of
from bot.store.engine import engine_for
from bot.store.migration import SCRIPTS, VERSION_TABLE, newest_version, upgrade, version_of
from bot.store.schema import INBOX, METADATA
from tests.bot.store.conftest import NOON, PLACE, update

NEXT = """
from alembic import op
import sqlalchemy as sa
revision = "9999"
down_revision = "{newest}"
branch_labels = depends_on = None
def upgrade() -> None:
    op.add_column("inbox", sa.Column("colour", sa.Text, nullable=False, server_default="red"))
    {more}
"""


FIRST_ROWS = (
    "INSERT INTO inbox VALUES (1, 5, '2026-01-02 12:00:00.000000', '{}', 0, NULL)",
    """INSERT INTO answers VALUES ('AAAAAAAAAAAA', 'who?', NULL, 0,
       '[["bannu", 10, 42, "0123456789abcdef", [[0, 4], [8, 12]]]]', '2026-01-02 12:00:00.000000', 5, 6, NULL, 7, 8)""",
    "INSERT INTO gaps VALUES (1, 'AAAAAAAAAAAA', 'who?', 5, 6, '2026-01-02 12:00:00.000000')",
)


@pytest.fixture
def address(url: str) -> Address:
    return address_of(url)


def with_next(folder: Path, *, more: str = "pass") -> Path:
    """The migrations as a coming version of the program has them: with one more."""
    shutil.copytree(SCRIPTS, folder)
    (folder / "versions" / "v9999_colour.py").write_text(
        NEXT.format(newest=newest_version(), more=more), encoding="utf-8"
    )
    return folder


async def test_a_new_database_has_the_tables_that_the_code_knows(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        return list(compare_metadata(context, METADATA))

    assert await database.run(differences) == []


async def test_a_database_that_is_up_to_date_is_left_as_it_is(database: Database, address: Address) -> None:
    await Inbox(database).take([update(1)])
    await database.run(lambda connection: upgrade(connection, address))

    assert await Inbox(database).waiting() == (update(1),)


async def test_an_older_database_is_brought_up_to_date_with_what_it_holds(
    database: Database, address: Address, tmp_path: Path
) -> None:
    scripts = with_next(tmp_path / "next")
    await Inbox(database).take([update(1)])
    await database.run(lambda connection: upgrade(connection, address, scripts=scripts))
    found = await database.run(lambda connection: version_of(connection, address, scripts=scripts))
    rows = await database.run(lambda c: c.exec_driver_sql("SELECT update_id, colour FROM inbox").all())

    assert found == "9999"
    assert [tuple(row) for row in rows] == [(1, "red")]


async def test_a_database_of_the_first_version_keeps_all_that_it_holds(
    url: str, file: Path, address: Address, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    shutil.copytree(SCRIPTS, first, ignore=lambda _, names: [name for name in names if name.startswith("v0002")])
    engine = engine_for(address)
    with engine.begin() as connection:
        upgrade(connection, address, scripts=first)
        for row in FIRST_ROWS:
            connection.exec_driver_sql(row)
    engine.dispose()
    assert condition_of(url) == Condition(str(file), "0001")

    store = Store.open(url)
    kept = StoredAnswer("A" * 12, "who?", None, answered=False, places=(PLACE,), asked_at=NOON)
    assert await store.answers.quoting(["bannu"]) == (SentAnswer(kept, 5, 8, None),)
    assert await store.inbox.waiting() == (TakenUpdate(1, 5, NOON, "{}"),)
    assert await store.statistics.unanswered(since=NOON, most=9) == (Unanswered("who?", 1, 1, NOON),)
    assert await store.drafts.last_open(5, 6) is None
    assert await store.jobs.unfinished() == ()
    store.close()
    assert condition_of(url) == Condition(str(file), newest_version(), is_current=True, answers=1, waiting=1)


async def test_an_upgrade_that_fails_changes_nothing(database: Database, address: Address, tmp_path: Path) -> None:
    scripts = with_next(tmp_path / "next", more='op.execute("INSERT INTO nowhere VALUES (1)")')
    await Inbox(database).take([update(1)])
    with pytest.raises(StoreError, match="nowhere"):
        await database.run(lambda connection: upgrade(connection, address, scripts=scripts))
    columns = await database.run(
        lambda connection: {column["name"] for column in inspect(connection).get_columns("inbox")}
    )

    assert columns == {column.name for column in INBOX.columns}
    assert await Inbox(database).waiting() == (update(1),)


async def test_a_newer_database_is_refused_with_what_to_do(
    database: Database, address: Address, url: str, file: Path, tmp_path: Path
) -> None:
    scripts = with_next(tmp_path / "next")
    await database.run(lambda connection: upgrade(connection, address, scripts=scripts))
    database.close()
    with pytest.raises(StoreError) as caught:
        Database.open(url)

    assert str(caught.value) == (
        f"the database {file} was made by a newer version of incident-bot (its tables are 9999, this version knows "
        f"{newest_version()}): install that version, or set DATABASE_URL to another database"
    )


def test_the_database_of_another_program_is_refused_and_left_alone(file: Path, url: str) -> None:
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE alembic_version (version_num TEXT)")
        other.execute("CREATE TABLE inbox (mail TEXT)")
    other.close()
    with pytest.raises(StoreError) as caught:
        Database.open(url)
    with sqlite3.connect(file) as other:
        tables = {name for (name,) in other.execute("SELECT name FROM sqlite_master")}
    other.close()

    assert str(caught.value) == f"the database {file} is another program's: set DATABASE_URL to one of our own"
    assert tables == {"alembic_version", "inbox"}
