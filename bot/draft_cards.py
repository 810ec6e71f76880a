"""The cards of what an admin sent and has not added yet. Pure.

A batch is a numbered list with a button for each; an item's own card is that of a single article.
"""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.admin_buttons import admin_button, rows_of
from bot.admin_phrases import bullets, percent, short, stacked
from bot.admin_presses import (
    AddDraft,
    DiscardDraft,
    EditField,
    LeaveOut,
    ReplaceArticle,
    ShowBatch,
    ShowItem,
    TakeIn,
)
from bot.article_pieces import (
    MAX_LISTED_TITLE_UNITS,
    SEPARATOR,
    bold,
    facts_piece,
    first_words,
    length_words,
    numbered,
    title_piece,
)
from bot.phrases import counted_articles
from bot.reply import Piece, Reply
from bot.store.records import Draft, DraftCopy, DraftField, DraftItem
from bot.texts import ENGLISH
from bot.texts import admins as words

REPLACE_AT_LEAST = 0.6
"""Of the words of an article: where it shares so many with another, it may be a newer version of that one."""

ITEMS_A_PAGE = 25
MAX_PROBLEMS = 5
MAX_PROBLEMS_ALONE = 10
"""Where there is nothing else: as many as there are links in a message or files in an album."""

_IN_A_ROW = 5


def draft_card(draft: Draft, page: int = 0) -> Reply:
    """What would be added and what was refused; of a batch, one page (from 0)."""
    if not draft.items:
        return stacked(bold(words.NOTHING_TO_ADD), _problems(draft, MAX_PROBLEMS_ALONE)).reply()
    if len(draft.items) == 1:
        (item,) = draft.items
        return stacked(_item_piece(item), _problems(draft), between="\n\n").reply(_single_keyboard(draft, item))
    page = min(max(page, 0), (len(draft.items) - 1) // ITEMS_A_PAGE)
    first = page * ITEMS_A_PAGE
    head = bold(words.TO_ADD.format(articles=counted_articles(_taken(draft), ENGLISH)))
    listed = [_listed(item, first + place) for place, item in enumerate(draft.items[first:][:ITEMS_A_PAGE], start=1)]
    return stacked(stacked(head, *listed), _problems(draft), between="\n\n").reply(_batch_keyboard(draft, page))


def item_card(draft: Draft, item: int) -> Reply:
    """One item of a batch, counted from 0."""
    shown = draft.items[item]
    head = Piece(words.ITEM_OF.format(number=f"{item + 1:,}", count=f"{len(draft.items):,}"))
    if shown.is_left_out:
        head += Piece(SEPARATOR) + bold(words.LEFT_OUT)
    in_or_out = (words.TAKE_IN, TakeIn(draft.token, item)) if shown.is_left_out else _leave_out(draft, item)
    ways = [admin_button(words.BACK, ShowBatch(draft.token, item // ITEMS_A_PAGE)), admin_button(*in_or_out)]
    ways += [admin_button(words.NEXT, ShowItem(draft.token, item + 1))] if item + 1 < len(draft.items) else []
    return stacked(head, _item_piece(shown)).reply(InlineKeyboardMarkup([*_editing(draft, item), ways]))


def _leave_out(draft: Draft, item: int) -> tuple[str, LeaveOut]:
    return words.LEAVE_OUT, LeaveOut(draft.token, item)


def _item_piece(item: DraftItem) -> Piece:
    """Title, facts, what is to be looked at, and how the text begins."""
    language = short(item.language) if item.language else words.NO_LANGUAGE
    return stacked(
        title_piece(item.article),
        facts_piece(item.article),
        Piece(SEPARATOR.join((length_words(item.article), language))),
        *_replaced(item),
        *(_same_as(copy) for copy in item.copies if copy.article != item.replaces),
        first_words(item.article),
    )


def _replaced(item: DraftItem) -> list[Piece]:
    if item.replaces is None:
        return []
    title = next((copy.title for copy in item.copies if copy.article == item.replaces), item.replaces)
    return [bold(words.REPLACES) + Piece(words.REPLACED_ONE.format(title=short(title, MAX_LISTED_TITLE_UNITS)))]


def _same_as(copy: DraftCopy) -> Piece:
    share = words.SAME.format(share=percent(copy.share))
    return bold(share) + Piece(words.SAME_AS.format(title=short(copy.title, MAX_LISTED_TITLE_UNITS)))


def _listed(item: DraftItem, number: int) -> Piece:
    """A line of a batch, with what is to be looked at bold."""
    marks = bold(", ".join(_marks(item)))
    return stacked(Piece(numbered(number, item.article)), marks, between=SEPARATOR)


def _marks(item: DraftItem) -> list[str]:
    if item.is_left_out:
        return [words.LEFT_OUT]
    same = max((copy.share for copy in item.copies), default=0.0)
    return [
        *([] if item.article.title.strip() else [words.NO_TITLE]),
        *([] if item.article.source else [words.NO_OUTLET]),
        *([] if item.article.published else [words.NO_DATE]),
        *([words.REPLACES_OLDER] if item.replaces else []),
        *([words.SAME.format(share=percent(same))] if same >= REPLACE_AT_LEAST and not item.replaces else []),
    ]


def _problems(draft: Draft, most: int = MAX_PROBLEMS) -> Piece:
    """The pieces that were refused, each with its reason."""
    if not draft.problems:
        return Piece()
    head = bold(words.REFUSED.format(count=f"{len(draft.problems):,}"))
    return stacked(head, Piece(bullets(draft.problems, most=most)))


def _taken(draft: Draft) -> int:
    return sum(not item.is_left_out for item in draft.items)


def _single_keyboard(draft: Draft, item: DraftItem) -> InlineKeyboardMarkup:
    add = admin_button(words.ADD_CORRECTION if item.replaces else words.ADD, AddDraft(draft.token))
    discard = admin_button(words.DISCARD, DiscardDraft(draft.token))
    return InlineKeyboardMarkup([[add], *_editing(draft, 0), [discard]])


def _editing(draft: Draft, item: int) -> Sequence[Sequence[InlineKeyboardButton]]:
    """What can be changed of an item."""
    edits = [
        admin_button(label, EditField(draft.token, item, DraftField(field))) for field, label in words.EDIT.items()
    ]
    shown = draft.items[item]
    may_replace = any(copy.share >= REPLACE_AT_LEAST for copy in shown.copies) or shown.replaces is not None
    if not may_replace:
        return rows_of(edits, 3)
    label = words.ADD_AS_NEW if shown.replaces else words.REPLACE
    return [*rows_of(edits, 3), [admin_button(label, ReplaceArticle(draft.token, item))]]


def _batch_keyboard(draft: Draft, page: int) -> InlineKeyboardMarkup:
    first, taken = page * ITEMS_A_PAGE, _taken(draft)
    last = min(first + ITEMS_A_PAGE, len(draft.items))
    add = [admin_button(words.ADD_MANY.format(count=f"{taken:,}"), AddDraft(draft.token))] if taken else []
    items = [admin_button(f"{item + 1:,}", ShowItem(draft.token, item)) for item in range(first, last)]
    ways = [admin_button(words.BACK, ShowBatch(draft.token, page - 1))] if page else []
    ways += [admin_button(words.MORE, ShowBatch(draft.token, page + 1))] if last < len(draft.items) else []
    discard = [admin_button(words.DISCARD_ALL, DiscardDraft(draft.token))]
    rows = [add, *rows_of(items, _IN_A_ROW), ways, discard]
    return InlineKeyboardMarkup([row for row in rows if row])
