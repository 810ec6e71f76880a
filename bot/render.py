"""An answer as one Telegram message: text and the entities that format it. Pure; nothing is sent here.

No parse mode is used, so nothing needs escaping. Offsets are code points while a message is put together and
UTF-16 code units, as Telegram counts, in the finished `Reply`. A message too long for Telegram loses its last
quotes; a quote is cut only where it alone is too long.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from telegram import MessageEntity
from telegram.constants import MessageLimit

from bot import texts
from bot.excerpt import Excerpt, excerpt_of, utf16_units
from bot.sources import Words, source_lines
from index.records import Answer, Quote

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_QUOTES = 3
MAX_HIGHLIGHTS = 30
"""Of one quote: three of them, with their frames and links, stay below Telegram's 100 entities a message."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to send: its text and entities, offsets in UTF-16 code units."""

    text: str
    entities: tuple[MessageEntity, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """Text with entities, offsets in code points."""

    text: str
    entities: tuple[MessageEntity, ...] = ()

    def __add__(self, other: "_Piece") -> "_Piece":
        moved = MessageEntity.shift_entities(len(self.text), other.entities)
        return _Piece(self.text + other.text, (*self.entities, *moved))

    def framed(self, kind: str, url: str | None = None) -> "_Piece":
        """Return the same with one more entity around all of it."""
        return _Piece(self.text, (MessageEntity(kind, 0, len(self.text), url=url), *self.entities))


_Layout = Callable[[Excerpt], _Piece]


def plain(text: str) -> Reply:
    """Return a message without formatting."""
    return Reply(text)


def render_answer(answer: Answer) -> Reply:
    """Return the message that answers: the best quotes, or a plain no and what comes nearest."""
    quotes = [quote for quote in answer.quotes if not quote.text.isspace()][:MAX_QUOTES]
    if not quotes:
        return plain(texts.NOT_ANSWERED)
    piece = _stacked(quotes, _quote_block, max_units=MAX_UNITS) if answer.answered else _nearest(quotes)
    return Reply(piece.text, tuple(MessageEntity.adjust_message_entities_to_utf_16(piece.text, piece.entities)))


def _nearest(quotes: Sequence[Quote]) -> _Piece:
    head = _Piece(f"{texts.NOT_ANSWERED}\n{texts.NOT_ANSWERED_HINT}\n\n")
    label = _Piece(f"{texts.NEAREST}\n")
    room = MAX_UNITS - utf16_units(head.text + label.text)
    passages = _stacked(quotes, _passage_block, max_units=room)
    return head + (label + passages).framed(MessageEntity.EXPANDABLE_BLOCKQUOTE)


def _quote_block(excerpt: Excerpt) -> _Piece:
    spans = excerpt.highlights[:MAX_HIGHLIGHTS]
    bold = tuple(MessageEntity(MessageEntity.BOLD, start, end - start) for start, end in spans)
    return _Piece(excerpt.text, bold).framed(MessageEntity.BLOCKQUOTE)


def _passage_block(excerpt: Excerpt) -> _Piece:
    return _Piece(f"“{excerpt.text}”")  # marks, as frames cannot be nested; no bold, as nothing here answers


def _stacked(quotes: Sequence[Quote], layout: _Layout, *, max_units: int) -> _Piece:
    """As many quotes as fit, in order, a blank line between them."""
    first, *others = _blocks(quotes, layout, max_units=max_units)
    stack = first
    for block in others:
        longer = stack + _Piece("\n\n") + block
        if utf16_units(longer.text) > max_units:
            break
        stack = longer
    return stack


def _blocks(quotes: Sequence[Quote], layout: _Layout, *, max_units: int) -> Iterator[_Piece]:
    """Each quote over its line of source, cut only where it alone takes more than `max_units`."""
    excerpts = [excerpt_of(quote) for quote in quotes]
    lines = source_lines(quotes, [excerpt.text for excerpt in excerpts])
    for excerpt, line in zip(excerpts, lines, strict=True):
        source = sum(map(_source_piece, line), start=_Piece("\n"))
        room = max_units - utf16_units(source.text + layout(Excerpt("")).text)
        yield layout(excerpt.fitted(room)) + source


def _source_piece(words: Words) -> _Piece:
    piece = _Piece(words.text)
    return piece.framed(MessageEntity.TEXT_LINK, words.url) if words.url else piece
