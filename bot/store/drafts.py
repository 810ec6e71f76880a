"""What admins sent and have not confirmed yet, kept over restarts; and for a while what became of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from bot.store.database import Database
from bot.store.draft_rows import draft_of, draft_row, item_of, item_row
from bot.store.records import Draft, DraftItem, DraftState
from bot.store.schema import DRAFT_ITEMS, DRAFTS

KEPT = timedelta(days=30)
"""How long a draft is kept that nobody touched, open or closed."""


class Drafts:
    """The drafts. What a call changed is on the disk when it returns; every call raises StoreError."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._run = database.run
        self._now = now

    async def save(self, draft: Draft) -> bool:
        """Keep an open draft as it is now; False where it was closed before, and then it stays as it was."""

        def save(connection: Connection) -> bool:
            if _state(connection, draft.token) not in {None, DraftState.OPEN}:
                return False
            _prune(connection, self._now() - KEPT)
            connection.execute(delete(DRAFTS).where(DRAFTS.c.token == draft.token))
            connection.execute(insert(DRAFTS), draft_row(draft, self._now()))
            _save_items(connection, draft)
            return True

        return await self._run(save)

    async def by_token(self, token: str) -> Draft | None:
        """The draft that a button names, also a closed one; None where it is not known or was dropped."""
        return await self._run(lambda connection: _first(connection, DRAFTS.c.token == token))

    async def by_prompt(self, chat_id: int, message_id: int) -> Draft | None:
        """The open draft that a message of the bot asks a field for."""
        asks = and_(DRAFTS.c.chat_id == chat_id, DRAFTS.c.prompt_message_id == message_id, _IS_OPEN)
        return await self._run(lambda connection: _first(connection, asks))

    async def by_card(self, chat_id: int, message_id: int) -> Draft | None:
        """The open draft that a message of the bot shows."""
        shows = and_(DRAFTS.c.chat_id == chat_id, DRAFTS.c.card_id == message_id, _IS_OPEN)
        return await self._run(lambda connection: _first(connection, shows))

    async def last_open(self, chat_id: int, user_id: int) -> Draft | None:
        """The open draft of a user in a chat that a message was put into last."""
        theirs = and_(DRAFTS.c.chat_id == chat_id, DRAFTS.c.user_id == user_id, _IS_OPEN)
        return await self._run(lambda connection: _first(connection, theirs))

    async def close(self, token: str, state: DraftState) -> bool:
        """Note what became of a draft and drop its texts; False where it was closed before, or is not known."""
        closed = {"state": state.value, "prompt_message_id": None, "prompt_item": None, "prompt_field": None}

        def close(connection: Connection) -> bool:
            _prune(connection, self._now() - KEPT)
            if _state(connection, token) is not DraftState.OPEN:
                return False
            here = DRAFTS.c.token == token
            connection.execute(update(DRAFTS).where(here).values(**closed, changed_at=self._now()))
            items = update(DRAFT_ITEMS).where(DRAFT_ITEMS.c.token == token)
            connection.execute(items.values(text="", body_start=0))
            return True

        return await self._run(close)


def drop_drafts(connection: Connection, which: ColumnElement[bool]) -> None:
    """Drop drafts with all that they hold, in the caller's transaction."""
    tokens = select(DRAFTS.c.token).where(which)
    connection.execute(delete(DRAFT_ITEMS).where(DRAFT_ITEMS.c.token.in_(tokens)))
    connection.execute(delete(DRAFTS).where(which))


_IS_OPEN = DRAFTS.c.state == DraftState.OPEN.value


def _prune(connection: Connection, before: datetime) -> None:
    drop_drafts(connection, DRAFTS.c.changed_at < before)


def _state(connection: Connection, token: str) -> DraftState | None:
    state = connection.scalar(select(DRAFTS.c.state).where(DRAFTS.c.token == token))
    return DraftState(state) if state else None


def _first(connection: Connection, which: ColumnElement[bool]) -> Draft | None:
    newest = select(DRAFTS).where(which).order_by(DRAFTS.c.last_at.desc(), DRAFTS.c.changed_at.desc()).limit(1)
    row = connection.execute(newest).first()
    return draft_of(row, tuple(_items(connection, row.token).values())) if row else None


def _items(connection: Connection, token: str) -> dict[int, DraftItem]:
    """The items of a draft by their numbers, in order."""
    query = select(DRAFT_ITEMS).where(DRAFT_ITEMS.c.token == token).order_by(DRAFT_ITEMS.c.number)
    return {row.number: item_of(row) for row in connection.execute(query)}


def _save_items(connection: Connection, draft: Draft) -> None:
    """Write only what is new: of a batch with long texts, most changes touch one item."""
    kept, new = _items(connection, draft.token), dict(enumerate(draft.items))
    gone = [number for number, item in kept.items() if new.get(number) != item]
    if gone:
        stale = and_(DRAFT_ITEMS.c.token == draft.token, DRAFT_ITEMS.c.number.in_(gone))
        connection.execute(delete(DRAFT_ITEMS).where(stale))
    rows = [item_row(draft.token, number, item) for number, item in new.items() if kept.get(number) != item]
    if rows:
        connection.execute(insert(DRAFT_ITEMS), rows)
