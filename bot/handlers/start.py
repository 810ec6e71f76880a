"""What the bot says about itself, and to messages that it cannot read as a question."""

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot import texts
from bot.delivery import deliver
from bot.render import plain


async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /start: what this is."""
    await _say(update.effective_message, texts.START)


async def help_(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer /help: how to ask."""
    await _say(update.effective_message, texts.HELP)


async def unknown_command(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a command that is none of ours."""
    await _say(update.effective_message, texts.UNKNOWN_COMMAND)


async def text_only(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer a photo, sticker, voice message and the like; once for a whole album."""
    message = update.effective_message
    notes = context.chat_data
    if message is None or notes is None:
        return
    album, notes["album"] = notes.get("album"), message.media_group_id
    if message.media_group_id is None or message.media_group_id != album:
        await _say(message, texts.TEXT_ONLY)


async def _say(message: Message | None, text: str) -> None:
    if message:
        await deliver(message, plain(text))
