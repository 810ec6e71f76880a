"""Flagging: answers sent earlier whose quotes were withdrawn or corrected are changed to say so, at an admin's tap."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.admin_cards import flagged_card
from bot.admin_presses import FlagAnswers, KeepAnswers
from bot.audit import AuditLog
from bot.corpus_view import CorpusView
from bot.delivery import Delivery
from bot.handlers.effects import Effect
from bot.render import render_stored
from bot.store import Answers, SentAnswer
from bot.texts import texts_for
from index.places import Place, quote_at
from index.records import Article, Quote

logger = logging.getLogger(__name__)


class Flags:
    """Finds and flags answers that quote what the corpus, as `view` reads it now, no longer says."""

    def __init__(self, answers: Answers, view: CorpusView, delivery: Delivery, audit: AuditLog) -> None:
        self._answers = answers
        self._view = view
        self._delivery = delivery
        self._audit = audit

    async def affected(self, article_id: str) -> tuple[SentAnswer, ...]:
        """The answers in people's chats that quote of an article what it no longer says. Raises CorpusError."""
        sent = await self._answers.quoting([article_id])
        now = await asyncio.to_thread(self._articles)
        return tuple(one for one in sent if _gone(one, article_id, now))

    async def pressed(self, press: FlagAnswers | KeepAnswers, context: ContextTypes.DEFAULT_TYPE, by: str) -> Effect:
        """Flag the answers that quote an article, or leave them. Raises CorpusError, AuditError, StoreError."""
        article_id = await asyncio.to_thread(self._id_of, press.key)
        if article_id is None or isinstance(press, KeepAnswers):
            return Effect(reply=flagged_card(0))
        affected = await self.affected(article_id)
        await asyncio.to_thread(self._audit.record, by, "flag answers", article_id, answers=len(affected))
        now = await asyncio.to_thread(self._articles)
        flagged = [await self._flag(context.bot, one, now) for one in affected]
        return Effect(reply=flagged_card(sum(flagged), len(flagged) - sum(flagged)))

    async def _flag(self, bot: Bot, sent: SentAnswer, now: dict[str, Article]) -> bool:
        """Show the first page of an answer with what is gone said; whether that could be done."""
        quotes = [_quote(place, now) for place in sent.answer.places]
        inline = bool(bot.supports_inline_queries)
        texts = texts_for(sent.language)
        reply = render_stored(quotes, sent.answer, texts, inline_allowed=inline, username=bot.username)
        try:
            await self._delivery.edit(bot, sent.chat_id, sent.message_id, reply)
        except TelegramError as exc:
            logger.info("An answer was not flagged: %s", exc)
            return False
        return True

    def _articles(self) -> dict[str, Article]:
        return {article.id: article for article in self._view.corpus().articles}

    def _id_of(self, key: str) -> str | None:
        """The id that a button names, of an article that is there or was withdrawn."""
        article = self._view.by_key(key)
        return article.id if article else self._view.withdrawn_by_key(key)


def _gone(sent: SentAnswer, article_id: str, now: dict[str, Article]) -> bool:
    return any(place.article == article_id and _quote(place, now) is None for place in sent.answer.places)


def _quote(place: Place, now: dict[str, Article]) -> Quote | None:
    article = now.get(place.article)
    return quote_at(article, place) if article else None
