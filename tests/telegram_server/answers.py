"""The methods that answer callback, inline and guest queries. Of inline results, only articles are emulated."""

import re
import secrets
import time
from typing import Any

from tests.telegram_server.entities import utf16_length
from tests.telegram_server.errors import QUERY_TOO_OLD, NotEmulatedError, ParameterError, bad_request
from tests.telegram_server.inline_cache import keep_answer
from tests.telegram_server.json_types import Json
from tests.telegram_server.keyboards import parse_reply_markup
from tests.telegram_server.parameters import Args, optional_field, required_field
from tests.telegram_server.records import Query
from tests.telegram_server.texts import NO_PREVIEW_OBJECT, limited_text
from tests.telegram_server.world import World

MAX_ALERT = 200
MAX_RESULTS = 50
MAX_ID_BYTES = 64
OTHER_RESULTS = {"audio", "document", "gif", "mpeg4_gif", "photo", "sticker", "video", "voice"} | {
    "contact",
    "game",
    "location",
    "venue",
}
OTHER_CONTENT = {"latitude", "phone_number", "payload"}
BUTTON_REFUSED = "Can't parse inline query results button: InlineQueryResultsButton must"


def answer_callback_query(world: World, args: Args) -> bool:
    if utf16_length(args.text("text")) > MAX_ALERT:
        raise bad_request("MESSAGE_TOO_LONG")
    start_link = rf"(https?://)?t\.me/{world.bot.username}\?start="
    if args.text("url") and not re.match(start_link, args.text("url"), re.IGNORECASE):
        raise bad_request("URL_INVALID")
    texts = {name: args.text(name) for name in ("text", "url")}
    rest = {"show_alert": args.flag("show_alert"), "cache_time": args.integer("cache_time")}
    lifetime_s = world.settings.callback_query_lifetime_s
    query = _open_query(world, "callback_query", args.text("callback_query_id"), lifetime_s)
    return _answer(world, query, texts | rest)


def answer_inline_query(world: World, args: Args) -> bool:
    expected = "Expected an Array of inline query results"
    results = args.json_array("results", "inline query results", expected) or []
    button = args.json_object("button", "inline query results button", f"{BUTTON_REFUSED} be an Object")
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    contents = _contents(world, results)
    if button:
        _check_button(button)
    if len(args.text("next_offset").encode()) > MAX_ID_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    answer = {
        "results": results,
        "contents": contents,
        "next_offset": args.text("next_offset"),
        "cache_time": args.integer("cache_time", 300, low=0, high=86400),
        "is_personal": args.flag("is_personal"),
        "button": button,
    }
    query = _open_query(world, "inline_query", args.text("inline_query_id"), world.settings.inline_query_lifetime_s)
    keep_answer(world, query.payload, answer)
    return _answer(world, query, answer)


def answer_guest_query(world: World, args: Args) -> Json:
    """Post the one answer to a guest query into the chat that the bot was summoned to."""
    try:
        result = args.json_object("result", "inline query result", "Inline query result must be an object")
        content = _content(world, result)
    except ParameterError as error:
        raise ParameterError(f"Can't parse inline query result: {error}") from error
    query = _open_query(world, "guest_query", args.text("guest_query_id"), world.settings.guest_query_lifetime_s)
    asked, chat, markup = query.payload, query.chat, content.pop("reply_markup", None)
    assert chat is not None
    fields = {"guest_bot_caller_user": asked["from"]}
    message = world.post(chat, world.bot, content | fields, reply_to=asked, markup=markup)
    inline_id = secrets.token_urlsafe(20)
    world.inline_messages[inline_id] = (chat, message["message_id"])
    _answer(world, query, message)
    return {"inline_message_id": inline_id}


def _open_query(world: World, kind: str, query_id: str, lifetime_s: float) -> Query:
    """A query that still waits for its answer."""
    query = world.queries.get(query_id)
    if query is None:
        raise bad_request(QUERY_TOO_OLD)
    if query.kind != kind or query.answer is not None or time.monotonic() > query.created + lifetime_s:
        query.errors.append(QUERY_TOO_OLD)
        raise bad_request(QUERY_TOO_OLD)
    return query


def _answer(world: World, query: Query, answer: Json) -> bool:
    query.answer, query.answered = answer, time.monotonic()
    world.changes.announce()
    return True


def _contents(world: World, results: list[Any]) -> dict[str, Json]:
    """By result id, the message that each result sends."""
    try:
        contents = [_content(world, result) for result in results]
    except ParameterError as error:
        raise ParameterError(f"Can't parse inline query result: {error}") from error
    ids = [str(result["id"]) for result in results]
    for result_id in ids:
        if not 1 <= len(result_id.encode()) <= MAX_ID_BYTES:
            raise bad_request("RESULT_ID_INVALID" if result_id else "RESULT_ID_EMPTY")
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    return dict(zip(ids, contents, strict=True))


def _content(world: World, result: object) -> Json:
    """Check one InlineQueryResult; the content of the message that it sends."""
    if not isinstance(result, dict):
        raise ParameterError("Inline query result must be an object")
    _check_kind(required_field(result, "type", str).lower(), required_field(result, "id", str))
    content = optional_field(result, "input_message_content", dict)
    if content is None:
        raise ParameterError('Can\'t find field "message_text"')
    markup = parse_reply_markup(optional_field(result, "reply_markup", dict), "inline", inline_only=True)
    message = _result_text(world, content)
    if not required_field(result, "title", str):
        raise bad_request("ARTICLE_TITLE_EMPTY")
    return message | ({"reply_markup": markup} if markup else {})


def _check_kind(kind: str, result_id: str) -> None:
    if kind in OTHER_RESULTS:
        raise NotEmulatedError(f"the inline result {result_id!r} of type {kind} is not emulated")
    if kind != "article":
        raise ParameterError(f'type "{kind}" is unsupported for the inline query result')


def _result_text(world: World, content: Json) -> Json:
    if not content.get("message_text"):
        if OTHER_CONTENT & set(content):
            raise NotEmulatedError("inline results that send no text are not emulated")
        raise ParameterError("Input message content is not specified")
    preview = content.get("link_preview_options")
    if preview is not None and not isinstance(preview, dict):
        raise ParameterError(NO_PREVIEW_OBJECT)
    entities = optional_field(content, "entities", list)
    parse_mode = optional_field(content, "parse_mode", str) or ""
    text = limited_text(world, required_field(content, "message_text", str), entities, parse_mode)
    if not text.text:
        raise bad_request("MESSAGE_EMPTY")
    return text.json() | ({"link_preview_options": preview} if preview else {})


def _check_button(button: Json) -> None:
    required_field(button, "text", str)
    start = optional_field(button, "start_parameter", str)
    if (start is None) == (button.get("web_app") is None):
        raise ParameterError(f"{BUTTON_REFUSED} have exactly one optional field")
    if start is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", start):
        raise bad_request("START_PARAM_INVALID")
