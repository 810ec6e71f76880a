"""A span of text with a meaning, as Telegram counts it: in UTF-16 code units."""

from dataclasses import dataclass, field, replace

from tests.telegram_server.json_types import Json

STYLES = ("bold", "italic", "underline", "strikethrough", "spoiler")  # may overlap anything but code and pre
QUOTES = ("blockquote", "expandable_blockquote")
RANK = {  # of two entities of one span, the lower is the outer
    **dict.fromkeys(QUOTES, 0),
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
    "date_time": 99,
}


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


@dataclass(frozen=True, slots=True)
class Entity:
    """A MessageEntity; `details` are the fields of its kind, such as the url of a text_link."""

    kind: str
    offset: int
    length: int
    details: Json = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.offset + self.length

    @property
    def units(self) -> range:
        return range(self.offset, self.end)

    @property
    def sort_key(self) -> tuple[int, int, int]:
        return self.offset, -self.length, RANK.get(self.kind, 50)

    def overlaps(self, other: "Entity") -> bool:
        return self.offset < other.end and other.offset < self.end

    def moved(self, offset: int, end: int) -> "Entity":
        return replace(self, offset=offset, length=end - offset)

    def json(self) -> Json:
        return {"type": self.kind, "offset": self.offset, "length": self.length} | self.details
