"""The inbox, the answers, the feedback and the gaps."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "inbox",
        sa.Column("update_id", ID, primary_key=True, autoincrement=False),
        sa.Column("chat_id", ID),
        sa.Column("sent_at", sa.DateTime, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sends", sa.Integer, nullable=False),
        sa.Column("done_at", sa.DateTime),
    )
    op.create_index("inbox_by_done_at", "inbox", ["done_at", "sent_at"])
    op.create_table(
        "answers",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("context", sa.Text),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("user_id", ID),
        sa.Column("thread_id", ID),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("message_id", ID),
    )
    op.create_index("answers_by_question", "answers", ["chat_id", "question_id"], unique=True)
    op.create_index("answers_by_message", "answers", ["chat_id", "message_id"])
    op.create_index("answers_by_user", "answers", ["chat_id", "user_id", "asked_at"])
    op.create_table(
        "feedback",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("user_id", ID),
        sa.Column("useful", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("given_at", sa.DateTime, nullable=False),
    )
    op.create_index("feedback_by_token", "feedback", ["token"])
    op.create_index("feedback_by_chat", "feedback", ["chat_id", "user_id"])
    op.create_table(
        "gaps",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("chat_id", ID),
        sa.Column("user_id", ID),
        sa.Column("reported_at", sa.DateTime, nullable=False),
    )
    op.create_index("gaps_by_chat", "gaps", ["chat_id", "user_id"])
