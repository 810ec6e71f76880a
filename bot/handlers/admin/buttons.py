"""The buttons of admins' cards: who presses is checked here, on every press; then each goes to its conversation."""

from telegram import CallbackQuery, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.admin_buttons import admin_press_of
from bot.admin_presses import (
    AddDraft,
    AdminPress,
    Articles,
    CorrectArticle,
    DiscardDraft,
    EditField,
    FlagAnswers,
    GapsPage,
    KeepAnswers,
    LeaveOut,
    RebuildAnyway,
    RebuildNow,
    ReplaceArticle,
    RollBack,
    ShowArticle,
    ShowBatch,
    ShowItem,
    TakeIn,
    WithdrawArticle,
    WithdrawSurely,
)
from bot.audit import telegram_user
from bot.delivery import Delivery
from bot.handlers.admin.articles import ArticleList
from bot.handlers.admin.condition import Condition
from bot.handlers.admin.drafts import DraftButtons
from bot.handlers.admin.flags import Flags
from bot.handlers.admin.rebuilds import Rebuilds
from bot.handlers.effects import Effect, carry_out, refused
from bot.render import plain
from bot.texts import admins as words
from bot.texts import texts_for
from index.errors import IncidentError


class AdminButtons:
    """Does what a button of an admin's card says, for an admin in a private chat and for nobody else."""

    def __init__(
        self,
        admins: frozenset[int],
        delivery: Delivery,
        *,
        drafts: DraftButtons,
        articles: ArticleList,
        rebuilds: Rebuilds,
        condition: Condition,
        flags: Flags,
    ) -> None:
        self._admins = admins
        self._delivery = delivery
        self._drafts = drafts
        self._articles = articles
        self._rebuilds = rebuilds
        self._condition = condition
        self._flags = flags

    async def pressed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says."""
        query = update.callback_query
        if query is None:
            return
        effect = await self._effect(query, update, context)
        is_answered = await carry_out(effect, query, context.bot, self._delivery)
        if effect.said and not is_answered and query.message:  # it took too long, or a restart: said all the same
            await self._delivery.tell(context.bot, query.message.chat.id, plain(effect.said))

    async def _effect(self, query: CallbackQuery, update: Update, context: ContextTypes.DEFAULT_TYPE) -> Effect:
        in_private = query.message is not None and query.message.chat.type == ChatType.PRIVATE
        if query.from_user.id not in self._admins or not in_private:
            return Effect(texts_for(query.from_user.language_code).admins_only, alert=True)
        press = admin_press_of(query.data or "")
        if press is None:
            return Effect(words.CLOSED, alert=True)
        try:
            return await self._done(press, query, update, context)
        except IncidentError as exc:  # of the disk, the corpus, the index: its line says what to do
            return refused(exc)

    async def _done(
        self, press: AdminPress, query: CallbackQuery, update: Update, context: ContextTypes.DEFAULT_TYPE
    ) -> Effect:
        by = telegram_user(query.from_user.id)
        match press:
            case (
                AddDraft() | DiscardDraft() | EditField() | ShowItem() | ShowBatch() | LeaveOut() | TakeIn()
                | ReplaceArticle()
            ):  # fmt: skip
                return await self._drafts.pressed(press, query, update, by)
            case Articles() | ShowArticle() | WithdrawArticle() | WithdrawSurely() | CorrectArticle():
                return await self._articles.pressed(press, query, update, by)
            case RebuildNow() | RebuildAnyway() | RollBack():
                return await self._rebuilds.pressed(press, update, by)
            case FlagAnswers() | KeepAnswers():
                return await self._flags.pressed(press, context, by)
            case GapsPage():
                return await self._condition.pressed(press)
