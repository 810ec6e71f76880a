"""The tables, as the newest migration leaves them. No table holds a name of a person: ids of Telegram only."""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC without its zone, as SQLite knows none. A naive one is a bug: ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return value and value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Any text; what no database can hold, halves of surrogate pairs and NUL, becomes "?"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        return value and value.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


TelegramId = BigInteger().with_variant(Integer, "sqlite")
"""Up to 52 bits; SQLite's Integer holds 64, and only an Integer key is its row number."""

METADATA = MetaData()

INBOX = Table(
    "inbox",
    METADATA,
    Column("update_id", TelegramId, primary_key=True, autoincrement=False),
    Column("chat_id", TelegramId),
    Column("sent_at", UtcTime, nullable=False),
    Column("body", Words, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("done_at", UtcTime),
    Index("inbox_by_done_at", "done_at", "sent_at"),  # for what waits, oldest first, and for pruning
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("question", Words, nullable=False),
    Column("context", Words),
    Column("answered", Boolean, nullable=False),
    Column("places", JSON, nullable=False),
    Column("asked_at", UtcTime, nullable=False),
    Column("chat_id", TelegramId, nullable=False),
    Column("user_id", TelegramId),
    Column("thread_id", TelegramId),
    Column("question_id", TelegramId, nullable=False),
    Column("message_id", TelegramId),
    Index("answers_by_question", "chat_id", "question_id", unique=True),
    Index("answers_by_message", "chat_id", "message_id"),
    Index("answers_by_user", "chat_id", "user_id", "asked_at"),
)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("id", TelegramId, primary_key=True),
    Column("token", String(64), nullable=False),
    Column("question", Words),  # a copy: the answer may have been replaced, as the question was edited
    Column("article", Words, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("chat_id", TelegramId, nullable=False),
    Column("user_id", TelegramId),
    Column("useful", Boolean, nullable=False),
    Column("reason", String(32)),
    Column("given_at", UtcTime, nullable=False),
    Index("feedback_by_token", "token"),
    Index("feedback_by_chat", "chat_id", "user_id"),
)

GAPS = Table(
    "gaps",
    METADATA,
    Column("id", TelegramId, primary_key=True),
    Column("token", String(64), nullable=False),
    Column("question", Words, nullable=False),
    Column("chat_id", TelegramId),  # emptied when the person is forgotten
    Column("user_id", TelegramId),
    Column("reported_at", UtcTime, nullable=False),
    Index("gaps_by_chat", "chat_id", "user_id"),
)
