"""The methods that the server knows. Any other is answered with the 404 of a method that does not exist."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from tests.telegram_server.answers import answer_callback_query, answer_guest_query, answer_inline_query
from tests.telegram_server.commands import delete_my_commands, get_my_commands, set_my_commands
from tests.telegram_server.json_types import Json
from tests.telegram_server.members import (
    get_chat,
    get_chat_administrators,
    get_chat_member,
    get_chat_member_count,
    leave_chat,
)
from tests.telegram_server.messages import (
    delete_message,
    delete_messages,
    edit_message_reply_markup,
    edit_message_text,
    send_chat_action,
    send_message,
)
from tests.telegram_server.parameters import Args
from tests.telegram_server.profile import (
    get_chat_menu_button,
    get_my_description,
    get_my_name,
    get_my_short_description,
    set_chat_menu_button,
    set_my_description,
    set_my_name,
    set_my_short_description,
)
from tests.telegram_server.settings import DEFAULT_UPDATE_TYPES
from tests.telegram_server.world import World

Method: TypeAlias = Callable[[World, Args], object | Awaitable[object]]


BOT_FLAGS = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "supports_guest_queries")
OFF_FLAGS = (
    "can_connect_to_business",
    "can_manage_bots",
    "has_main_web_app",
    "has_topics_enabled",
    "allows_users_to_create_topics",
)


class Described(NamedTuple):
    """A result that is answered together with a description."""

    result: bool
    description: str


async def get_updates(world: World, args: Args) -> list[Json]:
    return await world.updates.get(args)


def get_file(world: World, args: Args) -> Json:
    return world.files.get(args)


def set_webhook(world: World, args: Args) -> Described:
    if not args.text("url"):
        return delete_webhook(world, args)
    world.updates.set_webhook(args)
    return Described(result=True, description="Webhook was set")


def delete_webhook(world: World, args: Args) -> Described:
    was_set = world.updates.delete_webhook(args)
    return Described(result=True, description="Webhook was deleted" if was_set else "Webhook is already deleted")


def get_webhook_info(world: World, _args: Args) -> Json:
    info: Json = {"url": "", "has_custom_certificate": False, "pending_update_count": world.updates.count()}
    if webhook := world.updates.webhook:
        info |= webhook.json()
    allowed = world.updates.allowed
    return info | ({} if allowed == DEFAULT_UPDATE_TYPES else {"allowed_updates": sorted(allowed)})


def get_me(world: World, _args: Args) -> Json:
    flags = {name: getattr(world.settings, name) for name in BOT_FLAGS}
    return world.bot.json() | dict.fromkeys(OFF_FLAGS, False) | flags


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "getFile": get_file,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "answerInlineQuery": answer_inline_query,
    "answerGuestQuery": answer_guest_query,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "getMyName": get_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
}
CANONICAL_NAMES = {name.lower(): name for name in METHODS}  # the server takes any case
