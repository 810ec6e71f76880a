"""Photos, documents and other media that people send."""

import mimetypes

from tests.telegram_server.files import Files
from tests.telegram_server.formatting import FormattedText, format_text
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
FOLDERS = {kind: kind if kind == "voice" else f"{kind}s" for kind in MEDIA}
UNREADABLE = bytes(4_096)
"""What stands in a medium whose content does not matter."""
CAPTION_NAMES = {"text": "caption", "entities": "caption_entities"}
CONTENT = ("text", "entities", "caption", "caption_entities", "link_preview_options", *MEDIA)


def media_content(files: Files, kind: str, caption: str = "", *, data: bytes = UNREADABLE) -> Json:
    """The part of a message that holds a medium and its caption."""
    file = MEDIA[kind] | files.keep(FOLDERS[kind], "", data).json()
    return {kind: [file] if kind == "photo" else file} | captioned(caption)


def document_content(
    files: Files, data: bytes, name: str, caption: str = "", *, mime_type: str | None = None, size: int | None = None
) -> Json:
    """The part of a message that holds a document: its name and type are what the sender's client says."""
    if mime_type is None:
        mime_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    told = {"file_name": name, "mime_type": mime_type}  # both may be absent
    file = files.keep(FOLDERS["document"], name, data, size)
    return {"document": {key: value for key, value in told.items() if value} | file.json()} | captioned(caption)


def captioned(caption: str) -> Json:
    """The fields of a caption; none if it is empty."""
    return caption_fields(format_text(caption))


def caption_fields(words: FormattedText) -> Json:
    return {CAPTION_NAMES[name]: value for name, value in words.json().items()}
