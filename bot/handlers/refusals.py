"""What people who are no admins get for what only admins may do; it changes nothing."""

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.delivery import Delivery
from bot.render import plain
from bot.texts import texts_for
from bot.texts.admins import PRIVATE_ONLY


class Refusals:
    """Says no, politely; to an admin in a group, where to do it instead."""

    def __init__(self, delivery: Delivery, admins: frozenset[int]) -> None:
        self._delivery = delivery
        self._admins = admins
        self._albums: dict[int, str] = {}

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Refuse a command of the admins; in a group only where it is surely meant for this bot."""
        message, person = update.effective_message, update.effective_user
        if message is None:
            return
        in_group = message.chat.type != ChatType.PRIVATE
        command = (message.text or "").replace("\n", " ").partition(" ")[0]
        if in_group and person is not None and person.id in self._admins:
            await self._say(update, PRIVATE_ONLY)
        elif not in_group or "@" in command:
            await self.submission(update, _context)

    async def submission(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Refuse a file or a post; once for a whole album."""
        message, person = update.effective_message, update.effective_user
        if message and message.media_group_id:
            if self._albums.get(message.chat_id) == message.media_group_id:
                return
            self._albums[message.chat_id] = message.media_group_id
        await self._say(update, texts_for(person.language_code if person else None).admins_only)

    async def _say(self, update: Update, text: str) -> None:
        if message := update.effective_message:
            await self._delivery.reply(update.update_id, message, plain(text))
