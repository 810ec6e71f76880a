"""What was asked, in numbers, and what the corpus could not answer."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Row, Select, func, literal, select

from bot.store.database import Database
from bot.store.records import Today, Unanswered
from bot.store.schema import ANSWERS, GAPS

_Wording = Row[str, str | None, int, int, datetime]
"""`question`, `context`, how often it was `asked` and `told`, and `at`, when last."""


class Statistics:
    """Counts of what the store holds, so without what people had forgotten. Every call raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._run = database.run

    async def today(self, *, since: datetime) -> Today:
        """How many questions were answered since a time, and to how many people; an edited question is one."""
        person = func.coalesce(ANSWERS.c.user_id, ANSWERS.c.chat_id)  # who has no id, such as a channel, is its chat
        counts = func.count(), func.count().filter(~ANSWERS.c.answered), func.count(person.distinct())
        query = select(*counts).where(ANSWERS.c.asked_at >= since)
        questions, refused, people = await self._run(lambda connection: connection.execute(query).one())
        return Today(questions, refused, people)

    async def unanswered(self, *, since: datetime, most: int) -> tuple[Unanswered, ...]:
        """The questions since a time that the corpus could not answer, most asked first, `most` at most.

        Those that differ in case and white space only are one. Who told of a gap asked it too, though the answer was
        dropped since.
        """

        def read(connection: Connection) -> list[_Wording]:
            return [*connection.execute(_refused(since)), *connection.execute(_told(since))]

        found = _merged(await self._run(read))
        return tuple(sorted(found, key=lambda one: (one.asked, one.told, one.last_at), reverse=True)[:most])


def _refused(since: datetime) -> Select[str, str | None, int, int, datetime]:
    asked, told, at = func.count().label("asked"), literal(0).label("told"), func.max(ANSWERS.c.asked_at).label("at")
    return (
        select(ANSWERS.c.question, ANSWERS.c.context, asked, told, at)
        .where(ANSWERS.c.asked_at >= since, ~ANSWERS.c.answered)
        .group_by(ANSWERS.c.question, ANSWERS.c.context)
    )


def _told(since: datetime) -> Select[str, str | None, int, int, datetime]:
    """The gaps; what a question leaned on is known while its answer is kept."""
    asked, told, at = literal(0).label("asked"), func.count().label("told"), func.max(GAPS.c.reported_at).label("at")
    return (
        select(GAPS.c.question, ANSWERS.c.context, asked, told, at)
        .outerjoin_from(GAPS, ANSWERS, GAPS.c.token == ANSWERS.c.token)
        .where(GAPS.c.reported_at >= since)
        .group_by(GAPS.c.question, ANSWERS.c.context)
    )


def _merged(wordings: Iterable[_Wording]) -> Iterable[Unanswered]:
    """One for each question, in its most frequent wording; of two as frequent, the latest."""
    by_question = defaultdict[tuple[str, str], list[_Wording]](list)
    for one in wordings:
        by_question[_folded(one.question), _folded(one.context or "")].append(one)
    for same in by_question.values():
        best = max(same, key=lambda one: (one.asked, one.at, one.question))
        asked, told = sum(one.asked for one in same), sum(one.told for one in same)
        yield Unanswered(best.question, max(asked, told), told, max(one.at for one in same), best.context)


def _folded(question: str) -> str:
    return " ".join(question.casefold().split())
