"""Quotes as blocks of a message: the words, framed, over their line of source. Pure.

A block is whole; only where a single one is longer than a message may be is its quote cut.
"""

from collections.abc import Callable, Iterator, Sequence

from telegram import MessageEntity

from bot.excerpt import Excerpt, excerpt_of, fitted_excerpt, has_words
from bot.reply import MAX_ENTITIES, MAX_UNITS, Piece
from bot.sources import Line, Words, source_lines
from bot.texts import Texts
from index.records import Quote

MAX_QUOTES = 3
"""Of a page of an answer."""

BESIDE_HIGHLIGHTS = 4
"""Entities of a block that are no highlight: the frame, up to two links, and one to spare for the message."""

Shown = Sequence[Quote | None]
"""Quotes; None where one is gone from the corpus."""

Layout = Callable[[Excerpt, int], Piece]
"""How the words of a block are laid out, given its number in the message."""

GAP = Piece("\n\n")


def quoted(frame: str, others: str) -> Layout:
    """The layout of quotes that answer: decisive words bold, the first in one frame, the others in another."""

    def layout(excerpt: Excerpt, number: int) -> Piece:
        bold = tuple(MessageEntity(MessageEntity.BOLD, start, end - start) for start, end in excerpt.highlights)
        return Piece(excerpt.text, bold).framed(others if number else frame)

    return layout


def in_marks(excerpt: Excerpt, _number: int) -> Piece:
    """The layout of passages inside a frame of their own, as frames cannot be nested; no bold, as nothing answers."""
    return Piece(f"“{excerpt.text}”")


def without_blank(quotes: Shown) -> tuple[Quote | None, ...]:
    """The same with nothing in the place of a quote that has no words to show."""
    return tuple(quote if quote and has_words(quote.text) else None for quote in quotes)


def fitting(quotes: Shown, layout: Layout, texts: Texts, *, most: int, max_units: int = MAX_UNITS) -> tuple[int, Piece]:
    """How many of the first `most` quotes fit a message, at least one, and their blocks."""
    for count in range(min(most, len(quotes)), 1, -1):
        stack = _stacked(quotes[:count], layout, texts, MAX_UNITS)
        if stack.units <= max_units:
            return count, stack
    return 1, _stacked(quotes[:1], layout, texts, max_units)


def _stacked(quotes: Shown, layout: Layout, texts: Texts, max_units: int) -> Piece:
    """The blocks of the quotes, a blank line between them; gone ones in a row are told once."""
    blocks = list(_blocks(quotes, layout, texts, max_units))
    told = [block for number, block in enumerate(blocks) if quotes[number] or not number or quotes[number - 1]]
    return sum((GAP + block for block in told[1:]), start=told[0])


def _blocks(quotes: Shown, layout: Layout, texts: Texts, max_units: int) -> Iterator[Piece]:
    shown = [excerpt_of(quote).text if quote else "" for quote in quotes]
    lines = source_lines(quotes, shown, texts)
    for number, (quote, line) in enumerate(zip(quotes, lines, strict=True)):
        if quote is None:
            yield Piece(texts.quote_gone).framed(MessageEntity.ITALIC)
        else:
            source = Piece("\n") + source_piece(line)
            room = max_units - source.units - layout(Excerpt(""), number).units
            yield layout(_with_fewer_highlights(fitted_excerpt(quote, room), len(quotes)), number) + source


def source_piece(line: Line) -> Piece:
    """A line of source with its links."""
    return sum(map(_linked, line), start=Piece())


def _linked(words: Words) -> Piece:
    piece = Piece(words.text)
    return piece.framed(MessageEntity.TEXT_LINK, words.url) if words.url else piece


def _with_fewer_highlights(excerpt: Excerpt, blocks: int) -> Excerpt:
    """The same with no more highlights than leave Telegram's limit of entities to every block."""
    return Excerpt(excerpt.text, excerpt.highlights[: max(MAX_ENTITIES // blocks - BESIDE_HIGHLIGHTS, 0)])
