"""How a database is, for `incident-bot check`: looks at it as it is, makes nothing and changes nothing."""

import os
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.store.address import Address, address_of
from bot.store.engine import connect_once, engine_for, try_to_write
from bot.store.errors import StoreError, store_error
from bot.store.schema import ANSWERS, INBOX


@dataclass(frozen=True, slots=True)
class Condition:
    """What a database holds; `version` is None where there is none yet, and `is_current` false for an older one too."""

    shown: str
    version: str | None = None
    is_current: bool = False
    answers: int = 0
    waiting: int = 0


def condition_of(url: str) -> Condition:
    """Look at a database, also while the bot runs. Raises StoreError where the bot could not use it."""
    address = address_of(url)
    engine = engine_for(address)
    if address.file and not address.file.exists():
        _check_room_for(address.file)
        return Condition(address.shown)
    connect_once(engine, address.shown)
    try:
        with engine.begin() as connection:
            return _look(connection, address)
    except SQLAlchemyError as exc:
        raise store_error(exc, address.shown) from exc
    finally:
        engine.dispose()


def _look(connection: Connection, address: Address) -> Condition:
    from bot.store.migration import newest_version, version_of

    if address.is_sqlite and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise StoreError(f"the database {address.shown} is damaged: put a backup in its place, or move it away")
    version = version_of(connection, address)
    if version != newest_version():
        return Condition(address.shown, version)
    try_to_write(connection)
    answers = select(func.count()).select_from(ANSWERS)
    waiting = select(func.count()).select_from(INBOX).where(INBOX.c.done_at.is_(None))
    return Condition(
        address.shown,
        version,
        is_current=True,
        answers=connection.scalar(answers) or 0,
        waiting=connection.scalar(waiting) or 0,
    )


def _check_room_for(file: Path) -> None:
    folder = next(parent for parent in file.absolute().parents if parent.exists())
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise StoreError(f"cannot write to {folder}: set DATABASE_URL to a file in another folder")
