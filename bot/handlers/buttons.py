"""The buttons under an answer: more of it, a quote in its context, what one thinks of it, telling the admins of a gap.

They work after a restart and after a rebuild: answers are kept in the store, quotes are found again in the articles.
"""

import logging

from telegram import Bot, CallbackQuery, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.answering import AnsweringLane
from bot.buttons import Back, Context, More, NotUseful, Press, Reason, TellAdmins, Useful, press_of, reasons_keyboard
from bot.delivery import Delivery
from bot.handlers.effects import Effect, carry_out
from bot.handlers.pages import stored_page
from bot.render import render_gap, render_in_context
from bot.store import Store, StoredAnswer
from bot.texts import ENGLISH, Texts, texts_for

logger = logging.getLogger(__name__)


class Buttons:
    """Does what the buttons under answers say; `admins` are told of gaps."""

    def __init__(
        self, lane: AnsweringLane, store: Store, delivery: Delivery, admins: frozenset[int] = frozenset()
    ) -> None:
        self._lane = lane
        self._store = store
        self._delivery = delivery
        self._admins = admins

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says."""
        query = update.callback_query
        if query is None:
            return
        texts = texts_for(query.from_user.language_code)
        press = press_of(query.data or "")
        stored = await self._store.answers.by_token(press.token) if press else None
        effect = Effect(texts.answer_gone, alert=True)
        if press and stored and getattr(press, "place", -1) < len(stored.places):
            effect = await self._effect(press, stored, query, context.bot, texts)
        await carry_out(effect, query, context.bot, self._delivery)

    async def _effect(self, press: Press, stored: StoredAnswer, query: CallbackQuery, bot: Bot, texts: Texts) -> Effect:
        match press:
            case More() | Back():
                return Effect(reply=await stored_page(self._lane, stored, bot, texts, press.page))
            case Context():
                return await self._in_context(press, stored, texts)
            case NotUseful():
                await self._give(press, stored, query)
                return Effect(texts.reason_asked, keyboard=reasons_keyboard(press, texts))
            case Useful():
                await self._give(press, stored, query)
                return Effect(texts.thanked)
            case Reason():
                await self._give(press, stored, query)
                return Effect(texts.thanked, reply=await stored_page(self._lane, stored, bot, texts, press.page))
            case TellAdmins():
                return await self._tell(stored, query, bot, texts)

    async def _in_context(self, press: Context, stored: StoredAnswer, texts: Texts) -> Effect:
        found = await self._lane.read(
            lambda search: (quote, search.around(quote)) if (quote := search.find(stored.places[press.place])) else None
        )
        if found is None:
            return Effect(texts.quote_gone, alert=True)
        return Effect(reply=render_in_context(*found, texts, shown=press, places=len(stored.places)))

    async def _give(self, press: Useful | NotUseful | Reason, stored: StoredAnswer, query: CallbackQuery) -> None:
        await self._store.feedback.give(
            press.token,
            stored.places[press.place],
            chat_id=query.message.chat.id if query.message else query.from_user.id,
            user_id=query.from_user.id,
            useful=isinstance(press, Useful),
            reason=press.reason if isinstance(press, Reason) else None,
        )

    async def _tell(self, stored: StoredAnswer, query: CallbackQuery, bot: Bot, texts: Texts) -> Effect:
        chat_id = query.message.chat.id if query.message else query.from_user.id
        is_new = await self._store.feedback.report_gap(
            stored.token, stored.question, chat_id=chat_id, user_id=query.from_user.id
        )
        for admin in self._admins if is_new else ():
            try:
                await self._delivery.tell(bot, admin, render_gap(stored.question, ENGLISH))
            except TelegramError as exc:
                logger.warning("Admin %s was not told of a gap (%s): it is kept in the list of gaps", admin, exc)
        return Effect(texts.told if is_new else texts.told_already, alert=True)
