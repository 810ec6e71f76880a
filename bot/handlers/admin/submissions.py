"""What admins send in for the corpus: files, links, posts, pasted texts. Each becomes a draft, shown as a card.

Nothing enters the corpus here: that takes a tap on the card. What is sent together is one batch.
"""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import replace

from telegram import Message, MessageOriginChannel, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.delivery import Delivery, typing
from bot.drafting import is_rest_of_text
from bot.excerpt import utf16_units
from bot.gathering import gather_link, only_links
from bot.handlers.admin.cards import Cards, author_of
from bot.handlers.ask import Ask
from bot.messages import MessageKind, kind_of
from bot.render import plain
from bot.store import Draft, Drafts
from bot.texts import admins as words
from index.corpus import Problem
from index.formats import FormatError
from index.records import Article
from index.uploads import MAX_UPLOAD_BYTES, Piece, read_text, read_upload

logger = logging.getLogger(__name__)

_ADD = re.compile(r"/add\b", re.IGNORECASE)
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
            if isinstance(data, str):
                await self._delivery.reply(update.update_id, message, plain(data))
                return
            pieces: Sequence[Piece] = await asyncio.to_thread(read_upload, data, message.document.file_name or "file")
        if isinstance(message.forward_origin, MessageOriginChannel):
            pieces = _of_post(message.forward_origin, pieces, message.caption or "")
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
        if _ADD.match(message.caption or ""):  # to Telegram's library, no command stands under a photo
            await self.add(update, context)
        elif last and is_rest_of_text(last, message):
            await self._cards.append(update, message, last, text)
        elif links := only_links(text):
            await self._put_links(update, message, links)
        elif isinstance(message.forward_origin, MessageOriginChannel):
            await self._cards.put(update, message, [_post(message.forward_origin, text)])
        elif kind_of(text) is MessageKind.TOO_LONG or await self._cards.asked_for(message):  # that is no question
            await self._cards.put(update, message, [_pasted(text)], units=utf16_units(text))
        else:
            await self._ask.message(update, context)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take an edited field; say of what a card shows that it stays; the rest is an edited question."""
        message = update.edited_message
        if message is None:
            return
        text = message.text or message.caption or ""
        if await self._cards.takes_field(update, message, text):
            return
        if message.document or only_links(text):  # the file is the same; of a link, Telegram tells when it has looked
            return
        draft = await self._drafts.last_open(message.chat_id, author_of(message))
        if draft is None or message.message_id not in draft.messages:
            await self._ask.edited(update, context)
        elif not _is_shown(_COMMAND.sub("", text, count=1), draft):
            await self._delivery.reply(update.update_id, message, plain(words.CARD_STAYS))

    async def add(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take the text after /add, or of the message that it replies to; alone, say what can be sent."""
        message = update.effective_message
        if message is None:
            return
        written = message.text or message.caption or ""
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


async def _downloaded(message: Message) -> bytes | str:
    """The bytes of a message's document, or the words that say why there are none."""
    document = message.document
    if document is None or (document.file_size or 0) > MAX_UPLOAD_BYTES:
        return words.TOO_LARGE
    try:
        file = await document.get_file()
        return bytes(await file.download_as_bytearray())
    except TelegramError as exc:
        if _TOO_BIG in exc.message.casefold():
            return words.TOO_LARGE
        logger.warning("A file was not downloaded: %s", exc)
        return words.NOT_DOWNLOADED


def _is_shown(text: str, draft: Draft) -> bool:
    """Whether a card shows that very text: Telegram tells of edits that nobody sees, too."""
    found = _pasted(text)
    return isinstance(found, Article) and found.text in {item.article.text for item in draft.items}


def _pasted(text: str) -> Piece:
    try:
        return read_text(text)
    except FormatError as exc:
        return Problem(words.THE_TEXT, None, str(exc))


def _post(origin: MessageOriginChannel, text: str) -> Piece:
    """A channel's post as an article."""
    found = _pasted(text)
    return _sourced(found, origin) if isinstance(found, Article) else found


def _of_post(origin: MessageOriginChannel, pieces: Sequence[Piece], text: str) -> Sequence[Piece]:
    """The articles in a post's file; where there is none, as in a video, the post's own text."""
    articles = [piece for piece in pieces if isinstance(piece, Article)]
    if text and not articles:
        return [_post(origin, text)]
    return [_sourced(piece, origin) if isinstance(piece, Article) else piece for piece in pieces]


def _sourced(article: Article, origin: MessageOriginChannel) -> Article:
    """An article with what it does not say itself: its outlet is the channel, its link leads to a public post."""
    url = f"https://t.me/{origin.chat.username}/{origin.message_id}" if origin.chat.username else None
    return replace(
        article,
        source=article.source or origin.chat.title,
        url=article.url or url,
        published=article.published or origin.date.date(),
    )
