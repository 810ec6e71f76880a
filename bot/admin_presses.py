"""What an admin asks for with a button, as values. Pure data.

They name what they are about, never the words, so a button works after a restart.
"""

from dataclasses import dataclass

from bot.store.records import DraftField


@dataclass(frozen=True, slots=True)
class AddDraft:
    """Put what a card shows into the corpus."""

    token: str


@dataclass(frozen=True, slots=True)
class DiscardDraft:
    """Drop what a card shows."""

    token: str


@dataclass(frozen=True, slots=True)
class EditField:
    """Ask for another title, date or the like of an item."""

    token: str
    item: int
    field: DraftField


@dataclass(frozen=True, slots=True)
class ShowItem:
    """Show one item of a batch; items count from 0."""

    token: str
    item: int


@dataclass(frozen=True, slots=True)
class ShowBatch:
    """Show a page of a batch; pages count from 0."""

    token: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Leave one item of a batch out."""

    token: str
    item: int


@dataclass(frozen=True, slots=True)
class TakeIn:
    """Take an item of a batch in again."""

    token: str
    item: int


@dataclass(frozen=True, slots=True)
class ReplaceArticle:
    """Add an item as the correction of its nearest copy; pressed again, as a new article."""

    token: str
    item: int


@dataclass(frozen=True, slots=True)
class RebuildNow:
    """Rebuild the index."""


@dataclass(frozen=True, slots=True)
class RebuildAnyway:
    """Rebuild the index, and accept that many articles are gone."""


@dataclass(frozen=True, slots=True)
class RollBack:
    """Answer from an earlier snapshot again."""

    snapshot: str


@dataclass(frozen=True, slots=True)
class Articles:
    """Show a page of the articles that a search finds; `query` as `article_query` gives it, empty for all of them."""

    page: int
    query: str = ""


@dataclass(frozen=True, slots=True)
class ShowArticle:
    """Show one article; `page` and `query` are of the search that it was found with, to go back to."""

    key: str
    page: int = 0
    query: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawArticle:
    """Ask whether an article is to be withdrawn."""

    key: str


@dataclass(frozen=True, slots=True)
class WithdrawSurely:
    """Withdraw an article."""

    key: str


@dataclass(frozen=True, slots=True)
class CorrectArticle:
    """What is sent next corrects this article."""

    key: str


@dataclass(frozen=True, slots=True)
class FlagAnswers:
    """Mark the answers in people's chats that quote an article."""

    key: str


@dataclass(frozen=True, slots=True)
class KeepAnswers:
    """Leave the answers in people's chats that quote an article as they are."""

    key: str


@dataclass(frozen=True, slots=True)
class GapsPage:
    """Show a page of the questions that were not answered."""

    page: int


AdminPress = (
    AddDraft
    | DiscardDraft
    | EditField
    | ShowItem
    | ShowBatch
    | LeaveOut
    | TakeIn
    | ReplaceArticle
    | RebuildNow
    | RebuildAnyway
    | RollBack
    | Articles
    | ShowArticle
    | WithdrawArticle
    | WithdrawSurely
    | CorrectArticle
    | FlagAnswers
    | KeepAnswers
    | GapsPage
)
"""What an admin asked for with a button."""
