"""What the bot keeps between restarts, in a database. The only importer of sqlalchemy and alembic."""

from bot.store.answers import Answers
from bot.store.condition import Condition, condition_of
from bot.store.database import Database
from bot.store.drafts import Drafts
from bot.store.errors import StoreError
from bot.store.feedback import Feedback
from bot.store.inbox import Inbox
from bot.store.jobs import Jobs
from bot.store.people import forget
from bot.store.records import (
    Asked,
    Draft,
    DraftCopy,
    DraftField,
    DraftItem,
    DraftState,
    FeedbackReason,
    Job,
    Place,
    Prompt,
    SentAnswer,
    StoredAnswer,
    TakenUpdate,
    Today,
    Unanswered,
)
from bot.store.statistics import Statistics

__all__ = [
    "Answers",
    "Asked",
    "Condition",
    "Database",
    "Draft",
    "DraftCopy",
    "DraftField",
    "DraftItem",
    "DraftState",
    "Drafts",
    "Feedback",
    "FeedbackReason",
    "Inbox",
    "Job",
    "Jobs",
    "Place",
    "Prompt",
    "SentAnswer",
    "Statistics",
    "Store",
    "StoreError",
    "StoredAnswer",
    "TakenUpdate",
    "Today",
    "Unanswered",
    "condition_of",
]


class Store:
    """All that is kept, behind one database. Get one from `open`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.inbox = Inbox(database)
        self.answers = Answers(database)
        self.feedback = Feedback(database)
        self.drafts = Drafts(database)
        self.jobs = Jobs(database)
        self.statistics = Statistics(database)

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open the database at a URL of SQLAlchemy's form, as `Database.open` does. Blocks; raises StoreError."""
        return cls(Database.open(url))

    async def forget(self, chat_id: int, user_id: int | None) -> int:
        """Forget all of a chat, or of one user in it; how many answers were dropped. Raises StoreError.

        Drafts are dropped too. What waits in the inbox is not touched: it drops itself once it is done.
        """
        return await self._database.run(lambda connection: forget(connection, chat_id, user_id))

    def close(self) -> None:
        """Finish what was asked for and close the database. Blocks."""
        self._database.close()
