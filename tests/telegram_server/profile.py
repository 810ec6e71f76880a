"""The methods that set what a bot shows of itself: its name, its descriptions, and the button beside the text box."""

import json
import re

from tests.telegram_server.errors import ParameterError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args, required_field
from tests.telegram_server.world import World

MENU_BUTTONS = ("default", "commands", "web_app")


def set_my_name(world: World, args: Args) -> bool:
    return _set_profile(world, args, "name", 64)


def get_my_name(world: World, args: Args) -> Json:
    return {"name": _get_profile(world, args, "name")["name"] or world.bot.first_name}


def set_my_description(world: World, args: Args) -> bool:
    return _set_profile(world, args, "description", 512)


def get_my_description(world: World, args: Args) -> Json:
    return _get_profile(world, args, "description")


def set_my_short_description(world: World, args: Args) -> bool:
    return _set_profile(world, args, "short_description", 120)


def get_my_short_description(world: World, args: Args) -> Json:
    return _get_profile(world, args, "short_description")


def set_chat_menu_button(world: World, args: Args) -> bool:
    button = args.json_object("menu_button", "menu button", "MenuButton must be an Object") or {"type": "default"}
    if required_field(button, "type", str) not in MENU_BUTTONS:
        raise ParameterError("Can't parse menu button: MenuButton has unsupported type")
    world.profile["menu_button", args.text("chat_id")] = json.dumps(button)
    return True


def get_chat_menu_button(world: World, args: Args) -> Json:
    default = world.profile.get(("menu_button", ""), '{"type": "commands"}')
    button: Json = json.loads(world.profile.get(("menu_button", args.text("chat_id")), default))
    return button


def language_code(args: Args) -> str:
    if not re.fullmatch(r"([a-z]{2})?", args.text("language_code")):
        raise bad_request("invalid language code specified")
    return args.text("language_code")


def _set_profile(world: World, args: Args, name: str, limit: int) -> bool:
    if len(args.text(name)) > limit:
        raise bad_request("BOT_TITLE_INVALID" if name == "name" else f"BOT_{name.upper()}_TOO_LONG")
    world.profile[name, language_code(args)] = args.text(name)
    return True


def _get_profile(world: World, args: Args, name: str) -> Json:
    return {name: world.profile.get((name, language_code(args))) or world.profile.get((name, ""), "")}
