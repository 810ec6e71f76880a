"""The methods that send, edit and delete messages."""

import time

from tests.telegram_server.access import Need, find_chat, find_message
from tests.telegram_server.errors import NOT_MODIFIED, NotEmulatedError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.keyboards import reply_markup
from tests.telegram_server.parameters import Args, optional_field, required_field
from tests.telegram_server.quotes import given_quote
from tests.telegram_server.records import GROUP_TYPES, Chat
from tests.telegram_server.texts import message_text
from tests.telegram_server.threads import GENERAL, topic_to_send_to
from tests.telegram_server.world import World

DELETABLE_S = 48 * 3600
MAX_DELETED = 100
MEDIA_ACTIONS = {
    f"{verb}_{what}" for verb in ("record", "upload") for what in ("video", "voice", "audio", "video_note")
}
CHAT_ACTIONS = (
    MEDIA_ACTIONS
    | {"typing", "cancel", "upload_photo", "upload_document"}
    | {
        "choose_sticker",
        "find_location",
        "pick_up_location",
    }
)
TEXT_FIELDS = ("text", "entities", "link_preview_options")


def send_message(world: World, args: Args) -> Json:
    content = message_text(world, args)
    chat = find_chat(world, args.text("chat_id"), Need.WRITE)
    markup = reply_markup(args, chat.type)
    reply_to, quote = reply_target(args, chat)
    topic = topic_to_send_to(chat, args.integer("message_thread_id"), reply_to)
    world.count_message(chat)
    protected = {"has_protected_content": True} if args.flag("protect_content") else {}
    sent = world.post(chat, world.bot, content | quote | protected, reply_to=reply_to, markup=markup, topic=topic)
    if markup and "inline_keyboard" not in markup:
        chat.with_keyboard.add(sent["message_id"])
    return sent


def send_chat_action(world: World, args: Args) -> bool:
    action, thread_id = args.text("action").lower(), args.integer("message_thread_id")
    if action not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = find_chat(world, args.text("chat_id"), Need.WRITE)
    if thread_id and thread_id not in chat.topics and not (chat.is_forum and thread_id == GENERAL):
        raise bad_request("message thread not found")
    thread = {"message_thread_id": thread_id} if thread_id else {}
    world.record(chat, "chat_action", {"action": action} | thread)
    return True


def edit_message_text(world: World, args: Args) -> Json | bool:
    return _edit(world, args, message_text(world, args), TEXT_FIELDS)


def edit_message_reply_markup(world: World, args: Args) -> Json | bool:
    return _edit(world, args, {}, ())


def delete_message(world: World, args: Args) -> bool:
    if not args.text("chat_id"):
        raise bad_request("chat identifier is not specified")
    if not args.integer("message_id"):
        raise bad_request("message identifier is not specified")
    chat = find_chat(world, args.text("chat_id"), Need.EDIT)
    _delete(world, chat, find_message(chat, args.integer("message_id"), "message to delete"))
    return True


def delete_messages(world: World, args: Args) -> bool:
    """Delete up to 100 messages; those that are not there are skipped."""
    ids = args.json_array("message_ids", "message_ids", "Expected an Array of message identifiers")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MAX_DELETED:
        raise bad_request("too many message identifiers specified")
    chat = find_chat(world, args.text("chat_id"), Need.EDIT)
    for message in [chat.messages[message_id] for message_id in ids if message_id in chat.messages]:
        _delete(world, chat, message)
    return True


def _delete(world: World, chat: Chat, message: Json) -> None:
    is_administrator = chat.bot_status == "administrator"
    if message["from"]["id"] != world.bot.id and chat.type in GROUP_TYPES and not is_administrator:
        raise bad_request("message can't be deleted")
    if time.time() - message["date"] > DELETABLE_S and not is_administrator:
        raise bad_request("message can't be deleted for everyone")
    del chat.messages[message["message_id"]]
    world.record(chat, "delete", message)


def reply_target(args: Args, chat: Chat) -> tuple[Json | None, Json]:
    """The message that the bot replies to, and the quote of it that it gives."""
    given = args.json_object("reply_parameters", "reply parameters", "Object expected as reply parameters") or {}
    if given:
        message_id = required_field(given, "message_id", int)
        is_optional = bool(optional_field(given, "allow_sending_without_reply", bool))
        if optional_field(given, "chat_id", str) not in {None, str(chat.id), f"@{chat.username}"}:
            raise NotEmulatedError("replies to messages of other chats are not emulated")
    else:
        message_id = args.integer("reply_to_message_id")
        is_optional = args.flag("allow_sending_without_reply")
    if message_id > 0 and not is_optional:
        find_message(chat, message_id, "message to be replied")
    replied = chat.messages.get(message_id)
    return replied, given_quote(given, replied)


def _edit(world: World, args: Args, content: Json, fields: tuple[str, ...]) -> Json | bool:
    """Replace these fields, and always the keyboard: an edit without reply_markup takes it away."""
    chat, message, is_inline = _own_message(world, args)
    if fields and "text" not in message:
        raise bad_request("there is no text in the message to edit")
    markup = reply_markup(args, chat.type, inline_only=True)
    content |= {"reply_markup": markup} if markup else {}
    replaced = (*fields, "reply_markup")
    if all(message.get(name) == content.get(name) for name in replaced):
        raise bad_request(NOT_MODIFIED)
    world.count_message(chat)
    for name in replaced:
        message.pop(name, None)
    message |= content | {"edit_date": int(time.time())}
    world.record(chat, "edit", message)
    return True if is_inline else message


def _own_message(world: World, args: Args) -> tuple[Chat, Json, bool]:
    """The message of the bot that a call wants to edit, and whether it was sent inline."""
    message_id = args.integer("message_id")
    is_named = bool(args.text("chat_id") or message_id)
    if not is_named and not args.text("inline_message_id"):
        raise bad_request("message identifier is not specified")
    if is_named:
        chat = find_chat(world, args.text("chat_id"), Need.EDIT)
    elif args.text("inline_message_id") in world.inline_messages:
        chat, message_id = world.inline_messages[args.text("inline_message_id")]
    else:
        raise bad_request("MESSAGE_ID_INVALID")
    message = find_message(chat, message_id, "message to edit")
    # What another keyboard does depends on its message, so that cannot be edited (tdlib/td, issue 3196).
    if is_named and (message["from"]["id"] != world.bot.id or message_id in chat.with_keyboard):
        raise bad_request("message can't be edited")
    return chat, message, not is_named
