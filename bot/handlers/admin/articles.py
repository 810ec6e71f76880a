"""/articles: what is in the corpus, to look at, correct and withdraw."""

import asyncio
from dataclasses import replace

from telegram import CallbackQuery, ForceReply, Message, Update
from telegram.ext import ContextTypes

from bot.admin_buttons import article_query
from bot.admin_cards import (
    ARTICLES_A_PAGE,
    article_card,
    articles_card,
    correct_card,
    withdraw_card,
    withdrawn_card,
)
from bot.admin_presses import Articles, CorrectArticle, ShowArticle, WithdrawArticle, WithdrawSurely
from bot.corpus_view import CorpusView
from bot.delivery import Delivery
from bot.drafting import new_draft
from bot.editorial import Editorial
from bot.handlers.admin.flags import Flags
from bot.handlers.effects import Effect
from bot.reply import Reply
from bot.store import Drafts
from bot.texts import admins as words
from index.corpus import read_file
from index.editions import Found
from index.records import Article

ArticlePress = Articles | ShowArticle | WithdrawArticle | WithdrawSurely | CorrectArticle


class ArticleList:
    """Shows the articles that `view` reads; changes go through `editorial`."""

    def __init__(
        self, view: CorpusView, editorial: Editorial, drafts: Drafts, delivery: Delivery, flags: Flags
    ) -> None:
        self._view = view
        self._flags = flags
        self._editorial = editorial
        self._drafts = drafts
        self._delivery = delivery

    async def articles(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /articles, with words to look for or without, and /withdraw likewise."""
        if message := update.effective_message:
            page = await self._page(0, article_query(" ".join(context.args or ())))
            await self._delivery.reply(update.update_id, message, page)

    async def pressed(self, press: ArticlePress, query: CallbackQuery, update: Update, by: str) -> Effect:
        """Do what a button says. Raises CorpusError, AuditError, StoreError, telegram.error.TelegramError."""
        if isinstance(press, Articles):
            return Effect(reply=await self._page(press.page, press.query))
        article = await asyncio.to_thread(self._view.by_key, press.key)
        if article is None:
            return await self._gone(press)
        match press:
            case ShowArticle():
                versions = await asyncio.to_thread(self._editorial.versions, article.id)
                return Effect(reply=article_card(article, len(versions), page=press.page, query=press.query))
            case WithdrawArticle():
                return Effect(reply=withdraw_card(article))
            case WithdrawSurely():
                await asyncio.to_thread(self._editorial.withdraw, article.id, by=by)
                return await self._withdrawn(article)
            case CorrectArticle():
                return await self._ask_for_correction(article, query, update)

    async def _gone(self, press: ArticlePress) -> Effect:
        """What a button does whose article is gone: one that withdrew it may be pressed twice, or be done again."""
        withdrawn = await asyncio.to_thread(self._last_withdrawn, press) if isinstance(press, WithdrawSurely) else None
        return await self._withdrawn(withdrawn) if withdrawn else Effect(words.NO_SUCH_ARTICLE, alert=True)

    async def _withdrawn(self, article: Article) -> Effect:
        return Effect(reply=withdrawn_card(article, len(await self._flags.affected(article.id))))

    def _last_withdrawn(self, press: WithdrawSurely) -> Article | None:
        """The article as it was when it was withdrawn."""
        article_id = self._view.withdrawn_by_key(press.key)
        if article_id is None:
            return None
        kept = self._editorial.versions(article_id)[-1].path
        found = (one.article for one in read_file(kept, kept.name) if isinstance(one, Found))
        return next((replace(article, id=article_id) for article in found), None)

    async def _page(self, number: int, words_wanted: str) -> Reply:
        found = await asyncio.to_thread(self._view.found, words_wanted)
        first = number * ARTICLES_A_PAGE
        return articles_card(found[first : first + ARTICLES_A_PAGE], len(found), words_wanted, number)

    async def _ask_for_correction(self, article: Article, query: CallbackQuery, update: Update) -> Effect:
        if not isinstance(query.message, Message):
            return Effect(words.NO_SUCH_ARTICLE, alert=True)
        prompt = replace(correct_card(article), suggested=ForceReply())
        asked = await self._delivery.reply(update.update_id, query.message, prompt)
        if asked:
            draft = replace(new_draft(asked, query.from_user.id), replaces=article.id, card_id=asked.message_id)
            await self._drafts.save(draft)
        return Effect()
