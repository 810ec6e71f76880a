"""The words of a message that a reply to it quotes: a TextQuote."""

from tests.telegram_server.entities import Entity, utf16_length
from tests.telegram_server.errors import NotEmulatedError, bad_request
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import optional_field

MAX_QUOTE = 1024
KEPT = {"bold", "italic", "underline", "strikethrough", "spoiler", "custom_emoji"}


def text_quote(message: Json, words: str) -> Json | None:
    """Words that stand in a message, as a person selects them; None where they do not stand there."""
    text: str = message.get("text") or message.get("caption") or ""
    start = text.find(words)
    if start < 0 or not words:
        return None
    span = Entity("quote", utf16_length(text[:start]), utf16_length(words))
    given = message.get("entities") or message.get("caption_entities") or []
    entities = [kept for entity in given if (kept := _inside(entity, span))]
    quote: Json = {"text": words, "position": span.offset, "is_manual": True}
    return quote | ({"entities": entities} if entities else {})


def given_quote(parameters: Json, replied: Json | None) -> Json:
    """The quote that the bot gives in its reply_parameters, as a field of its message."""
    words = optional_field(parameters, "quote", str)
    if not words or not replied:
        return {}
    if parameters.get("quote_parse_mode") or parameters.get("quote_entities"):
        raise NotEmulatedError("formatted quotes in reply_parameters are not emulated")
    quote = text_quote(replied, words)
    if quote is None or utf16_length(words) > MAX_QUOTE:
        raise bad_request("QUOTE_TEXT_INVALID")
    return {"quote": quote}


def _inside(given: Json, span: Entity) -> Json | None:
    """The part of an entity that lies in the quoted words, counted from their start."""
    start = max(given["offset"], span.offset)
    end = min(given["offset"] + given["length"], span.end)
    if given["type"] not in KEPT or start >= end:
        return None
    return given | {"offset": start - span.offset, "length": end - start}
