"""What a message asks the bot: in a private chat anything, in a group only what is addressed to it. Pure.

In a group that is `/ask`, a mention of the bot, or a reply to a message of its own; all else there is not for us.
"""

from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

MAX_ABOUT_CHARS = 200
"""More words would outweigh the question's own."""


@dataclass(frozen=True, slots=True)
class Addressed:
    """A question as it was put; `about` are words of another message that it is about, `replied_id` a reply of ours."""

    text: str
    about: str | None = None
    replied_id: int | None = None


def addressed_to(bot: User, message: Message) -> Addressed | None:
    """What a message asks `bot`; None where it is not addressed to it. The text is empty where it only calls."""
    written = message.text or message.caption or ""
    replied = message.reply_to_message
    is_reply_to_bot = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    calls = _calls(message, bot)
    is_private = message.chat.type == ChatType.PRIVATE or message.guest_query_id is not None
    if not (is_private or calls or is_reply_to_bot):
        return None
    text = " ".join(_without(written, calls).split())
    if not text and replied is not None and not is_reply_to_bot:
        text = replied.text or replied.caption or ""  # "/ask" in reply to somebody's question
    about = message.quote.text[:MAX_ABOUT_CHARS] if message.quote else None
    return Addressed(text, about, replied.message_id if replied is not None and is_reply_to_bot else None)


def _calls(message: Message, bot: User) -> tuple[MessageEntity, ...]:
    """The parts of a message that call the bot: its name, and the command before a question."""
    entities = message.entities or message.caption_entities
    return tuple(entity for entity in entities if _is_call(entity, message, bot))


def _is_call(entity: MessageEntity, message: Message, bot: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    parse = message.parse_entity if message.text else message.parse_caption_entity
    if entity.type == MessageEntity.MENTION:
        return parse(entity).casefold() == f"@{bot.username}".casefold()
    if entity.type == MessageEntity.BOT_COMMAND:
        return entity.offset == 0 and parse(entity).casefold() in {"/ask", f"/ask@{bot.username}".casefold()}
    return False


def _without(text: str, calls: tuple[MessageEntity, ...]) -> str:
    """The text without some of its parts, whose offsets count UTF-16 code units."""
    units = text.encode("utf-16-le")
    for call in sorted(calls, key=lambda entity: entity.offset, reverse=True):
        units = units[: 2 * call.offset] + " ".encode("utf-16-le") + units[2 * (call.offset + call.length) :]
    return units.decode("utf-16-le")
