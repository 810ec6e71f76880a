"""The menu of commands that Telegram shows beside the text field: for everybody, for groups, for each admin."""

import logging
from collections.abc import Iterable

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeChat, BotCommandScopeDefault, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from bot.texts import ENGLISH, LANGUAGES
from bot.texts.admins import ADMIN_COMMANDS

logger = logging.getLogger(__name__)


async def set_menus(bot: Bot, admins: Iterable[int]) -> None:
    """Set all menus; the bot works without, so that a failure is only logged."""
    try:
        for code, texts in LANGUAGES.items():
            language = None if texts is ENGLISH else code
            await bot.set_my_commands(texts.commands, BotCommandScopeDefault(), language)
            await bot.set_my_commands(texts.group_commands, BotCommandScopeAllGroupChats(), language)
    except TelegramError as exc:
        logger.warning("The list of commands was not set: %s", exc)
    for admin in sorted(admins):
        await _set_admin_menu(bot, admin)


async def admin_started(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Set the menu of an admin who wrote to the bot for the first time: before that, Telegram knows no such chat."""
    if update.effective_user:
        await _set_admin_menu(context.bot, update.effective_user.id)


async def _set_admin_menu(bot: Bot, admin: int) -> None:
    try:
        await bot.set_my_commands((*ENGLISH.commands, *ADMIN_COMMANDS), BotCommandScopeChat(admin))
    except TelegramError as exc:
        logger.info("Admin %s has no menu of the admins' commands (%s): they work all the same", admin, exc)
