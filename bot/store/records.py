"""What the store keeps, as the rest of the bot passes it around. Pure data; no I/O, no third party."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.places import Place

__all__ = ["Asked", "FeedbackReason", "Place", "StoredAnswer", "TakenUpdate"]


@dataclass(frozen=True, slots=True)
class TakenUpdate:
    """An update of Telegram that waits in the inbox; `body` is its JSON, `sent_at` is aware.

    `sends` counts the replies to it that have left and that may have arrived.
    """

    update_id: int
    chat_id: int | None
    sent_at: datetime
    body: str
    sends: int = 0


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A question and where the quotes of its answer lie, best first; `asked_at` is aware.

    `token` names it in buttons and links: 12 characters of [A-Za-z0-9_-]. `context` is the earlier question that it
    was answered with.
    """

    token: str
    question: str
    context: str | None
    answered: bool
    places: tuple[Place, ...]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked where: Telegram's ids; `question_id` is the message that holds the question."""

    chat_id: int
    user_id: int | None
    thread_id: int | None
    question_id: int


class FeedbackReason(StrEnum):
    """Why a quote was of no use."""

    WRONG = "wrong"
    OLD = "old"
    NOT_ASKED = "not_asked"
