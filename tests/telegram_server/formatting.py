"""What the server makes of a text and the entities given with it.

Only entities: a parse mode is refused, because our bot never uses one: what it quotes must not be parsed.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

from tests.telegram_server.detection import FOUND_KINDS, find_entities
from tests.telegram_server.entities import QUOTES, RANK, STYLES, Entity, utf16_length, utf16_slice
from tests.telegram_server.errors import NotEmulatedError, ParameterError
from tests.telegram_server.json_types import Json
from tests.telegram_server.links import link_details
from tests.telegram_server.parameters import optional_field, required_field

MAX_ENTITIES = 100
MAX_SOURCE_BYTES = 1 << 15


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str
    entities: tuple[Entity, ...] = ()

    def json(self) -> Json:
        """The fields of a message; a field that is empty is absent."""
        entities = [entity.json() for entity in self.entities]
        return ({"text": self.text} if self.text else {}) | ({"entities": entities} if entities else {})


def format_text(source: str, given: list[Any] | None = None, *, parse_mode: str = "") -> FormattedText:
    """The text as it is sent: cleaned, trimmed, with the entities given and those that the server finds."""
    if len(source.encode()) > MAX_SOURCE_BYTES:
        raise ParameterError("Text is too long")
    _refuse_parse_mode(parse_mode.lower())
    entities = [entity for one in given or [] if (entity := parse_entity(one, source))]
    text, entities = _trim(*_clean(source, nest(entities)))
    solid = [entity for entity in entities if entity.kind not in STYLES + QUOTES]
    entities += [found for found in find_entities(text) if not any(map(found.overlaps, solid))]
    return FormattedText(text, tuple(sorted(entities, key=lambda one: one.sort_key)[:MAX_ENTITIES]))


def _refuse_parse_mode(parse_mode: str) -> None:
    if parse_mode in {"html", "markdownv2", "markdown"}:
        raise NotEmulatedError(f"parse_mode {parse_mode} is not emulated; give the formatting as entities")
    if parse_mode not in {"", "none"}:
        raise ParameterError("Unsupported parse_mode")


def parse_entity(given: object, text: str) -> Entity | None:
    """A MessageEntity that the bot gives; None for one that the server finds itself or drops in silence."""
    try:
        if not isinstance(given, dict):
            raise ParameterError("expected an Object")  # noqa: TRY301 - worded below like the others
        offset, length = (required_field(given, name, int) for name in ("offset", "length"))
        described = _describe(required_field(given, "type", str), given)
    except ParameterError as error:
        raise ParameterError(f"Can't parse MessageEntity: {error}") from error
    if described is None:
        return None
    entity = Entity(described[0], offset, length, described[1])
    _check_bounds(entity, utf16_length(text))
    return entity


def _describe(kind: str, given: Json) -> tuple[str, Json] | None:
    if kind in FOUND_KINDS:
        return None
    if kind not in RANK:
        raise ParameterError("Unsupported type specified")
    match kind:
        case "text_link":
            return link_details(required_field(given, "url", str))
        case "text_mention":
            return kind, {"user": {"id": required_field(required_field(given, "user", dict), "id", int)}}
        case "custom_emoji":
            return kind, {"custom_emoji_id": str(required_field(given, "custom_emoji_id", int))}
        case "pre":
            language = optional_field(given, "language", str)
            return kind, {"language": language} if language else {}
        case "date_time":
            raise NotEmulatedError("entities of type date_time are not emulated")
    return kind, {}


def _check_bounds(entity: Entity, total: int) -> None:
    if not 0 <= entity.offset <= total:
        raise ParameterError(f"Entity begins after the end of the text at UTF-16 offset {entity.offset}")
    if entity.length < 0 or entity.end > total:
        begins = f"Entity beginning at UTF-16 offset {entity.offset}"
        raise ParameterError(f"{begins} ends after the end of the text at UTF-16 offset {entity.end}")


def nest(entities: list[Entity]) -> list[Entity]:
    """Apply the nesting rules: code and pre hold no other formatting; links and quotations do not nest."""
    fixed: list[Entity] = []
    for entity in sorted(entities, key=lambda one: one.sort_key):
        rivals = [one for one in fixed if (one.kind in QUOTES) == (entity.kind in QUOTES)]
        if entity.kind not in STYLES and not any(map(entity.overlaps, rivals)):
            fixed.append(entity)
    code = {unit for one in entities if one.kind in {"code", "pre"} for unit in one.units}
    for style in STYLES:
        styled = {unit for one in entities if one.kind == style for unit in one.units}
        fixed += _runs(style, styled - code)
    return fixed


def _runs(style: str, units: set[int]) -> list[Entity]:
    """Touching pieces of one style become one entity."""
    starts = sorted(unit for unit in units if unit - 1 not in units)
    ends = sorted(unit + 1 for unit in units if unit + 1 not in units)
    return [Entity(style, start, end - start) for start, end in zip(starts, ends, strict=True)]


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Drop carriage returns, which moves the entities, and make spaces of other control characters."""
    returns = [utf16_length(text[: match.start()]) for match in re.finditer("\r", text)]

    def shifted(position: int) -> int:
        return position - bisect_left(returns, position)

    moved = [entity.moved(shifted(entity.offset), shifted(entity.end)) for entity in entities]
    return re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r", "")), moved


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Take away the space around a text, but at its start only up to the first entity."""
    text = text.rstrip()
    total = utf16_length(text)
    first = min((entity.offset for entity in entities), default=total)
    lead = min(len(text) - len(text.lstrip(" \n")), first)
    moved = [entity.moved(entity.offset - lead, min(entity.end, total) - lead) for entity in entities]
    text = text[lead:]
    return text, [one for one in moved if utf16_slice(text, one.offset, max(one.length, 0)).strip()]
