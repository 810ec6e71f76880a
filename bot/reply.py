"""A message to send, and the pieces that it is put together from. Pure.

No parse mode is used, so nothing needs escaping. Offsets are code points in a `Piece` and UTF-16 code units, as
Telegram counts, in the finished `Reply`.
"""

from dataclasses import dataclass
from string import Formatter

from telegram import ForceReply, InlineKeyboardMarkup, MessageEntity, ReplyKeyboardMarkup
from telegram.constants import MessageLimit

from bot.excerpt import utf16_units

MAX_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
MAX_ENTITIES = int(MessageLimit.MESSAGE_ENTITIES)


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: its text and entities, offsets in UTF-16 code units, and the buttons under it.

    `suggested` takes the place of the phone's keyboard, for a new message in a private chat only: questions to tap, or
    a reply that is opened to be written.
    """

    text: str
    entities: tuple[MessageEntity, ...] = ()
    keyboard: InlineKeyboardMarkup | None = None
    suggested: ReplyKeyboardMarkup | ForceReply | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Text with entities, offsets in code points."""

    text: str = ""
    entities: tuple[MessageEntity, ...] = ()

    def __add__(self, other: "Piece") -> "Piece":
        moved = MessageEntity.shift_entities(len(self.text), other.entities)
        return Piece(self.text + other.text, (*self.entities, *moved))

    @property
    def units(self) -> int:
        """The length as Telegram counts it."""
        return utf16_units(self.text)

    def framed(self, kind: str, url: str | None = None) -> "Piece":
        """Return the same with one more entity around all of it."""
        return Piece(self.text, (MessageEntity(kind, 0, len(self.text), url=url), *self.entities))

    def reply(self, keyboard: InlineKeyboardMarkup | None = None) -> Reply:
        """Return the finished message."""
        entities = MessageEntity.adjust_message_entities_to_utf_16(self.text, self.entities)
        return Reply(self.text, tuple(entities), keyboard)


def plain(text: str) -> Reply:
    """Return a message without formatting."""
    return Reply(text)


def filled(template: str, **values: Piece) -> Piece:
    """Return `template` with formatted pieces in place of its named fields."""
    piece = Piece()
    for text, name, _, _ in Formatter().parse(template):
        piece += Piece(text)
        if name is not None:
            piece += values[name]
    return piece
