"""The tables, as the newest migration leaves them. No table holds a name of a person: ids of Telegram only."""

from sqlalchemy import JSON, Boolean, Column, Date, Index, Integer, MetaData, String, Table

from bot.store.columns import TelegramId, UtcTime, Words

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
    Column("language", Words),
    Index("answers_by_question", "chat_id", "question_id", unique=True),
    Index("answers_by_message", "chat_id", "message_id"),
    Index("answers_by_user", "chat_id", "user_id", "asked_at"),
    Index("answers_by_asked_at", "asked_at"),  # for counting those of a day, and those without an answer
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

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("chat_id", TelegramId, nullable=False),
    Column("user_id", TelegramId, nullable=False),
    Column("problems", JSON, nullable=False),
    Column("last_at", UtcTime, nullable=False),
    Column("card_id", TelegramId),
    Column("album", String(64)),
    Column("state", String(16), nullable=False),
    Column("prompt_message_id", TelegramId),
    Column("prompt_item", Integer),
    Column("prompt_field", String(16)),
    Column("replaces", Words),
    Column("last_units", Integer, nullable=False),
    Column("messages", JSON, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    Index("drafts_by_person", "chat_id", "user_id", "state"),
    Index("drafts_by_prompt", "chat_id", "prompt_message_id"),
    Index("drafts_by_changed_at", "changed_at"),  # for pruning
)

DRAFT_ITEMS = Table(  # apart from their draft: each may hold a million characters, and most changes touch one
    "draft_items",
    METADATA,
    Column("token", String(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("article", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("source", Words),
    Column("url", Words),
    Column("published", Date),
    Column("place", Words),
    Column("body_start", Integer, nullable=False),
    Column("language", Words),
    Column("copies", JSON, nullable=False),
    Column("replaces", Words),
    Column("is_left_out", Boolean, nullable=False),
)

JOBS = Table(
    "jobs",
    METADATA,
    Column("id", TelegramId, primary_key=True),
    Column("chat_id", TelegramId, nullable=False),
    Column("message_id", TelegramId, nullable=False),
    Column("started_by", Words, nullable=False),
)
