"""The language of an answer; what admins are about to add, and the rebuilds that run."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add a column to the answers, and make the new tables."""
    op.add_column("answers", sa.Column("language", sa.Text))
    op.create_index("answers_by_asked_at", "answers", ["asked_at"])
    op.create_table(
        "drafts",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("problems", sa.JSON, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.Column("card_id", ID),
        sa.Column("album", sa.String(64)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("prompt_message_id", ID),
        sa.Column("prompt_item", sa.Integer),
        sa.Column("prompt_field", sa.String(16)),
        sa.Column("replaces", sa.Text),
        sa.Column("last_units", sa.Integer, nullable=False),
        sa.Column("messages", sa.JSON, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    )
    op.create_index("drafts_by_person", "drafts", ["chat_id", "user_id", "state"])
    op.create_index("drafts_by_prompt", "drafts", ["chat_id", "prompt_message_id"])
    op.create_index("drafts_by_changed_at", "drafts", ["changed_at"])
    op.create_table(
        "draft_items",
        sa.Column("token", sa.String(64), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("source", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published", sa.Date),
        sa.Column("place", sa.Text),
        sa.Column("body_start", sa.Integer, nullable=False),
        sa.Column("language", sa.Text),
        sa.Column("copies", sa.JSON, nullable=False),
        sa.Column("replaces", sa.Text),
        sa.Column("is_left_out", sa.Boolean, nullable=False),
    )
    op.create_table(
        "jobs",
        sa.Column("id", ID, primary_key=True),
        sa.Column("chat_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("started_by", sa.Text, nullable=False),
    )
