"""Which keyboards the server accepts under a message."""

from typing import Any

from tests.telegram_server.errors import NotEmulatedError, ParameterError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.links import check_link
from tests.telegram_server.parameters import Args, optional_field, required_field

MAX_CALLBACK_BYTES = 64
MAX_BUTTONS = 100
MAX_ROW = 12
MAX_PLACEHOLDER = 64
BUTTON_ACTIONS: dict[str, type] = {
    "url": str,
    "callback_data": str,
    "callback_game": dict,
    "pay": bool,
    "switch_inline_query": str,
    "switch_inline_query_chosen_chat": dict,
    "switch_inline_query_current_chat": str,
    "login_url": dict,
    "web_app": dict,
    "copy_text": dict,
}


def reply_markup(args: Args, chat_type: str, *, inline_only: bool = False) -> Json | None:
    """The checked keyboard of a call."""
    given = args.json_object("reply_markup", "reply keyboard markup", "Object expected as reply markup")
    return parse_reply_markup(given, chat_type, inline_only=inline_only)


def parse_reply_markup(markup: Json | None, chat_type: str, *, inline_only: bool = False) -> Json | None:
    """A checked inline keyboard, reply keyboard, its removal, or a forced reply; None if empty."""
    if not markup:
        return None
    _check_prompt(markup)
    result: Json | None = None
    rows = optional_field(markup, "keyboard", list)
    inline_rows = optional_field(markup, "inline_keyboard", list)
    if rows:
        _check_reply_keyboard(rows)
        result = markup
    elif inline_rows:
        parsed = _parse_inline_keyboard(inline_rows, chat_type)
        result = {"inline_keyboard": parsed} if parsed else None
    elif markup.get("remove_keyboard") or markup.get("force_reply"):
        result = markup
    if inline_only and result and "inline_keyboard" not in result:
        raise bad_request("inline keyboard expected")
    return result


def _check_prompt(markup: Json) -> None:
    """The fields of a forced reply, of which a reply keyboard shares some."""
    for name in ("force_reply", "remove_keyboard", "selective"):
        optional_field(markup, name, bool)
    placeholder = optional_field(markup, "input_field_placeholder", str) or ""
    if len(placeholder) > MAX_PLACEHOLDER:
        raise NotEmulatedError(f"an input_field_placeholder has 1 to {MAX_PLACEHOLDER} characters: {placeholder!r}")


def _check_reply_keyboard(rows: list[Any]) -> None:
    if not all(isinstance(row, list) for row in rows):
        raise ParameterError('Field "keyboard" must be an Array of Arrays')
    for button in (button for row in rows for button in row):
        if isinstance(button, dict) and "text" not in button:
            raise ParameterError("Can't parse keyboard button: Can't find field \"text\"")
        if not isinstance(button, str | dict):
            raise ParameterError("Can't parse keyboard button: KeyboardButton must be a String or an Object")


def _parse_inline_keyboard(rows: list[Any], chat_type: str) -> list[list[Json]]:
    if not all(isinstance(row, list) for row in rows):
        raise ParameterError('Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    try:
        parsed = [[_parse_button(button) for button in row] for row in rows]
    except ParameterError as error:
        raise ParameterError(f"Can't parse inline keyboard button: {error}") from error
    # The server drops buttons without a text, and those after the 12th of a row, in silence.
    kept = [[button for button in row if button["text"]][:MAX_ROW] for row in parsed]
    buttons = [button for row in kept for button in row]
    for button in buttons:
        _check_button(button, chat_type)
    if len(buttons) > MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return [row for row in kept if row]


def _parse_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise ParameterError("InlineKeyboardButton must be an Object")
    result: Json = {"text": required_field(button, "text", str)}
    result |= {name: button[name] for name in ("icon_custom_emoji_id", "style") if button.get(name)}
    for action, kind in BUTTON_ACTIONS.items():
        if button.get(action) is not None and (button[action] != "" or action.startswith("switch_")):
            return result | {action: optional_field(button, action, kind)}
    raise ParameterError("Text buttons are unallowed in the inline keyboard")


def _check_button(button: Json, chat_type: str) -> None:
    """What the server checks after it has understood a keyboard; a link is put into its stored form."""
    if len(button.get("callback_data", "").encode()) > MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    try:
        if "url" in button and not button["url"].startswith("tg://user?id="):
            button["url"] = check_link(button["url"])
        if "web_app" in button:
            _check_web_app(button["web_app"].get("url", ""))
    except ParameterError as error:
        raise bad_request(f"inline keyboard button {error}") from error
    if "web_app" in button and chat_type != "private":
        raise bad_request("BUTTON_TYPE_INVALID")
    if "copy_text" in button and not 1 <= len(required_field(button["copy_text"], "text", str)) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_web_app(url: str) -> None:
    if not url.startswith("https://"):
        raise ParameterError(f"Web App URL '{url}' is invalid: Only HTTPS links are allowed")
