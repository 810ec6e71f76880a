"""Which chats the bot may read, edit in and write to."""

from enum import IntEnum

from tests.telegram_server.errors import BotApiError, bad_request, forbidden
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args
from tests.telegram_server.records import Chat
from tests.telegram_server.world import World


class Need(IntEnum):
    READ = 0
    EDIT = 1
    WRITE = 2


def find_chat(world: World, chat_id: str, need: Need) -> Chat:
    """The chat of a chat_id parameter, if the bot may do there what it needs to."""
    if not chat_id:
        raise bad_request("chat_id is empty")
    chat = _named(world, chat_id)
    if chat is None or chat.bot_status == "unknown":
        raise bad_request("chat not found")
    refusal = _membership_refusal(chat, need) or (_write_refusal(chat) if need == Need.WRITE else None)
    if chat.migrated_to and need == Need.WRITE:
        refusal = bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
    if refusal:
        raise refusal
    return chat


def find_message(chat: Chat, message_id: int, what: str) -> Json:
    if message_id not in chat.messages:
        raise bad_request(f"{what} not found")
    return chat.messages[message_id]


def _named(world: World, chat_id: str) -> Chat | None:
    if chat_id.startswith("@"):
        name = chat_id[1:].lower()
        return next((chat for chat in world.chats.values() if chat.username.lower() == name), None)
    args = Args()
    args.put("chat_id", chat_id)
    return world.chats.get(args.integer("chat_id"))


def _membership_refusal(chat: Chat, need: Need) -> BotApiError | None:
    status = chat.bot_status
    if chat.type == "private":
        is_blocked = status == "kicked" and need == Need.WRITE
        return forbidden("bot was blocked by the user") if is_blocked else None
    is_open = need == Need.READ and chat.type == "group"
    if status == "kicked" and not is_open:
        return forbidden(f"bot was kicked from the {chat.type} chat")
    if status == "left" and not is_open and not (need == Need.READ and chat.username):
        return forbidden(f"bot is not a member of the {chat.type} chat")
    return None


def _write_refusal(chat: Chat) -> BotApiError | None:
    if not chat.bot_can_write and chat.bot_status != "administrator":
        return bad_request("not enough rights to send text messages to the chat")
    return None
