"""An answer as one Telegram message: quotes over their sources, in pages, with buttons. Pure; nothing is sent here.

Pages hold up to three quotes, fewer where they are long: a quote is never cut to make room for another.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.blocks import GAP, MAX_QUOTES, Shown, fitting, in_marks, quoted, source_piece, without_blank
from bot.buttons import (
    Context,
    ShownPage,
    answer_keyboard,
    answer_link,
    context_keyboard,
    gap_keyboard,
    gone_keyboard,
    share_button,
)
from bot.excerpt import excerpt_of, fitted_excerpt, has_words
from bot.overview import (
    render_about,
    render_gap,
    render_group_not_allowed,
    render_latest,
    render_no_access,
    render_sources,
    render_start,
)
from bot.phrases import coverage_sentence
from bot.reply import MAX_UNITS, Piece, Reply, plain
from bot.sources import source_lines
from bot.store.records import StoredAnswer
from bot.texts import Texts
from index.coverage import Coverage
from index.records import Answer, Quote

__all__ = [
    "Reply",
    "plain",
    "render_about",
    "render_answer",
    "render_gap",
    "render_group_not_allowed",
    "render_in_context",
    "render_latest",
    "render_no_access",
    "render_quote",
    "render_sources",
    "render_start",
    "render_stored",
]

_ANSWERS = quoted(MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question that an answer is for; `token` is None where the answer is not stored and gets no buttons."""

    question: str
    token: str | None
    follow_up: bool


def render_answer(
    answer: Answer,
    texts: Texts,
    *,
    token: str | None = None,
    page: int = 0,
    coverage: Coverage | None = None,
    inline_allowed: bool = True,
    username: str | None = None,
    context: str | None = None,
) -> Reply:
    """Return the message that answers: a page of quotes, or a plain no and what comes nearest.

    With a `token` it has buttons; `username` is the bot's, for links to the answer; `context` is the earlier question
    that this one was answered with.
    """
    asked = _Asked(answer.question, token, context is not None)
    quotes = without_blank(answer.quotes)
    if not answer.answered or not any(quotes):
        return _not_answered(quotes, asked, texts, coverage)
    return _page(quotes, asked, texts, page, inline_allowed=inline_allowed, username=username)


def render_stored(
    quotes: Shown,
    stored: StoredAnswer,
    texts: Texts,
    page: int = 0,
    *,
    coverage: Coverage | None = None,
    inline_allowed: bool = True,
    username: str | None = None,
) -> Reply:
    """Return a page of an answer given earlier, its `quotes` found again; gone ones (None) say so."""
    asked = _Asked(stored.question, stored.token, stored.context is not None)
    quotes = without_blank(quotes)
    if not stored.answered or not quotes:
        return _not_answered(quotes, asked, texts, coverage)
    return _page(quotes, asked, texts, page, inline_allowed=inline_allowed, username=username)


def render_quote(quote: Quote, texts: Texts) -> Reply:
    """Return a message of one quote and its source, without buttons."""
    return fitting([quote], _ANSWERS, texts, most=1)[1].reply()


def render_in_context(
    quote: Quote, around: Quote, texts: Texts, *, shown: Context | None = None, places: int = 1
) -> Reply:
    """Return the quote framed between its neighbours, as far as they fit; `places` are the quotes of the answer.

    `around` is the quote with its neighbours; with `shown`, which names the quote, there are buttons.
    """
    line = next(source_lines([quote], [excerpt_of(quote).text], texts))
    source = GAP + source_piece(line)
    framed = _ANSWERS(fitted_excerpt(quote, MAX_UNITS - source.units), 0)
    room = MAX_UNITS - source.units - framed.units
    before, after = (_neighbour(words, room // 2) for words in _neighbours(quote, around))
    piece = (before + Piece("\n") if before.text else before) + framed
    piece += Piece("\n") + after if after.text else after
    return (piece + source).reply(context_keyboard(shown, places, texts) if shown else None)


def _neighbours(quote: Quote, around: Quote) -> Iterator[Quote | None]:
    """What stands before and after a quote."""
    is_around = around.article.text == quote.article.text
    for start, end in ((around.start, quote.start), (quote.end, around.end)):
        inside = is_around and start < end and has_words(quote.article.text[start:end])
        yield Quote(quote.article, start, end) if inside else None


def _neighbour(words: Quote | None, max_units: int) -> Piece:
    piece = Piece(excerpt_of(words).text) if words else Piece()
    return piece if piece.units < max_units else Piece()


def _page(
    quotes: Shown, asked: _Asked, texts: Texts, number: int, *, inline_allowed: bool, username: str | None
) -> Reply:
    pages = list(_pages(quotes, texts))
    number = min(max(number, 0), len(pages) - 1)
    first, piece = pages[number]
    if asked.token is None:
        return piece.reply()
    shown = ShownPage(asked.token, number, first, is_last=number == len(pages) - 1)
    if quotes[first] is None:
        return piece.reply(gone_keyboard(shown, texts))
    # A follow-up does not stand alone in another chat: its answer is shared by link where that is possible.
    link = answer_link(username, asked.token) if username else None
    inline = inline_allowed and not (asked.follow_up and link)
    share = share_button(asked.question, texts, inline=inline, link=link)
    return piece.reply(answer_keyboard(shown, share, texts))


def _pages(quotes: Shown, texts: Texts) -> Iterator[tuple[int, Piece]]:
    """The place of each page's first quote, and the page."""
    first = 0
    while first < len(quotes):
        count, piece = fitting(quotes[first:], _ANSWERS, texts, most=MAX_QUOTES)
        yield first, piece
        first += count


def _not_answered(quotes: Sequence[Quote | None], asked: _Asked, texts: Texts, coverage: Coverage | None) -> Reply:
    covered = (coverage_sentence(coverage, texts),) if coverage else ()
    piece = Piece("\n".join((texts.not_answered, *covered, texts.not_answered_hint)))
    keyboard: InlineKeyboardMarkup | None = gap_keyboard(asked.token, texts) if asked.token else None
    nearest = [quote for quote in quotes if quote]
    if nearest:
        label = Piece(f"{texts.nearest}\n")
        room = MAX_UNITS - (piece + GAP + label).units
        _, passages = fitting(nearest, in_marks, texts, most=MAX_QUOTES, max_units=room)
        piece += GAP + (label + passages).framed(MessageEntity.EXPANDABLE_BLOCKQUOTE)
    return piece.reply(keyboard)
