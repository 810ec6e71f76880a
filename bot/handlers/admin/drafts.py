"""The buttons under a draft's card: add, edit, leave out, replace, discard."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

from telegram import CallbackQuery, ForceReply, Message, Update

from bot.admin_cards import added_card, closed_card, corrected_card, discarded_card, draft_card, edit_prompt, item_card
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
from bot.audit import AuditError
from bot.delivery import Delivery
from bot.drafting import addition_key, with_item
from bot.editorial import Editorial
from bot.handlers.admin.flags import Flags
from bot.handlers.effects import Effect, refused
from bot.reply import Reply
from bot.store import Draft, DraftItem, Drafts, DraftState, Prompt
from index.errors import ArticleError, CorpusError
from index.records import Article

logger = logging.getLogger(__name__)

DraftPress = AddDraft | DiscardDraft | EditField | ShowItem | ShowBatch | LeaveOut | TakeIn | ReplaceArticle


class DraftButtons:
    """Does what the buttons of drafts say; what is added goes to `editorial`."""

    def __init__(self, drafts: Drafts, editorial: Editorial, delivery: Delivery, flags: Flags) -> None:
        self._flags = flags
        self._drafts = drafts
        self._editorial = editorial
        self._delivery = delivery

    async def pressed(  # noqa: PLR0911 - one way for each button
        self, press: DraftPress, query: CallbackQuery, update: Update, by: str
    ) -> Effect:
        """Do what a button says. Raises StoreError, telegram.error.TelegramError."""
        draft = await self._drafts.by_token(press.token)
        here = query.message and query.message.chat.id
        if draft is None or draft.chat_id != here:
            return Effect(reply=closed_card())
        if draft.state is not DraftState.OPEN:
            return Effect(reply=await self._became(draft))
        match press:
            case AddDraft():
                return await self._add(draft, query, by)
            case DiscardDraft():
                return Effect(reply=await self._discard(draft))
            case ShowBatch():
                return Effect(reply=draft_card(draft, press.page))
        if press.item >= len(draft.items):
            return Effect(reply=draft_card(draft))
        if isinstance(press, EditField):
            await self._ask_for(press, draft, query, update)
            return Effect()
        return Effect(reply=await self._shown(press, draft))

    async def _shown(self, press: ShowItem | LeaveOut | TakeIn | ReplaceArticle, draft: Draft) -> Reply:
        """The card of an item, after what the button says was done to it."""
        item = draft.items[press.item]
        match press:
            case LeaveOut() | TakeIn():
                item = replace(item, is_left_out=isinstance(press, LeaveOut))
            case ReplaceArticle():
                nearest = item.copies[0].article if item.copies else None
                item = replace(item, replaces=None if item.replaces else nearest)
        draft = with_item(draft, press.item, item)
        await self._drafts.save(draft)
        return item_card(draft, press.item) if len(draft.items) > 1 else draft_card(draft)

    async def _add(self, draft: Draft, query: CallbackQuery, by: str) -> Effect:
        failures, done = dict[int, str](), draft
        for number, item in enumerate(draft.items):
            if item.is_left_out:
                continue
            try:
                added = await asyncio.to_thread(self._put_in, draft, number, item, by)
            except (CorpusError, ArticleError, AuditError) as exc:
                if isinstance(exc.__cause__, OSError):  # of the disk: the card stays, and Add adds the rest later
                    await self._drafts.save(done)
                    return refused(exc)
                failures[number] = f"{item.article.title}: {exc}"
            else:
                done = with_item(done, number, replace(item, article=replace(item.article, id=added.id)))
        if len(draft.items) > 1:
            await self._offer_flags(done, query)
        return Effect(reply=await self._close(done, failures))

    async def _offer_flags(self, draft: Draft, query: CallbackQuery) -> None:
        """Ask of each correction in a batch about the answers that quoted what it changed, in a message of its own."""
        for corrected in _corrected(draft):
            if sent := len(await self._flags.affected(corrected.id)):
                await self._delivery.tell(query.get_bot(), draft.chat_id, corrected_card(corrected, sent))

    async def _discard(self, draft: Draft) -> Reply:
        """Drop what is not in the corpus: a disk that filled up may have let the first of a batch in."""
        if any(item.article.id for item in draft.items):
            return await self._close(
                draft, {number: "" for number, item in enumerate(draft.items) if not item.article.id}
            )
        await self._drafts.close(draft.token, DraftState.DISCARDED)
        return discarded_card(draft)

    async def _close(self, draft: Draft, failures: Mapping[int, str]) -> Reply:
        """Close a draft as added, but for the items with these numbers, each with the reason where there is one."""
        for number in failures:
            draft = with_item(draft, number, replace(draft.items[number], is_left_out=True))
        done = replace(draft, problems=tuple(filter(None, failures.values())))
        await self._drafts.save(done)
        await self._drafts.close(draft.token, DraftState.ADDED)
        return await self._became(replace(done, state=DraftState.ADDED))

    async def _became(self, draft: Draft) -> Reply:
        """What became of a closed draft; of one that was added, its items are those that were, its problems why not."""
        if draft.state is DraftState.DISCARDED:
            return discarded_card(draft)
        taken = [item for item in draft.items if not item.is_left_out]
        corrected = _corrected(draft)
        if len(draft.items) == len(corrected) == 1:
            return corrected_card(corrected[0], len(await self._flags.affected(corrected[0].id)))
        return added_card([item.article for item in taken if item.replaces is None], draft.problems, corrected)

    def _put_in(self, draft: Draft, number: int, item: DraftItem, by: str) -> Article:
        key = addition_key(draft, number)
        if item.replaces is not None:
            return self._editorial.correct(item.replaces, item.article, key=key, by=by)
        return self._editorial.add(item.article, key=key, by=by)

    async def _ask_for(self, press: EditField, draft: Draft, query: CallbackQuery, update: Update) -> None:
        """Ask for a field in a message that the admin's app opens a reply to."""
        if isinstance(query.message, Message):
            question = Reply(edit_prompt(press.field, draft.items[press.item]), suggested=ForceReply())
            if asked := await self._delivery.reply(update.update_id, query.message, question):
                await self._drafts.save(replace(draft, prompt=Prompt(asked.message_id, press.item, press.field)))


def _corrected(draft: Draft) -> list[Article]:
    """The articles that are corrections, under the ids of those that they replace."""
    taken = [item for item in draft.items if not item.is_left_out]
    return [replace(item.article, id=item.replaces) for item in taken if item.replaces is not None]
