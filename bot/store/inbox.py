"""The durable inbox: what Telegram sent, kept before it is confirmed and until it is answered."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.store.database import Database
from bot.store.records import TakenUpdate
from bot.store.schema import INBOX

KEPT = timedelta(hours=48)
"""How long a done update's id is kept: Telegram delivers for 24 hours (https://core.telegram.org/bots/api#getupdates)."""


class Inbox:
    """The updates that came. What a call changed is on the disk when it returns; every call raises StoreError."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._run = database.run
        self._now = now

    async def take(self, updates: Sequence[TakenUpdate]) -> None:
        """Keep updates; those that are known, done or not, stay as they are."""
        if updates:
            await self._run(lambda connection: self._take(connection, updates))

    def _take(self, connection: Connection, updates: Sequence[TakenUpdate]) -> None:
        connection.execute(INBOX.delete().where(INBOX.c.done_at < self._now() - KEPT))
        new = {one.update_id: one for one in reversed(updates)}  # of a number that comes twice, the first
        near = select(INBOX.c.update_id).where(INBOX.c.update_id.between(min(new), max(new)))
        known = set(connection.scalars(near))
        rows = [_row(new[number]) for number in sorted(new.keys() - known)]
        if rows:
            connection.execute(insert(INBOX), rows)

    async def waiting(self) -> tuple[TakenUpdate, ...]:
        """What is not done, oldest first."""
        columns = (INBOX.c.update_id, INBOX.c.chat_id, INBOX.c.sent_at, INBOX.c.body, INBOX.c.sends)
        query = select(*columns).where(INBOX.c.done_at.is_(None)).order_by(INBOX.c.sent_at, INBOX.c.update_id)
        return await self._run(lambda connection: tuple(TakenUpdate(*row) for row in connection.execute(query)))

    async def is_done(self, update_id: int) -> bool:
        """Whether an update was answered; False where it is not known."""
        query = select(INBOX.c.done_at).where(INBOX.c.update_id == update_id)
        return await self._run(lambda connection: connection.scalar(query) is not None)

    async def sending(self, update_id: int) -> int:
        """Count a reply to an update before it leaves; how many have left now, 0 where the update is not known."""
        return await self._run(lambda connection: _count(connection, update_id, 1))

    async def unsent(self, update_id: int) -> None:
        """Count back a reply that surely never arrived."""
        await self._run(lambda connection: _count(connection, update_id, -1))

    async def done(self, update_id: int) -> None:
        """Note that an update is answered; of it only its number stays, for `KEPT`, to know it when it comes again."""
        await self._run(lambda connection: mark_done(connection, update_id, self._now()))


def mark_done(connection: Connection, update_id: int, at: datetime) -> None:
    """Note in the caller's transaction that an update is answered, and drop what it said and where."""
    waits = (INBOX.c.update_id == update_id) & INBOX.c.done_at.is_(None)
    connection.execute(update(INBOX).where(waits).values(done_at=at, body="", chat_id=None))


_ADD = (
    update(INBOX)
    .where(INBOX.c.update_id == bindparam("number"), INBOX.c.sends + bindparam("more") >= 0)
    .values(sends=INBOX.c.sends + bindparam("more"))
)


def _count(connection: Connection, update_id: int, more: int) -> int:
    connection.execute(_ADD, {"number": update_id, "more": more})
    return connection.scalar(select(INBOX.c.sends).where(INBOX.c.update_id == update_id)) or 0


def _row(taken: TakenUpdate) -> dict[str, object]:
    return {
        "update_id": taken.update_id,
        "chat_id": taken.chat_id,
        "sent_at": taken.sent_at,
        "body": taken.body,
        "sends": taken.sends,
    }
