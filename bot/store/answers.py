"""The answers given: for buttons, links, edited questions and follow-ups, also after a restart."""

import json
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Text, and_, cast, delete, insert, or_, select

from bot.store.database import Database
from bot.store.inbox import mark_done
from bot.store.records import Asked, Place, SentAnswer, StoredAnswer
from bot.store.schema import ANSWERS

_COLUMNS = (
    ANSWERS.c.token,
    ANSWERS.c.question,
    ANSWERS.c.context,
    ANSWERS.c.answered,
    ANSWERS.c.places,
    ANSWERS.c.asked_at,
)


class Answers:
    """The answers given. What a call changed is on the disk when it returns; every call raises StoreError."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._run = database.run
        self._now = now

    async def save(
        self, answer: StoredAnswer, asked: Asked, *, message_id: int | None, update_id: int | None = None
    ) -> None:
        """Keep an answer in place of an earlier one to the same question, and mark its update done, both or neither.

        `message_id` is the bot's reply, `update_id` the update that asked.
        """

        def replace(connection: Connection) -> None:
            connection.execute(delete(ANSWERS).where(_same(answer, asked)))
            connection.execute(insert(ANSWERS), _row(answer, asked, message_id))
            if update_id is not None:
                mark_done(connection, update_id, self._now())

        await self._run(replace)

    async def by_token(self, token: str) -> StoredAnswer | None:
        """The answer that a button or a link names."""
        return await self._first(select(*_COLUMNS).where(ANSWERS.c.token == token))

    async def by_message(self, chat_id: int, message_id: int) -> StoredAnswer | None:
        """The answer that a reply of the bot holds."""
        here = and_(ANSWERS.c.chat_id == chat_id, ANSWERS.c.message_id == message_id)
        return await self._first(_newest(here))

    async def by_question(self, chat_id: int, question_id: int) -> tuple[StoredAnswer, int] | None:
        """The answer to the question in a message, and the message id of the reply; None where none was sent."""
        asked = and_(ANSWERS.c.chat_id == chat_id, ANSWERS.c.question_id == question_id)
        query = select(*_COLUMNS, ANSWERS.c.message_id).where(asked, ANSWERS.c.message_id.is_not(None))
        row = await self._run(lambda connection: connection.execute(query).first())
        return (_answer(row), int(row.message_id)) if row else None

    async def latest(
        self, chat_id: int, user_id: int | None, thread_id: int | None, *, since: datetime
    ) -> StoredAnswer | None:
        """The last answer to a user in a chat's thread, where it was asked for at `since` or later."""
        here = and_(
            ANSWERS.c.chat_id == chat_id,
            ANSWERS.c.user_id.is_not_distinct_from(user_id),
            ANSWERS.c.thread_id.is_not_distinct_from(thread_id),
            ANSWERS.c.asked_at >= since,
        )
        return await self._first(_newest(here))

    async def quoting(self, articles: Collection[str]) -> tuple[SentAnswer, ...]:
        """The answers in the bot's messages that quote one of the articles with these ids, oldest first."""
        found = dict[str, SentAnswer]()
        for article in dict.fromkeys(articles):
            sent = await self._run(partial(_quoting, article=article))
            found |= {one.answer.token: one for one in sent}
        return tuple(sorted(found.values(), key=lambda one: (one.answer.asked_at, one.chat_id, one.message_id)))

    async def _first(self, query: Select[Any]) -> StoredAnswer | None:
        row = await self._run(lambda connection: connection.execute(query).first())
        return _answer(row) if row else None


def _newest(condition: ColumnElement[bool]) -> Select[Any]:
    return select(*_COLUMNS).where(condition).order_by(ANSWERS.c.asked_at.desc(), ANSWERS.c.question_id.desc()).limit(1)


def _quoting(connection: Connection, article: str) -> list[SentAnswer]:
    """Those that quote one article; the database looks for its id as JSON has it, which it may find elsewhere too."""
    named = cast(ANSWERS.c.places, Text).contains(json.dumps(article), autoescape=True)
    query = select(*_COLUMNS, ANSWERS.c.chat_id, ANSWERS.c.message_id, ANSWERS.c.language)
    rows = connection.execute(query.where(ANSWERS.c.message_id.is_not(None), named))
    sent = [SentAnswer(_answer(row), row.chat_id, row.message_id, row.language) for row in rows]
    return [one for one in sent if article in {place.article for place in one.answer.places}]


def _same(answer: StoredAnswer, asked: Asked) -> ColumnElement[bool]:
    same_question = and_(ANSWERS.c.chat_id == asked.chat_id, ANSWERS.c.question_id == asked.question_id)
    return or_(same_question, ANSWERS.c.token == answer.token)


def _row(answer: StoredAnswer, asked: Asked, message_id: int | None) -> dict[str, object]:
    return {
        "token": answer.token,
        "question": answer.question,
        "context": answer.context,
        "answered": answer.answered,
        "places": [[place.article, place.start, place.end, place.digest, place.highlights] for place in answer.places],
        "asked_at": answer.asked_at,
        "chat_id": asked.chat_id,
        "user_id": asked.user_id,
        "thread_id": asked.thread_id,
        "question_id": asked.question_id,
        "message_id": message_id,
        "language": asked.language,
    }


def _answer(row: Row[*tuple[Any, ...]]) -> StoredAnswer:
    places = tuple(
        Place(article, start, end, digest, tuple((first, last) for first, last in highlights))
        for article, start, end, digest, highlights in row.places
    )
    return StoredAnswer(row.token, row.question, row.context, row.answered, places, row.asked_at)
