"""The methods that set a bot's commands, by scope and language."""

import json
import re

from tests.telegram_server.access import Need, find_chat
from tests.telegram_server.errors import ParameterError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args, required_field
from tests.telegram_server.profile import language_code
from tests.telegram_server.records import Chat, User
from tests.telegram_server.world import World

MAX_COMMANDS = 100
LIMITS = {"command": 32, "command description": 256}
CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")
WIDE_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")


def set_my_commands(world: World, args: Args) -> bool:
    given = args.json_array("commands", "commands", "Expected an Array of BotCommand") or []
    commands = [_parse_command(item) for item in given]
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.commands[_scope_key(world, args)] = commands
    return True


def get_my_commands(world: World, args: Args) -> list[Json]:
    return world.commands.get(_scope_key(world, args), [])


def delete_my_commands(world: World, args: Args) -> bool:
    world.commands.pop(_scope_key(world, args), None)
    return True


def commands_for(world: World, user: User, chat: Chat) -> list[str]:
    """The commands that a user sees in a chat's menu, by the Bot API's order of scopes and languages."""
    for scope in _scopes(user, chat):
        for language in (user.language_code[:2], ""):
            if commands := world.commands.get((json.dumps(scope), language)):
                return [command["command"] for command in commands]
    return []


def _scopes(user: User, chat: Chat) -> list[Json]:
    """From the narrowest to the widest."""
    here: Json = {"chat_id": chat.id}
    if chat.type == "private":
        return [{"type": "chat"} | here, {"type": "all_private_chats"}, {"type": "default"}]
    scopes: list[Json] = [
        {"type": "chat_member"} | here | {"user_id": user.id},
        {"type": "chat_administrators"} | here,
        {"type": "chat"} | here,
        {"type": "all_chat_administrators"},
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
    is_administrator = chat.members.get(user.id) in {"administrator", "creator"}
    return [scope for scope in scopes if is_administrator or not str(scope["type"]).endswith("administrators")]


def _parse_command(item: object) -> Json:
    try:
        if not isinstance(item, dict):
            raise ParameterError("expected an Object")  # noqa: TRY301 - worded below like the others
        name = required_field(item, "command", str).strip().removeprefix("/")
        description = required_field(item, "description", str).strip()
    except ParameterError as error:
        raise ParameterError(f"Can't parse BotCommand: {error}") from error
    for (what, limit), value in zip(LIMITS.items(), (name, description), strict=True):
        if not value:
            raise bad_request(f"{what} must be non-empty")
        if len(value) > limit:
            raise bad_request(f"{what} length must not exceed {limit}")
    if not re.fullmatch(r"[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": description}


def _scope_key(world: World, args: Args) -> tuple[str, str]:
    try:
        scope = _parse_scope(world, args)
    except ParameterError as error:
        raise ParameterError(f"Can't parse BotCommandScope: {error}") from error
    return json.dumps(scope), language_code(args)


def _parse_scope(world: World, args: Args) -> Json:
    given = args.json_object("scope", "BotCommandScope", "BotCommandScope must be an Object")
    if not given:
        return {"type": "default"}
    kind = required_field(given, "type", str)
    if kind in WIDE_SCOPES:
        return {"type": kind}
    if kind not in CHAT_SCOPES:
        raise ParameterError("Unsupported type specified")
    chat = find_chat(world, required_field(given, "chat_id", str), Need.READ)
    member = {"user_id": required_field(given, "user_id", int)} if kind == "chat_member" else {}
    return {"type": kind, "chat_id": chat.id} | member
