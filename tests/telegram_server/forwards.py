"""What a forwarded message tells of where it comes from: its forward_origin, and the older forward_* fields."""

import copy
import secrets
import time
import zlib
from datetime import datetime

from tests.telegram_server.entities import utf16_length
from tests.telegram_server.files import Files
from tests.telegram_server.formatting import FormattedText, format_text
from tests.telegram_server.json_types import Json
from tests.telegram_server.media import CONTENT, caption_fields, document_content, media_content

CHANNEL_BASE = -1_001_990_000_000


def forwarded(message: Json, *, hides_name: bool = False) -> Json:
    """The content of a forwarded message; with `hides_name`, of someone whose account is not linked in forwards."""
    content = copy.deepcopy({name: message[name] for name in CONTENT if name in message})
    if "forward_origin" in message:
        return content | {name: value for name, value in message.items() if name.startswith("forward_")}
    sender, date = message["from"], {"date": message["date"]}
    if hides_name:
        name = " ".join(sender[part] for part in ("first_name", "last_name") if part in sender)
        origin = {"type": "hidden_user", "sender_user_name": name} | date
        old = {"forward_sender_name": name}
    else:
        origin = {"type": "user", "sender_user": sender} | date
        old = {"forward_from": sender}
    return content | {"forward_origin": origin, "forward_date": message["date"]} | old


def forwarded_post(
    channel: Json, content: Json, *, date: datetime | None = None, post_id: int | None = None, signature: str = ""
) -> Json:
    """The content of a forwarded post of a channel, of which the bot need not be a member."""
    posted = int(date.timestamp() if date else time.time())
    number = 1 + secrets.randbelow(1_000) if post_id is None else post_id
    origin = {"type": "channel", "chat": channel, "message_id": number, "date": posted}
    old: Json = {"forward_from_chat": channel, "forward_from_message_id": number, "forward_date": posted}
    if signature:
        origin["author_signature"] = old["forward_signature"] = signature
    return content | {"forward_origin": origin} | old


def channel_json(title: str, username: str = "") -> Json:
    """A channel, with the same id each time; without a username it is private, and its posts have no public link."""
    channel = {"id": CHANNEL_BASE - zlib.crc32(title.encode()) % 9_999_999, "type": "channel", "title": title}
    return channel | ({"username": username} if username else {})


def post_content(
    files: Files,
    text: str,
    links: dict[str, str] | None = None,
    *,
    photo: bytes | None = None,
    document: tuple[bytes, str] | None = None,
) -> Json:
    """A post's text, or its photo or document (bytes and name) with the text as caption; `links`: words and URL."""
    words = _linked(text, links or {})
    if photo is not None:
        return media_content(files, "photo", data=photo) | caption_fields(words)
    if document is not None:
        return document_content(files, *document) | caption_fields(words)
    return words.json()


def _linked(text: str, links: dict[str, str]) -> FormattedText:
    assert all(words in text for words in links), f"not all of {list(links)} stand in {text!r}"
    entities = [
        {"type": "text_link", "offset": utf16_length(text[: text.index(words)]), "length": utf16_length(words)}
        | {"url": url}
        for words, url in links.items()
    ]
    return format_text(text, entities)
