"""The text of a message: its limits, its mentions, and how its link is previewed."""

from dataclasses import replace
from typing import Any

from tests.telegram_server.entities import Entity, utf16_length, utf16_slice
from tests.telegram_server.errors import bad_request
from tests.telegram_server.formatting import FormattedText, format_text
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args
from tests.telegram_server.world import World

MAX_TEXT = 4096
NO_PREVIEW_OBJECT = "Object expected as link preview options"


def message_text(world: World, args: Args) -> Json:
    """The text part of a message, from the parameters of sendMessage or editMessageText."""
    if not args.text("text"):
        raise bad_request("message text is empty")
    options = args.json_object("link_preview_options", "link preview options", NO_PREVIEW_OBJECT)
    entities = args.json_array("entities", "entities", "Expected an Array of MessageEntity")
    content = limited_text(world, args.text("text"), entities, args.text("parse_mode"))
    if not content.text:
        raise bad_request("text must be non-empty")
    return content.json() | ({"link_preview_options": options} if options else {})


def client_parts(text: str) -> list[str]:
    """A long text as a person's client cuts it into messages: at the end of a line if it can, else of a word."""
    parts = []
    while utf16_length(text) > MAX_TEXT:
        head = utf16_slice(text, 0, MAX_TEXT).removesuffix("\ufffd")  # half of a character that takes two units
        half = len(head) // 2
        cut = 1 + head.rfind("\n", half) or 1 + head.rfind(" ", half) or len(head)
        parts.append(text[:cut])
        text = text[cut:]
    return [*parts, text]


def limited_text(world: World, source: str, given: list[Any] | None, parse_mode: str) -> FormattedText:
    content = format_text(source, given, parse_mode=parse_mode)
    if utf16_length(content.text) > MAX_TEXT:
        raise bad_request("message is too long")
    met = (_introduced(world, entity) for entity in content.entities)
    return replace(content, entities=tuple(entity for entity in met if entity))


def _introduced(world: World, entity: Entity) -> Entity | None:
    """A mention of a user whom the bot has not met becomes plain text."""
    if entity.kind != "text_mention":
        return entity
    user = world.users.get(entity.details["user"]["id"])
    return replace(entity, details={"user": user.json()}) if user else None
