"""What people do in the world, and the updates that the bot gets of it."""

import copy
import secrets
import time

from tests.telegram_server.json_types import Json
from tests.telegram_server.records import GONE, GROUP_TYPES, Chat, Query, User
from tests.telegram_server.world import World

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
)


def edit(world: World, chat: Chat, message_id: int, content: Json) -> Json:
    """A user edits the text of a message."""
    message = chat.messages[message_id]
    message.pop("entities", None)
    message |= content | {"edit_date": int(time.time())}
    world.announce(chat, "edited_message", message)
    return message


def forwarded(message: Json) -> Json:
    """The content of a forwarded message, with the old forward_* fields that the server still sends."""
    names = ("text", "entities", "link_preview_options")
    content = copy.deepcopy({name: message[name] for name in names if name in message})
    if "forward_origin" in message:
        return content | {name: value for name, value in message.items() if name.startswith("forward_")}
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    old = {"forward_from": message["from"], "forward_date": message["date"]}
    return content | {"forward_origin": origin} | old


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
    return _ask(world, "inline_query", payload)


def _ask(world: World, kind: str, payload: Json) -> Query:
    query = Query(str(secrets.randbelow(1 << 62)), kind, time.monotonic(), payload)
    world.queries[query.id] = query
    world.updates.add(kind, {"id": query.id} | payload)
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


def set_bot_status(world: World, chat: Chat, status: str, actor: User) -> None:
    """Add, promote, remove, block or unblock the bot."""
    old, chat.bot_status = chat.bot_status, status
    statuses = _member_statuses(world.bot, old, status)
    world.updates.add("my_chat_member", _membership(chat, actor) | statuses)
    if chat.type in GROUP_TYPES and old in GONE and status not in GONE:
        world.post(chat, actor, {"new_chat_members": [world.bot.json()]})


def set_member(world: World, chat: Chat, user: User, status: str, actor: User) -> None:
    """A user joins, leaves, is removed or promoted."""
    old, chat.members[user.id] = chat.members.get(user.id, "left"), status
    if chat.bot_status == "administrator":
        world.updates.add("chat_member", _membership(chat, actor) | _member_statuses(user, old, status))
    if chat.type in GROUP_TYPES and (old in GONE) != (status in GONE):
        left = {"left_chat_member": user.json()}
        world.post(chat, actor, left if status in GONE else {"new_chat_members": [user.json()]})


def upgrade(world: World, group: Chat, supergroup: Chat, actor: User) -> None:
    """Turn a basic group into a supergroup, which has another id."""
    world.chats[supergroup.id] = supergroup
    world.post(group, actor, {"migrate_to_chat_id": supergroup.id})
    group.migrated_to = supergroup.id
    world.post(supergroup, actor, {"migrate_from_chat_id": group.id})


def _membership(chat: Chat, actor: User) -> Json:
    return {"chat": chat.json(), "from": actor.json(), "date": int(time.time())}


def _member_statuses(user: User, old: str, new: str) -> Json:
    return {"old_chat_member": _chat_member(user, old), "new_chat_member": _chat_member(user, new)}


def _chat_member(user: User, status: str) -> Json:
    member: Json = {"user": user.json(), "status": "left" if status == "unknown" else status}
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, True)
    extra: dict[str, Json] = {"kicked": {"until_date": 0}, "creator": {"is_anonymous": False}}
    return member | extra.get(status, {})
