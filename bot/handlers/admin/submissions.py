"""What admins send in for the corpus: files, links, posts, pasted texts. Each becomes a draft, shown as a card.

Nothing enters the corpus here: that takes a tap on the card. What is sent together is one batch.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, MessageOriginChannel, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.delivery import Delivery, typing
from bot.drafting import is_rest_of_text
from bot.excerpt import utf16_units
from bot.gathering import gather_link, only_links
from bot.handlers.admin.cards import Cards, Piece, author_of
from bot.handlers.ask import Ask
from bot.messages import MessageKind, kind_of
from bot.render import plain
from bot.store import Drafts
from bot.texts import admins as words
from index.corpus import Problem
from index.formats import FormatError
from index.uploads import MAX_UPLOAD_BYTES, read_text, read_upload

_COMMAND = re.compile(r"/\w+(?:@\w+)?\s*")
_TOO_BIG = "file is too big"
"""How Telegram refuses to hand over a file of more than 20 MB (https://core.telegram.org/bots/api#getfile)."""


class Submissions:
    """Takes what admins send; every text of theirs that is nothing else is a question for `ask`."""

    def __init__(
        self, drafts: Drafts, cards: Cards, delivery: Delivery, ask: Ask, *, trusted_hosts: frozenset[str]
    ) -> None:
        self._drafts = drafts
        self._cards = cards
        self._delivery = delivery
        self._ask = ask
        self._trusted_hosts = trusted_hosts

    async def document(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a file."""
        message = update.effective_message
        if message is None or message.document is None:
            return
        async with typing(message):
            data = await _downloaded(message)
            if data is None:
                await self._delivery.reply(update.update_id, message, plain(words.TOO_LARGE))
                return
            pieces = await asyncio.to_thread(read_upload, data, message.document.file_name or "file")
        await self._cards.put(update, message, pieces)

    async def text(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take a text: a field that was asked for, a post, links, the rest of a pasted text, or a question."""
        message = update.effective_message
        if message is None:
            return
        text = message.text or message.caption or ""
        if await self._cards.takes_field(update, message, text):
            return
        last = await self._drafts.last_open(message.chat_id, author_of(message))
        replied = message.reply_to_message and message.reply_to_message.message_id
        is_correction = last and last.replaces and not last.items and replied == last.card_id
        if last and is_rest_of_text(last, message):
            await self._cards.append(update, message, last, text)
        elif links := only_links(text):
            await self._put_links(update, message, links)
        elif isinstance(message.forward_origin, MessageOriginChannel):
            await self._cards.put(update, message, [_post(message.forward_origin, text)])
        elif is_correction or kind_of(text) is MessageKind.TOO_LONG:  # that is no question
            await self._cards.put(update, message, [_pasted(text)], units=utf16_units(text))
        else:
            await self._ask.message(update, context)

    async def add(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take the text after /add, or of the message that it replies to; alone, say what can be sent."""
        message = update.effective_message
        if message is None:
            return
        written = message.text or ""
        replied = message.reply_to_message
        text = _COMMAND.sub("", written, count=1) or (replied and (replied.text or replied.caption)) or ""
        if links := only_links(text):
            await self._put_links(update, message, links)
        elif text:
            await self._cards.put(update, message, [_pasted(text)], units=utf16_units(written))
        else:
            await self._delivery.reply(update.update_id, message, plain(words.ADD_HELP))

    async def _put_links(self, update: Update, message: Message, links: Sequence[str]) -> None:
        async with typing(message):
            found = [
                piece
                for link in links
                for piece in await asyncio.to_thread(gather_link, link, trusted_hosts=self._trusted_hosts)
            ]
        await self._cards.put(update, message, found)


async def _downloaded(message: Message) -> bytes | None:
    """The bytes of a message's document; None where it is larger than Telegram hands over."""
    document = message.document
    if document is None or (document.file_size or 0) > MAX_UPLOAD_BYTES:
        return None
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except BadRequest as exc:
        if _TOO_BIG in exc.message.casefold():
            return None
        raise


def _pasted(text: str) -> Piece:
    try:
        return read_text(text)
    except FormatError as exc:
        return Problem(words.THE_TEXT, None, str(exc))


def _post(origin: MessageOriginChannel, text: str) -> Piece:
    """A channel's post as an article: its outlet is the channel, its link leads to the post where that is public."""
    found = _pasted(text)
    if isinstance(found, Problem):
        return found
    url = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else None
    return replace(found, source=origin.chat.title, url=url, published=origin.date.date())
