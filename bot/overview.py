"""Messages about the bot and its corpus: first words, about, latest, outlets; and notes to admins. Pure."""

from collections.abc import Sequence

from telegram import MessageEntity

from bot.blocks import fitting, quoted, source_piece
from bot.buttons import suggestions
from bot.direction import isolated, line_start, without_marks
from bot.excerpt import excerpt_of, shortened
from bot.messages import MAX_QUESTION_CHARS
from bot.phrases import counted_articles, coverage_sentence
from bot.reply import MAX_UNITS, Piece, Reply, filled, plain
from bot.sources import MAX_OUTLET_CHARS, source_lines
from bot.texts import Texts
from index.coverage import Coverage, Outlet
from index.records import Quote

MAX_OUTLETS = 40
FOLDED_OUTLETS = 10
"""A longer list is folded."""

MAX_LATEST = 10

_LATEST = quoted(MessageEntity.EXPANDABLE_BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)


def render_start(examples: Sequence[str], coverage: Coverage | None, texts: Texts) -> Reply:
    """Return the first words: three lines on what this is, and questions that can be asked, also as buttons."""
    questions = tuple(filter(None, (shortened(example, MAX_QUESTION_CHARS) for example in examples)))
    covered = coverage_sentence(coverage, texts) if coverage else ""
    ask = texts.ask_away_with_examples if questions else texts.ask_away
    last_line = covered if coverage and not coverage.articles else f"{covered} {ask}".strip()
    lines = (texts.start, last_line, *(f"• {question}" for question in questions))
    return Reply("\n".join(lines), suggested=suggestions(questions, texts))


def render_about(coverage: Coverage, texts: Texts, newest: Quote | None = None) -> Reply:
    """Return what the bot does, what it knows, of when its newest article is, and what it stores about people."""
    piece = Piece(f"{texts.about}\n\n{coverage_sentence(coverage, texts)}")
    if newest:
        line = next(source_lines([newest], [excerpt_of(newest).text], texts))
        piece += Piece(f"\n{texts.about_newest} ") + source_piece(line)
    return (piece + Piece(f"\n\n{texts.about_people}")).reply()


def render_latest(quotes: Sequence[Quote], texts: Texts) -> Reply:
    """Return the newest articles, each quoted with its source: as many as fit."""
    if not quotes:
        return plain(texts.coverage_none)
    head = Piece(f"{texts.latest}\n\n")
    _, stack = fitting(quotes, _LATEST, texts, most=MAX_LATEST, max_units=MAX_UNITS - head.units)
    return (head + stack).reply()


def render_sources(coverage: Coverage, texts: Texts) -> Reply:
    """Return the outlets with how many articles of each, most first; a long list is folded."""
    if not coverage.articles:
        return plain(texts.coverage_none)
    if not coverage.outlets:
        return plain(f"{coverage_sentence(coverage, texts)}\n{texts.sources_none}")
    articles = counted_articles(coverage.articles, texts)
    outlets = Piece("\n".join(_outlet_lines(coverage, texts)))
    if len(coverage.outlets) > FOLDED_OUTLETS:
        outlets = outlets.framed(MessageEntity.EXPANDABLE_BLOCKQUOTE)
    return (Piece(f"{texts.sources.format(articles=articles)}\n") + outlets).reply()


def _outlet_lines(coverage: Coverage, texts: Texts) -> list[str]:
    unknown = coverage.articles - sum(outlet.articles for outlet in coverage.outlets)
    others = len(coverage.outlets) - MAX_OUTLETS
    return [
        *(_outlet_line(outlet, texts) for outlet in coverage.outlets[:MAX_OUTLETS]),
        *([texts.sources_more.format(count=f"{others:,}")] if others > 0 else []),
        *([texts.sources_unknown.format(count=f"{unknown:,}")] if unknown > 0 else []),
    ]


def _outlet_line(outlet: Outlet, texts: Texts) -> str:
    name = isolated(shortened(without_marks(outlet.name), MAX_OUTLET_CHARS), right_to_left=texts.right_to_left)
    return f"{line_start(name, right_to_left=texts.right_to_left)}{name}: {outlet.articles:,}"


def render_gap(question: str, texts: Texts) -> Reply:
    """Return the message that tells an admin about a question that the corpus does not answer."""
    words = Piece(shortened(question, MAX_QUESTION_CHARS)).framed(MessageEntity.BLOCKQUOTE)
    return filled(texts.gap, question=words).reply()


def render_no_access(user_id: int, texts: Texts) -> Reply:
    """Return the refusal of someone who may not ask, with the number to give to the operator, copied at a tap."""
    return filled(texts.no_access, number=_number(user_id)).reply()


def render_group_not_allowed(chat_id: int, texts: Texts) -> Reply:
    """Return the goodbye to a group that may not ask, with its number."""
    return filled(texts.group_not_allowed, number=_number(chat_id)).reply()


def _number(number: int) -> Piece:
    return Piece(str(number)).framed(MessageEntity.CODE)
