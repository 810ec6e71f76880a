"""The articles of the corpus as admins find, correct and withdraw them; what was sent that quotes them. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity

from bot.admin_buttons import admin_button, article_key, rows_of
from bot.admin_phrases import counted, short, stacked
from bot.admin_presses import (
    Articles,
    CorrectArticle,
    FlagAnswers,
    KeepAnswers,
    RebuildNow,
    ShowArticle,
    WithdrawArticle,
    WithdrawSurely,
)
from bot.article_pieces import (
    bold,
    facts_piece,
    first_words,
    length_words,
    numbered,
    source_words,
    title_piece,
)
from bot.phrases import counted_articles
from bot.reply import Piece, Reply
from bot.texts import ENGLISH
from bot.texts import admins as words
from index.records import Article

ARTICLES_A_PAGE = 10

_IN_A_ROW = 5


def articles_card(found: Sequence[Article], total: int, query: str = "", page: int = 0) -> Reply:
    """A page (from 0) of the `total` articles that a search finds: `found` are those of this page."""
    if not total:
        return _none_found(query)
    count = counted_articles(total, ENGLISH)
    head = words.FOUND.format(articles=count, query=short(query)) if query else count
    first = page * ARTICLES_A_PAGE
    listed = [
        Piece(f"{numbered(number, article)}\n{source_words(article)}")
        for number, article in enumerate(found[:ARTICLES_A_PAGE], start=first + 1)
    ]
    hint = Piece("" if query else words.FIND_HINT)
    return stacked(bold(head), *listed, hint).reply(_found_keyboard(found[:ARTICLES_A_PAGE], total, query, page))


def article_card(article: Article, versions: int = 0, *, page: int = 0, query: str = "") -> Reply:
    """One article; `versions` are the earlier ones that the history keeps, `page` and `query` of what led here."""
    correct = admin_button(words.CORRECT, CorrectArticle(article_key(article.id)))
    withdraw = admin_button(words.WITHDRAW, WithdrawArticle(article_key(article.id)))
    kept = words.EARLIER.format(versions=counted(versions, "earlier version")) if versions else ""
    name = Piece(short(article.id)).framed(MessageEntity.CODE)
    piece = stacked(
        title_piece(article),
        facts_piece(article),
        Piece(length_words(article)),
        Piece(kept),
        name,
        first_words(article),
    )
    return piece.reply(InlineKeyboardMarkup([[correct, withdraw], [admin_button(words.BACK, Articles(page, query))]]))


def correct_card(article: Article) -> Reply:
    """Asks for the corrected article."""
    return stacked(bold(words.CORRECT_NOW), _described(article), Piece(words.CORRECT_HOW)).reply()


def withdraw_card(article: Article) -> Reply:
    """Asks whether an article is really to be withdrawn."""
    key = article_key(article.id)
    buttons = [
        admin_button(words.WITHDRAW_YES, WithdrawSurely(key)),
        admin_button(words.WITHDRAW_NO, ShowArticle(key)),
    ]
    piece = stacked(bold(words.WITHDRAW_SURELY), _described(article), Piece(words.WITHDRAW_EFFECT))
    return piece.reply(InlineKeyboardMarkup([buttons]))


def withdrawn_card(article: Article, sent: int = 0) -> Reply:
    """Says that an article was withdrawn, and asks about the answers `sent` that quote it, where there are any."""
    return _done_card(words.WITHDRAWN, article, sent)


def corrected_card(article: Article, sent: int = 0) -> Reply:
    """Says that an article was corrected, and asks about the answers `sent` that quote it, where there are any."""
    return _done_card(words.CORRECTED, article, sent)


def flagged_card(done: int, failed: int = 0) -> Reply:
    """How many sent answers were flagged, and how many could not be."""
    head = words.FLAGGED.format(answers=counted(done, "answer")) if done else words.NONE_FLAGGED
    not_done = words.NOT_FLAGGED.format(answers=counted(failed, "answer")) if failed else ""
    return stacked(bold(head), Piece(not_done)).reply(InlineKeyboardMarkup([_rebuild_row()]))


def _done_card(done: str, article: Article, sent: int) -> Reply:
    head = bold(f"{done}:") + Piece(f" {short(article.title) or words.NO_TITLE}")
    if not sent:
        return stacked(head, Piece(words.UNTIL_REBUILD)).reply(InlineKeyboardMarkup([_rebuild_row()]))
    key = article_key(article.id)
    question = (words.ONE_SENT_ANSWER if sent == 1 else words.SENT_ANSWERS).format(count=f"{sent:,}")
    choice = [
        admin_button(words.FLAG.format(answers=counted(sent, "answer")), FlagAnswers(key)),
        admin_button(words.LEAVE_IT if sent == 1 else words.LEAVE_THEM, KeepAnswers(key)),
    ]
    piece = stacked(head, Piece(words.UNTIL_REBUILD), Piece(question))
    return piece.reply(InlineKeyboardMarkup([choice, _rebuild_row()]))


def _described(article: Article) -> Piece:
    return stacked(title_piece(article), Piece(source_words(article)))


def _rebuild_row() -> list[InlineKeyboardButton]:
    return [admin_button(words.REBUILD_NOW, RebuildNow())]


def _none_found(query: str) -> Reply:
    if query:
        return stacked(bold(words.NONE_FOUND.format(query=short(query))), Piece(words.NONE_FOUND_HINT)).reply()
    return stacked(bold(words.NO_ARTICLES), Piece(words.NO_ARTICLES_HINT)).reply()


def _found_keyboard(found: Sequence[Article], total: int, query: str, page: int) -> InlineKeyboardMarkup:
    first = page * ARTICLES_A_PAGE
    each = [
        admin_button(f"{number:,}", ShowArticle(article_key(article.id), page, query))
        for number, article in enumerate(found, start=first + 1)
    ]
    last = (total - 1) // ARTICLES_A_PAGE
    ways = [admin_button(words.BACK, Articles(min(page - 1, last), query))] if page else []
    ways += [admin_button(words.MORE, Articles(page + 1, query))] if page < last else []
    return InlineKeyboardMarkup([row for row in (*rows_of(each, _IN_A_ROW), ways) if row])
