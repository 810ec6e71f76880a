"""Photos, documents and other media that people send. What is in them is not kept: no file can be downloaded."""

import secrets

from tests.telegram_server.formatting import format_text
from tests.telegram_server.json_types import Json

PICTURE: Json = {"width": 1280, "height": 960}
STICKER: Json = PICTURE | {"type": "regular", "is_animated": False, "is_video": False}
MEDIA: dict[str, Json] = {
    "photo": PICTURE,
    "document": {"file_name": "document.pdf", "mime_type": "application/pdf"},
    "video": PICTURE | {"duration": 3},
    "animation": PICTURE | {"duration": 3},
    "voice": {"duration": 3},
    "sticker": STICKER,
}
"""By kind, the fields that such a medium has besides those of every file."""
CAPTION_NAMES = {"text": "caption", "entities": "caption_entities"}
CONTENT = ("text", "entities", "caption", "caption_entities", "link_preview_options", *MEDIA)


def media_content(kind: str, caption: str = "") -> Json:
    """The part of a message that holds a medium and its caption."""
    name = secrets.token_urlsafe(12)
    file = MEDIA[kind] | {"file_id": f"BQAC{name}", "file_unique_id": f"AgAD{name}", "file_size": 4_096}
    return {kind: [file] if kind == "photo" else file} | captioned(caption)


def captioned(caption: str) -> Json:
    """The fields of a caption; none if it is empty."""
    words = format_text(caption).json()
    return {CAPTION_NAMES[name]: value for name, value in words.items()}
