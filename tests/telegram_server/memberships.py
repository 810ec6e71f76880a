"""Who is in a chat and in which role: what changes it, and the updates that the bot gets of it."""

import time

from tests.telegram_server.json_types import Json
from tests.telegram_server.records import GONE, GROUP_TYPES, Chat, User
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


def set_bot_status(world: World, chat: Chat, status: str, actor: User) -> None:
    """Add, promote, remove, block or unblock the bot."""
    if chat.type in GROUP_TYPES and status not in GONE and not world.settings.can_join_groups:
        raise RuntimeError("the bot cannot be added to groups (can_join_groups)")
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
    return {"old_chat_member": chat_member(user, old), "new_chat_member": chat_member(user, new)}


def chat_member(user: User, status: str) -> Json:
    """A ChatMember."""
    member: Json = {"user": user.json(), "status": "left" if status == "unknown" else status}
    if status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, True)
    extra: dict[str, Json] = {"kicked": {"until_date": 0}, "creator": {"is_anonymous": False}}
    return member | extra.get(status, {})
