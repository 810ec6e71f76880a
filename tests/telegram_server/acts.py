"""What people do in the world, and the updates that the bot gets of it."""

import copy
import secrets
import time

from tests.telegram_server.inline_cache import cached_answer
from tests.telegram_server.json_types import Json
from tests.telegram_server.privacy import is_addressed
from tests.telegram_server.records import GONE, Chat, Query, Topic, User
from tests.telegram_server.world import World

TOPIC_COLOR = 0x6FB9F0


def edit(world: World, chat: Chat, message_id: int, content: Json) -> Json:
    """A user edits the text or the caption of a message."""
    message = chat.messages[message_id]
    for name in ("entities", "caption", "caption_entities"):
        message.pop(name, None)
    message |= content | {"edit_date": int(time.time())}
    world.announce(chat, "edited_message", message)
    return message


def open_topic(world: World, chat: Chat, user: User, name: str) -> Topic:
    """A user opens a topic of a forum."""
    if not chat.is_forum:
        raise RuntimeError(f"chat {chat.id} is no forum")
    topic = Topic(chat.last_message_id + 1, name)
    chat.topics[topic.id] = topic
    world.post(chat, user, {"forum_topic_created": {"name": name, "icon_color": TOPIC_COLOR}}, topic=topic)
    return topic


def delete_topic(chat: Chat, topic: Topic) -> None:
    """A topic goes with all that is in it; the Bot API does not tell the bot."""
    del chat.topics[topic.id]
    for message in list(chat.messages.values()):
        if "is_topic_message" in message and message["message_thread_id"] == topic.id:
            del chat.messages[message["message_id"]]


def click(world: World, user: User, chat: Chat, message_id: int, data: str) -> Query:
    """Press a callback button."""
    ids = [inline_id for inline_id, where in world.inline_messages.items() if where == (chat, message_id)]
    gone = {"chat": chat.json(), "message_id": message_id, "date": 0}  # an InaccessibleMessage
    where = {"inline_message_id": ids[0]} if ids else {"message": chat.messages.get(message_id, gone)}
    payload = {"from": user.json(), "chat_instance": str(abs(chat.id) * 7919), "data": data}
    return _ask(world, "callback_query", payload | where)


def inline(world: World, user: User, query: str, *, offset: str = "", chat_type: str = "sender") -> Query:
    """Type "@bot query" in any chat."""
    if not world.settings.supports_inline_queries:
        raise RuntimeError("inline mode is off (supports_inline_queries)")
    payload = {"from": user.json(), "query": query, "offset": offset, "chat_type": chat_type}
    if cached := cached_answer(world, payload):
        now = time.monotonic()
        return Query("cached", "inline_query", now, payload, answer=cached, answered=now)
    return _ask(world, "inline_query", payload)


def react(world: World, user: User, chat: Chat, message_id: int, emoji: tuple[str, ...]) -> None:
    """A user sets reactions to a message; the bot is told in private chats and where it is an administrator."""
    key, new = (chat.id, message_id, user.id), [{"type": "emoji", "emoji": one} for one in emoji]
    old, world.reactions[key] = world.reactions.get(key, []), new
    if chat.type == "private" or chat.bot_status == "administrator":
        where = {"chat": chat.json(), "message_id": message_id, "user": user.json(), "date": int(time.time())}
        world.updates.add("message_reaction", where | {"old_reaction": old, "new_reaction": new})


def _ask(world: World, kind: str, payload: Json) -> Query:
    query = world.new_query(kind, payload)
    world.updates.add(kind, {"id": query.id} | payload)
    return query


def ask_as_guest(world: World, user: User, chat: Chat, content: Json, reply_to: Json | None) -> Query:
    """Mention the bot in a chat that it is no member of, or reply there to what it said as a guest."""
    if not world.settings.supports_guest_queries:
        raise RuntimeError("guest mode is off (supports_guest_queries)")
    if chat.bot_status not in GONE:
        raise RuntimeError(f"the bot is a member of chat {chat.id}, no guest")
    if not is_addressed(content | {"reply_to_message": reply_to or {}}, world.bot):
        raise RuntimeError(f"neither a mention of the bot nor a reply to it: {content}")
    message = world.post(chat, user, content, reply_to=reply_to)
    query = world.new_query("guest_query", message)
    query.chat = chat
    world.updates.add("guest_message", message | {"guest_query_id": query.id})
    return query


def choose(world: World, user: User, chat: Chat, query: Query, result_id: str) -> Json:
    """Send a result of an answered inline query into a chat."""
    if query.answer is None:
        raise RuntimeError("the inline query has no answer to choose from")
    content = copy.deepcopy(query.answer["contents"][result_id])
    markup = content.pop("reply_markup", None)
    message = world.post(chat, user, content | {"via_bot": world.bot.json()}, markup=markup)
    chosen = {"from": user.json(), "query": query.payload["query"], "result_id": result_id}
    if markup:
        inline_id = chosen["inline_message_id"] = secrets.token_urlsafe(20)
        world.inline_messages[inline_id] = (chat, message["message_id"])
    if world.settings.inline_feedback:
        world.updates.add("chosen_inline_result", chosen)
    return message
