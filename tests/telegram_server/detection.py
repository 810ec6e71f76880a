"""The entities that the server finds in a plain text by itself: links, commands, mentions and their like."""

import re

from tests.telegram_server.entities import Entity, utf16_length

# An approximation: the server knows every top-level domain.
TLD = (
    r"com|org|net|edu|gov|mil|int|info|biz|app|dev|xyz|online|site|shop|club|blog|news|world|live|cloud|tech|name|"
    r"(?!js|ts|cs|go|rb)[a-z]{2}"
)
URL = (
    r"(?<![\w@./])(?:(?:https?|ftp)://(?:[\w-]+\.)+[\w-]+"
    rf"|(?:[\w-]+\.)+(?:{TLD})(?![\w@-]|\.\w)|(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![\w.]))"
    r"(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?"
)
PATTERNS = {  # in order of precedence
    "url": re.compile(URL, re.IGNORECASE),
    "email": re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>@])"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{3,32}(?!\w)"),
    "hashtag": re.compile(r"(?<![\w#])#(?=\w*[^\W\d_])\w{1,256}"),
    "cashtag": re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])"),
}
FOUND_KINDS = frozenset(PATTERNS) | {"phone_number", "bank_card_number"}


def find_entities(text: str) -> list[Entity]:
    found: list[Entity] = []
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            value = _without_punctuation(match[0]) if kind == "url" else match[0]
            new = Entity(kind, utf16_length(text[: match.start()]), utf16_length(value))
            if not any(new.overlaps(other) for other in found):
                found.append(new)
    return found


def _without_punctuation(url: str) -> str:
    """A link without what belongs to the sentence around it."""
    while url[-1] in ".:;,('?!`" or (url[-1] == ")" and url.count("(") < url.count(")")):
        url = url[:-1]
    return url
