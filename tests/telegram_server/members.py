"""The methods that tell of chats and their members, and the one that leaves a chat."""

from tests.telegram_server.access import Need, find_chat
from tests.telegram_server.errors import bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.memberships import chat_member, set_bot_status
from tests.telegram_server.parameters import Args
from tests.telegram_server.records import GONE, Chat
from tests.telegram_server.world import World

GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
ADMINISTRATORS = ("creator", "administrator")


def get_chat(world: World, args: Args) -> Json:
    chat = find_chat(world, args.text("chat_id"), Need.READ)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": dict.fromkeys(GIFTS, False)}
    return chat.json() | full


def get_chat_member(world: World, args: Args) -> Json:
    chat, user = find_chat(world, args.text("chat_id"), Need.READ), world.users.get(args.integer("user_id"))
    if user is None:
        raise bad_request("user not found" if args.integer("user_id") > 0 else "invalid user_id specified")
    return chat_member(user, _statuses(world, chat).get(user.id, "left"))


def get_chat_administrators(world: World, args: Args) -> list[Json]:
    chat = find_chat(world, args.text("chat_id"), Need.READ)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    statuses = _statuses(world, chat).items()
    return [chat_member(world.users[user_id], status) for user_id, status in statuses if status in ADMINISTRATORS]


def get_chat_member_count(world: World, args: Args) -> int:
    chat = find_chat(world, args.text("chat_id"), Need.READ)
    return sum(status not in GONE for status in _statuses(world, chat).values())


def leave_chat(world: World, args: Args) -> bool:
    chat = find_chat(world, args.text("chat_id"), Need.EDIT)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    set_bot_status(world, chat, "left", world.bot)
    return True


def _statuses(world: World, chat: Chat) -> dict[int, str]:
    return chat.members | {world.bot.id: chat.bot_status}
