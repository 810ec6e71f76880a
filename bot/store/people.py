"""Forgetting a person: what they asked, said and sent is dropped; a gap that they told stays, without them."""

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, update

from bot.store.drafts import drop_drafts
from bot.store.schema import ANSWERS, DRAFTS, FEEDBACK, GAPS


def forget(connection: Connection, chat_id: int, user_id: int | None) -> int:
    """Forget all of a chat, or of one user in it; how many answers were dropped."""

    def theirs(table: Table) -> ColumnElement[bool]:
        everybody = table.c.chat_id == chat_id
        return everybody if user_id is None else and_(everybody, table.c.user_id == user_id)

    dropped = connection.scalar(select(func.count()).select_from(ANSWERS).where(theirs(ANSWERS))) or 0
    connection.execute(delete(ANSWERS).where(theirs(ANSWERS)))
    connection.execute(delete(FEEDBACK).where(theirs(FEEDBACK)))
    connection.execute(update(GAPS).where(theirs(GAPS)).values(chat_id=None, user_id=None))
    drop_drafts(connection, theirs(DRAFTS))
    return dropped
