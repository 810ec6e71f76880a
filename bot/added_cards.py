"""What became of a draft: added, discarded, closed; and the words that ask for a field of it. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.admin_buttons import admin_button
from bot.admin_phrases import bullets, short, stacked
from bot.admin_presses import RebuildNow
from bot.article_pieces import MAX_LISTED_TITLE_UNITS, bold, title_of
from bot.phrases import counted_articles
from bot.reply import Piece, Reply, plain
from bot.store.records import Draft, DraftField, DraftItem
from bot.texts import ENGLISH
from bot.texts import admins as words
from index.records import Article

MAX_FAILURES = 5
MAX_TITLES = 20
FOLDED_TITLES = 5
"""A longer list is folded."""

MAX_VALUE_UNITS = 300


def added_card(articles: Sequence[Article], failures: Sequence[str] = (), corrected: Sequence[Article] = ()) -> Reply:
    """What is in the corpus now, new or `corrected`, and what could not be added, each with its reason."""
    failed = bold(words.NOT_ADDED.format(count=f"{len(failures):,}")) if failures else Piece()
    why = Piece(bullets(failures, most=MAX_FAILURES))
    if not articles and not corrected:
        return stacked(bold(words.NOTHING_ADDED), why).reply()
    done = [_done(words.ADDED, articles), _done(words.CORRECTED, corrected)]
    piece = stacked(*done, Piece(words.NOT_YET), failed, why)
    return piece.reply(InlineKeyboardMarkup([[admin_button(words.REBUILD_NOW, RebuildNow())]]))


def discarded_card(draft: Draft) -> Reply:
    """What was dropped."""
    if len(draft.items) == 1:
        return _titled(words.DISCARDED, draft.items[0].article).reply()
    return bold(words.DISCARDED_MANY.format(articles=counted_articles(len(draft.items), ENGLISH))).reply()


def closed_card() -> Reply:
    """In place of a draft that was added or discarded before."""
    return plain(words.CLOSED)


def edit_prompt(field: DraftField, item: DraftItem) -> str:
    """The words that ask for a field, with what it is now."""
    now = short(_value(field, item.article), MAX_VALUE_UNITS)
    lines = (
        words.EDIT_HEAD.format(field=words.FIELD_NAMES[field], title=title_of(item.article)),
        words.EDIT_NOW.format(value=now) if now else "",
        words.EDIT_PROMPT.format(example=words.FIELD_EXAMPLES[field]),
        words.EDIT_CLEAR if now and field is not DraftField.TITLE else "",
    )
    return "\n".join(filter(None, lines))


def edit_refused(field: DraftField, reason: str) -> str:
    """Why a field was not changed; the same words ask for it again."""
    return words.EDIT_REFUSED.format(reason=short(reason, MAX_VALUE_UNITS), field=words.FIELD_NAMES[field])


def asks_for_field(text: str) -> bool:
    """Whether a message of the bot is such a question."""
    heads = (words.EDIT_HEAD.partition("{title}")[0], words.EDIT_REFUSED.partition("{reason}")[0])
    return any(text.startswith(head.format(field=name)) for head in heads for name in words.FIELD_NAMES.values())


def _value(field: DraftField, article: Article) -> str:
    value = getattr(article, field.value)
    return str(value) if value is not None else ""


def _done(done: str, articles: Sequence[Article]) -> Piece:
    """What was done to one article or to many."""
    if len(articles) <= 1:
        return _titled(f"{done}:", articles[0]) if articles else Piece()
    head = bold(f"{done}: {counted_articles(len(articles), ENGLISH)}")
    listed = Piece(
        bullets([title_of(article) for article in articles], most=MAX_TITLES, max_units=MAX_LISTED_TITLE_UNITS)
    )
    if len(articles) > FOLDED_TITLES:
        listed = listed.framed(MessageEntity.EXPANDABLE_BLOCKQUOTE)
    return stacked(head, listed)


def _titled(done: str, article: Article) -> Piece:
    return bold(done) + Piece(f" {title_of(article)}")
