"""Which messages of others reach the bot: membership first, then privacy mode."""

from tests.telegram_server.entities import utf16_slice
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import GONE, Chat, User
from tests.telegram_server.settings import Settings


def is_visible(message: Json, chat: Chat, bot: User, settings: Settings) -> bool:
    """Whether the bot gets an update for a message of someone else.

    With privacy mode on, a message of a group reaches the bot only if it is a command for it, a reply to it
    or to a message that it saw, a service message, or sent via it. A plain @mention is not among these:
    neither in the documentation (core.telegram.org/bots/features#privacy-mode) nor, by many reports, in fact,
    although the text of @BotFather says so. Settings.mentions_pass_privacy follows @BotFather.
    """
    if chat.bot_status in GONE:
        return False
    if chat.type == "private":
        return True
    if message["from"]["is_bot"]:
        return False  # bots do not see each other
    if settings.can_read_all_group_messages or chat.bot_status == "administrator":
        return True
    if "via_bot" in message or "text" not in message:
        return True
    return _replies_to_known(message, chat, bot) or _addresses(message, chat, bot, settings)


def _replies_to_known(message: Json, chat: Chat, bot: User) -> bool:
    replied = message.get("reply_to_message")
    if not replied:
        return False
    return bool(replied["from"]["id"] == bot.id) or replied["message_id"] in chat.seen


def _addresses(message: Json, chat: Chat, bot: User, settings: Settings) -> bool:
    """Whether a message has a command for the bot, or a mention that passes."""
    username = bot.username.lower()
    for entity in message.get("entities", []):
        value = utf16_slice(message["text"], entity["offset"], entity["length"])
        _, _, target = value.lower().partition("@")
        is_unaddressed = not target and chat.last_bot in {0, bot.id}
        if entity["type"] == "bot_command" and (target == username or is_unaddressed):
            return True
        if entity["type"] == "mention" and target == username and settings.mentions_pass_privacy:
            return True
    return False
