"""The commands that ask nothing: what the bot is, what it knows, what it keeps of a person, and how to be forgotten."""

import re

from telegram import Bot, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.answering import AnsweringLane
from bot.delivery import Delivery
from bot.handlers.pages import stored_page
from bot.render import (
    Reply,
    plain,
    render_about,
    render_latest,
    render_sources,
    render_start,
)
from bot.sender import sender_of
from bot.store import Store
from bot.texts import Texts, texts_for

_TOKEN = re.compile(r"[A-Za-z0-9_-]{12}")

EXAMPLES = 2
LATEST = 5


class Commands:
    """Answers commands from what `lane` reads and `store` keeps."""

    def __init__(self, lane: AnsweringLane, store: Store, delivery: Delivery) -> None:
        self._lane = lane
        self._store = store
        self._delivery = delivery
        self._albums: dict[int, str] = {}

    async def start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /start: what this is (in a group, how to ask) or, by a link, the answer that it names."""
        payload = context.args[0] if context.args else ""
        linked = await self._linked(payload, context.bot, _texts(update))
        await self._say(update, linked or await self._introduction(update, context.bot))

    async def help(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /help: how to ask."""
        await self._say(update, plain(_how_to_ask(update, context.bot)))

    async def latest(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /latest: the newest incidents."""
        quotes = await self._lane.read(lambda search: search.latest(LATEST))
        await self._say(update, render_latest(quotes, _texts(update)))

    async def sources(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /sources: the outlets."""
        coverage = await self._lane.read(lambda search: search.coverage())
        await self._say(update, render_sources(coverage, _texts(update)))

    async def about(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /about: what is known, and what is kept of people."""
        coverage, newest = await self._lane.read(lambda search: (search.coverage(), search.latest(1)))
        await self._say(update, render_about(coverage, _texts(update), *newest))

    async def forget(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /forget: drop what is kept of the person in this chat."""
        message, texts = update.effective_message, _texts(update)
        if message is None:
            return
        dropped = await self._store.forget(message.chat_id, sender_of(message))
        await self._say(update, plain(texts.forgot if dropped else texts.nothing_to_forget))

    async def unknown(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a command that is none of ours."""
        await self._say(update, plain(_texts(update).unknown_command))

    async def text_only(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a photo, sticker, voice message and the like; once for a whole album."""
        message = update.effective_message
        if message is None:
            return
        album = message.media_group_id
        if album is None or self._albums.get(message.chat_id) != album:
            await self._say(update, plain(_texts(update).text_only))
        if album:
            self._albums[message.chat_id] = album

    async def _introduction(self, update: Update, bot: Bot) -> Reply:
        texts = _texts(update)
        if not _is_private(update):  # what is written there without a call is not for us, a tapped example neither
            return plain(f"{texts.start}\n\n{_how_to_ask(update, bot)}")
        examples, coverage = await self._lane.read(
            lambda search: (search.example_questions(EXAMPLES), search.coverage())
        )
        return render_start(examples, coverage, texts)

    async def _linked(self, payload: str, bot: Bot, texts: Texts) -> Reply | None:
        if not _TOKEN.fullmatch(payload):
            return None
        stored = await self._store.answers.by_token(payload)
        if stored is None:
            return plain(texts.answer_gone)
        return await stored_page(self._lane, stored, bot, texts)

    async def _say(self, update: Update, reply: Reply) -> None:
        if message := update.effective_message:
            await self._delivery.reply(update.update_id, message, reply)


def _is_private(update: Update) -> bool:
    return update.effective_chat is not None and update.effective_chat.type == ChatType.PRIVATE


def _how_to_ask(update: Update, bot: Bot) -> str:
    texts = _texts(update)
    return texts.help_private if _is_private(update) else texts.help_group.format(username=bot.username)


def _texts(update: Update) -> Texts:
    return texts_for(update.effective_user.language_code if update.effective_user else None)
