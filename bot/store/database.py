"""The database: one thread of its own for all of it, one transaction a call, committed when the call returns.

SQLAlchemy Core without async, as SQLite has no use for it: the event loop never waits for a disk.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TextIO, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.store.address import Address, address_of
from bot.store.engine import connect_once, engine_for, try_to_write
from bot.store.errors import StoreError, store_error
from bot.store.hold import WAIT_S, hold

T = TypeVar("T")


class Database:
    """Runs functions on the database, one after the other. Get one from `open`."""

    def __init__(self, engine: Engine, shown: str, held: TextIO | None = None) -> None:
        self._engine = engine
        self._shown = shown
        self._held = held
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")

    @classmethod
    def open(cls, url: str, *, wait_s: float = WAIT_S) -> "Database":
        """Open the database at a URL of SQLAlchemy's form; makes it where there is none, and brings it up to date.

        Blocks. Raises StoreError where it cannot be used, or where another process still uses it after `wait_s`
        (SQLite only).
        """
        address = address_of(url)
        engine = engine_for(address)
        held = hold(address.file, wait_s=wait_s) if address.file else None
        database = cls(engine, address.shown, held)
        try:
            database._submit(lambda: database._get_ready(address)).result()
        except BaseException:
            database.close()
            raise
        return database

    async def run(self, function: Callable[[Connection], T]) -> T:
        """Run `function` in a transaction of its own, in turn; committed when this returns.

        Where this is cancelled, the transaction happens or does not, but never by half. Raises StoreError where the
        database cannot be used or was closed, and whatever `function` raises; nothing is changed then.
        """
        return await asyncio.wrap_future(self._submit(lambda: self._transact(function)))

    def close(self) -> None:
        """Finish what was asked for, close the database and let other processes have it. Blocks; twice is once."""
        try:
            self._submit(self._engine.dispose)
        except StoreError:
            return
        self._thread.shutdown(wait=True)
        if self._held:
            self._held.close()

    def _get_ready(self, address: Address) -> None:
        from bot.store.migration import upgrade

        connect_once(self._engine, self._shown)
        self._transact(lambda connection: upgrade(connection, address))
        self._transact(try_to_write)

    def _submit(self, task: Callable[[], T]) -> Future[T]:
        try:
            return self._thread.submit(task)
        except RuntimeError as exc:
            raise StoreError("the database is closed: the bot is stopping") from exc

    def _transact(self, function: Callable[[Connection], T]) -> T:
        try:
            with self._engine.begin() as connection:
                return function(connection)
        except SQLAlchemyError as exc:
            raise store_error(exc, self._shown) from exc
