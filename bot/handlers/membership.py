"""The bot is added to a group: it says how to ask there, or leaves politely where it may not work."""

import logging

from telegram import Bot, ChatMember, ChatMemberUpdated, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.access import Access
from bot.delivery import Delivery
from bot.render import Reply, plain, render_group_not_allowed
from bot.texts import Texts, texts_for

logger = logging.getLogger(__name__)

_PRESENT = frozenset({ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED})
_GROUPS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP})


class Membership:
    """Greets groups through `delivery`; `access` tells which may be worked in."""

    def __init__(self, delivery: Delivery, access: Access) -> None:
        self._delivery = delivery
        self._access = access

    async def changed(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Greet a group that the bot is new in."""
        change = update.my_chat_member
        if change is None or change.chat.type not in _GROUPS or not _is_new(change):
            return
        texts = texts_for(change.from_user.language_code)
        bot = context.bot
        if not self._access.allows(person=change.from_user.id, chat=change.chat.id):
            logger.info("Leaving a group that is not allowed: %s", change.chat.id)
            await self._tell(bot, change.chat.id, render_group_not_allowed(change.chat.id, texts))
            await bot.leave_chat(change.chat.id)
            return
        await self._tell(bot, change.chat.id, plain(texts.group_greeting))
        if not bot.bot.can_read_all_group_messages and change.new_chat_member.status != ChatMember.ADMINISTRATOR:
            await self._explain_privacy(bot, change, texts)

    async def _explain_privacy(self, bot: Bot, change: ChatMemberUpdated, texts: Texts) -> None:
        """To the admin who added the bot: privately where they have started it, else in the group."""
        group = change.chat.effective_name or ""
        reply = plain(texts.privacy_mode.format(group=group, username=bot.username))
        if not await self._tell(bot, change.from_user.id, reply):
            await self._tell(bot, change.chat.id, reply)

    async def _tell(self, bot: Bot, chat_id: int, reply: Reply) -> bool:
        """Whether the chat could be told: perhaps the bot may not write there, or nobody has started it."""
        try:
            await self._delivery.tell(bot, chat_id, reply)
        except TelegramError as exc:
            logger.info("Chat %s was not told: %s", chat_id, exc)
            return False
        return True


def _is_new(change: ChatMemberUpdated) -> bool:
    return change.new_chat_member.status in _PRESENT and change.old_chat_member.status not in _PRESENT
