"""The card of a draft in an admin's chat: made, grown, shown. What is on the card is stored before it is shown."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from telegram import ForceReply, Message, Update
from telegram.error import BadRequest, TelegramError

from bot.admin_cards import asks_for_field, draft_card, edit_refused, item_card
from bot.corpus_view import CorpusView
from bot.delivery import Delivery
from bot.drafting import FieldRefused, edited, goes_on, grown, lengthened, new_draft, with_item
from bot.reply import Reply, plain
from bot.store import Draft, DraftCopy, DraftItem, Drafts
from bot.texts import admins as words
from index.copies import KnownTexts
from index.corpus import Problem
from index.errors import CorpusError
from index.languages import language_of
from index.records import Article
from index.uploads import Piece

logger = logging.getLogger(__name__)

MAX_ARTICLES = 500
"""Of a draft."""


class Cards:
    """Keeps each draft and the message that shows it the same."""

    def __init__(self, drafts: Drafts, view: CorpusView, delivery: Delivery) -> None:
        self._drafts = drafts
        self._view = view
        self._delivery = delivery

    async def put(self, update: Update, message: Message, pieces: Sequence[Piece], *, units: int = 0) -> None:
        """Put pieces of a message into the draft that it goes on with, or a new one, and show that.

        `units` is the length of a pasted text, in UTF-16 code units. Raises StoreError, telegram.error.TelegramError.
        """
        draft = await self._begun(message) or new_draft(message, author_of(message))
        if message.message_id not in draft.messages:  # else it is handled again, after a restart
            draft = await self._with_pieces(draft, message, pieces)
            if not draft.items:  # nothing to add: told, and not kept
                await self._delivery.reply(update.update_id, message, draft_card(draft))
                return
        await self._show(update, message, replace(draft, last_units=units), draft_card(draft))

    async def append(self, update: Update, message: Message, draft: Draft, text: str) -> None:
        """Put the rest of a pasted text, which Telegram cut in two, to its beginning. Raises as `put`."""
        if message.message_id not in draft.messages:
            longer = lengthened(draft, message, text)
            corrects = draft.items[-1].replaces
            [item] = await asyncio.to_thread(self._items, [longer.items[-1].article], corrects=corrects)
            item = replace(item, replaces=corrects)
            draft = with_item(longer, len(longer.items) - 1, item)
        await self._show(update, message, draft, draft_card(draft))

    async def takes_field(self, update: Update, message: Message, text: str) -> bool:
        """Whether a message answers a card's question for a field; if so, what it says is taken. Raises as `put`."""
        replied = message.reply_to_message
        if replied is None:
            return False
        draft = await self._drafts.by_prompt(message.chat_id, replied.message_id)
        if draft is None or draft.prompt is None:
            return await self._is_too_late(update, message, replied)
        item = draft.items[draft.prompt.item]
        try:
            article = edited(item.article, draft.prompt.field, text, today=message.date.date())
            if message.edit_date and article == item.article:  # Telegram tells of edits that nobody sees, too
                return True
        except FieldRefused as exc:
            refusal = Reply(edit_refused(draft.prompt.field, str(exc)), suggested=ForceReply())
            if asked := await self._delivery.reply(update.update_id, message, refusal):
                prompt = replace(draft.prompt, message_id=asked.message_id)
                await self._drafts.save(replace(draft, prompt=prompt))
            return True
        changed = with_item(draft, draft.prompt.item, replace(item, article=article))
        card = item_card(changed, draft.prompt.item) if len(draft.items) > 1 else draft_card(changed)
        await self._show(update, message, replace(changed, card_id=None), card)  # below what was just written
        if draft.card_id is not None:
            await self._retire(message, draft.card_id)
        return True

    async def _is_too_late(self, update: Update, message: Message, replied: Message) -> bool:
        """Whether a field is no longer asked for, as the draft is closed or another was asked for since; told so."""
        by_bot = replied.from_user is not None and replied.from_user.is_bot
        if not by_bot or not asks_for_field(replied.text or ""):
            return False
        await self._delivery.reply(update.update_id, message, plain(words.EDIT_OVER))
        return True

    async def asked_for(self, message: Message) -> Draft | None:
        """The correction that a message replies to the question for, and that has not come yet."""
        replied = message.reply_to_message
        draft = await self._drafts.by_card(message.chat_id, replied.message_id) if replied else None
        return draft if draft and draft.replaces and not draft.items else None

    async def _begun(self, message: Message) -> Draft | None:
        """The draft that a message goes on with: the correction that it replies to, else perhaps the last."""
        if asked := await self.asked_for(message):
            return asked
        last = await self._drafts.last_open(message.chat_id, author_of(message))
        return last if last and goes_on(last, message) else None

    async def _with_pieces(self, draft: Draft, message: Message, pieces: Sequence[Piece]) -> Draft:
        room = MAX_ARTICLES - len(draft.items)
        articles = [piece for piece in pieces if isinstance(piece, Article)]
        problems = [str(piece) for piece in pieces if isinstance(piece, Problem)]
        if len(articles) > room:
            problems.append(words.TOO_MANY.format(left_out=len(articles) - room, most=MAX_ARTICLES))
        items = await asyncio.to_thread(self._items, articles[:room], corrects=draft.replaces)
        return grown(draft, items, problems, message)

    async def _show(self, update: Update, message: Message, draft: Draft, card: Reply) -> None:
        await self._drafts.save(draft)
        if draft.card_id is not None:
            try:
                await self._delivery.edit(message.get_bot(), message.chat_id, draft.card_id, card)
            except BadRequest as exc:
                logger.info("A card could not be changed (%s): sending a new one", exc)
            else:
                return
        if sent := await self._delivery.reply(update.update_id, message, card):
            await self._drafts.save(replace(draft, card_id=sent.message_id))

    async def _retire(self, message: Message, card_id: int) -> None:
        try:
            await self._delivery.edit_buttons(message.get_bot(), message.chat_id, card_id, None)
        except TelegramError as exc:
            logger.info("An old card keeps its buttons: %s", exc)

    def _items(self, articles: Sequence[Article], *, corrects: str | None = None) -> tuple[DraftItem, ...]:
        try:
            known, corpus = self._view.known(), self._view.corpus()
        except CorpusError as exc:
            logger.warning("Copies of a draft cannot be looked for: %s", exc)
            return tuple(DraftItem(one, language_of(one.text)) for one in articles)
        corrected = next((one for one in corpus.articles if one.id == corrects), None)
        return tuple(DraftItem(one, language_of(one.text), _copies_of(one.text, known, corrected)) for one in articles)


def _copies_of(text: str, known: KnownTexts, corrected: Article | None) -> tuple[DraftCopy, ...]:
    """The articles that are like a text, after the one that it corrects, however little they have in common."""
    found = {one.article.id: DraftCopy(one.article.id, one.article.title, one.share) for one in known.copies_of(text)}
    first = {corrected.id: DraftCopy(corrected.id, corrected.title, 0.0)} if corrected else {}
    return tuple((first | found).values())


def author_of(message: Message) -> int:
    """The admin who wrote, in a private chat."""
    return message.from_user.id if message.from_user else message.chat_id
