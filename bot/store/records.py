"""What the store keeps, as the rest of the bot passes it around. Pure data; no I/O, no third party."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from index.places import Place
from index.records import Article

__all__ = [
    "Asked",
    "Draft",
    "DraftCopy",
    "DraftField",
    "DraftItem",
    "DraftState",
    "FeedbackReason",
    "Job",
    "Place",
    "Prompt",
    "SentAnswer",
    "StoredAnswer",
    "TakenUpdate",
    "Today",
    "Unanswered",
]


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
    """Who asked where: Telegram's ids; `question_id` is the message that holds the question.

    `language` is the code that Telegram gave for the person, in which the reply was written.
    """

    chat_id: int
    user_id: int | None
    thread_id: int | None
    question_id: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class SentAnswer:
    """An answer, the message of the bot that holds it, and the language code that it was written for."""

    answer: StoredAnswer
    chat_id: int
    message_id: int
    language: str | None


class FeedbackReason(StrEnum):
    """Why a quote was of no use."""

    WRONG = "wrong"
    OLD = "old"
    NOT_ASKED = "not_asked"


class DraftField(StrEnum):
    """What an admin may edit of an article before it is added."""

    TITLE = "title"
    SOURCE = "source"
    PUBLISHED = "published"
    PLACE = "place"
    URL = "url"


class DraftState(StrEnum):
    """What became of a draft."""

    OPEN = "open"
    ADDED = "added"
    DISCARDED = "discarded"


@dataclass(frozen=True, slots=True)
class DraftCopy:
    """An article of the corpus that says nearly the same; `share` of the words, in 0..1."""

    article: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An article that an admin sent; its id is "" until it is added. `language` is an English name.

    `replaces` is the id of the article that it corrects. The text of an item is "" once its draft is closed.
    """

    article: Article
    language: str | None = None
    copies: tuple[DraftCopy, ...] = ()
    replaces: str | None = None
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """The message that asks an admin for a field of the item number `item`, counted from 0."""

    message_id: int
    item: int
    field: DraftField


@dataclass(frozen=True, slots=True)
class Draft:
    """What an admin sent and has not confirmed yet: articles, and why other pieces were refused.

    `token` is 12 characters of [A-Za-z0-9_-]. `last_at` (aware) is the date of the last message that was put in and
    `last_units` the length of a pasted text's last part, in UTF-16 code units; `group` is Telegram's id of an album,
    `card_id` the message that shows the draft, `replaces` the id of the article that what comes next corrects,
    `messages` the ids of the messages that were put in.
    """

    token: str
    chat_id: int
    user_id: int
    items: tuple[DraftItem, ...]
    problems: tuple[str, ...]
    last_at: datetime
    card_id: int | None = None
    group: str | None = None
    state: DraftState = DraftState.OPEN
    prompt: Prompt | None = None
    replaces: str | None = None
    last_units: int = 0
    messages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A rebuild whose message is to be finished after a restart; `by` is the name that the audit log has."""

    id: int
    chat_id: int
    message_id: int
    by: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that the corpus could not answer, as it is mostly written, with how often it was asked and told of.

    `context` is the earlier question that it leans on. `last_at` is aware.
    """

    question: str
    asked: int
    told: int
    last_at: datetime
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """How many questions were asked, how many of them the corpus could not answer, and by how many people."""

    questions: int
    refused: int
    people: int
