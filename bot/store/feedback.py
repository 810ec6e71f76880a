"""What people said of the quotes, and the gaps in the corpus that they told."""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, or_, select

from bot.store.database import Database
from bot.store.records import FeedbackReason, Place
from bot.store.schema import ANSWERS, FEEDBACK, GAPS


class Feedback:
    """The feedback. What a call changed is on the disk when it returns; every call raises StoreError."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._run = database.run
        self._now = now

    async def give(
        self,
        token: str,
        place: Place,
        *,
        chat_id: int,
        user_id: int | None,
        useful: bool,
        reason: FeedbackReason | None = None,
    ) -> None:
        """Keep what a user says of a quote of an answer, instead of what they said of it before."""
        quote = {"article": place.article, "start": place.start, "end": place.end, "digest": place.digest}
        said = {"useful": useful, "reason": reason and reason.value, "given_at": self._now()}
        same = and_(
            FEEDBACK.c.token == token,
            *(FEEDBACK.c[name] == value for name, value in quote.items()),
            _same_person(FEEDBACK, chat_id, user_id),
        )

        def replace(connection: Connection) -> None:
            connection.execute(delete(FEEDBACK).where(same))
            question = connection.scalar(select(ANSWERS.c.question).where(ANSWERS.c.token == token))
            row = {"token": token, "question": question, "chat_id": chat_id, "user_id": user_id, **quote, **said}
            connection.execute(insert(FEEDBACK), row)

        await self._run(replace)

    async def report_gap(self, token: str, question: str, *, chat_id: int, user_id: int | None) -> bool:
        """Keep that a question had no answer; False where this user told it already (this answer, or these words)."""
        same = or_(GAPS.c.token == token, GAPS.c.question == question)
        told = select(GAPS.c.id).where(same, _same_person(GAPS, chat_id, user_id)).limit(1)
        person = {"chat_id": chat_id, "user_id": user_id}
        row = {"token": token, "question": question, "reported_at": self._now(), **person}

        def report(connection: Connection) -> bool:
            if connection.scalar(told) is not None:
                return False
            connection.execute(insert(GAPS), row)
            return True

        return await self._run(report)


def _same_person(table: Table, chat_id: int, user_id: int | None) -> ColumnElement[bool]:
    """The same user in whatever chat; who has no id, such as a channel, is known by the chat."""
    if user_id is not None:
        return table.c.user_id == user_id
    return and_(table.c.chat_id == chat_id, table.c.user_id.is_(None))
