"""Which messages of others reach the bot: membership first, then privacy mode."""

from tests.telegram_server.entities import utf16_slice
from tests.telegram_server.json_types import Json
from tests.telegram_server.media import MEDIA
from tests.telegram_server.records import GONE, Chat, User
from tests.telegram_server.settings import Settings


def is_visible(message: Json, chat: Chat, bot: User, settings: Settings) -> bool:
    """Whether the bot gets an update for a message of someone else.

    With privacy mode on, a message of a group reaches the bot only if it is a command for it, a reply to it
    or to a message that it saw, a service message, or sent via it. A plain @mention is not among these:
    neither in the documentation (core.telegram.org/bots/features#privacy-mode) nor, by many reports, in fact,
    although the text of @BotFather says so. Settings.mentions_pass_privacy follows @BotFather.
    """
    is_from_bot = message["from"]["is_bot"] and chat.type != "private"  # bots do not see each other
    if chat.bot_status in GONE or is_from_bot:
        return False
    if chat.type == "private":
        return True
    if settings.can_read_all_group_messages or chat.bot_status == "administrator":
        return True
    if "via_bot" in message or not any(kind in message for kind in ("text", *MEDIA)):
        return True
    if _replies_to_known(message, chat, bot) or _commands(message, chat, bot):
        return True
    return settings.mentions_pass_privacy and _mentions(message, bot)


def is_addressed(message: Json, bot: User) -> bool:
    """Whether a message summons the bot as a guest: by a mention, or as a reply to it."""
    return _mentions(message, bot) or message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id


def _replies_to_known(message: Json, chat: Chat, bot: User) -> bool:
    replied = message.get("reply_to_message")
    if not replied or "forum_topic_created" in replied:  # in a topic, a message that replies to nothing has that
        return False
    return bool(replied["from"]["id"] == bot.id) or replied["message_id"] in chat.seen


def _commands(message: Json, chat: Chat, bot: User) -> bool:
    """Whether a message has a command for the bot."""
    for value in _entity_texts(message, "bot_command"):
        _, _, target = value.partition("@")
        if target == bot.username.lower() or (not target and chat.last_bot in {0, bot.id}):
            return True
    return False


def _mentions(message: Json, bot: User) -> bool:
    return f"@{bot.username.lower()}" in _entity_texts(message, "mention")


def _entity_texts(message: Json, kind: str) -> list[str]:
    text = message.get("text") or message.get("caption") or ""
    entities = message.get("entities") or message.get("caption_entities") or []
    spans = [(entity["offset"], entity["length"]) for entity in entities if entity["type"] == kind]
    return [utf16_slice(text, *span).lower() for span in spans]
