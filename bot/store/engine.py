"""How SQLAlchemy talks to a database, and how SQLite is set so that what is committed survives any crash."""

import sqlite3

from sqlalchemy import Connection, Engine, create_engine, event, false
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.address import HOW_TO_WRITE_IT, Address
from bot.store.errors import StoreError, store_error
from bot.store.schema import INBOX

BUSY_TIMEOUT_S = 15
"""How long a lock of another program, such as a backup, is waited for."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000}",
    "PRAGMA journal_mode = WAL",  # others may read while the bot writes
    "PRAGMA synchronous = FULL",  # a commit is on the disk, also when the power fails (https://www.sqlite.org/wal.html)
    "PRAGMA secure_delete = ON",  # what a person had forgotten is overwritten
)

_OPTION = f"DATABASE_URL has an option that its driver does not take: {HOW_TO_WRITE_IT}"


def engine_for(address: Address) -> Engine:
    """The engine of a database; connects to nothing yet. Raises StoreError where there is no driver for it."""
    try:
        engine = create_engine(address.url, hide_parameters=True, pool_pre_ping=not address.is_sqlite)
    except ImportError as exc:
        raise StoreError(f"DATABASE_URL needs the Python package {exc.name}: install it with pip") from exc
    except (TypeError, ValueError):  # as drivers raise for what they do not know, here or when they connect
        raise StoreError(_OPTION) from None
    except ArgumentError:
        raise StoreError(f"DATABASE_URL names no kind of database that is known: {HOW_TO_WRITE_IT}") from None
    if engine.dialect.is_async:
        raise StoreError("DATABASE_URL names a driver for asyncio: take one without, such as postgresql+psycopg://")
    if address.is_sqlite:
        event.listen(engine, "connect", _set_up)
        event.listen(engine, "begin", _begin)
    return engine


def connect_once(engine: Engine, shown: str) -> None:
    """Connect and let go. Raises StoreError where the database or its URL cannot be used."""
    try:
        engine.connect().close()
    except SQLAlchemyError as exc:
        raise store_error(exc, shown) from exc
    except (TypeError, ValueError):
        raise StoreError(_OPTION) from None


def try_to_write(connection: Connection) -> None:
    """Delete nothing: SQLite tells no sooner that a database may only be read."""
    connection.execute(INBOX.delete().where(false()))


def _set_up(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # else the module begins transactions by itself, later than `_begin`
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """Take the write lock first: a transaction that reads before it writes could not wait for another's."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
