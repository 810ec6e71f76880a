"""What a file is by its first bytes (magic numbers), whatever its name says. Pure."""

import re

from index.formats import FormatError

_HTML = re.compile(  # a comment ends at its first end only: to try the others too would take years
    rb"(?:\xef\xbb\xbf)?\s*(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_LOOK_BYTES = 4096
_PDF = b"%PDF-"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_KINDS: tuple[tuple[str, str, tuple[bytes, ...]], ...] = (
    ("a PDF", ".pdf", (_PDF,)),
    ("a zip archive", ".zip", _ZIP),
    ("an old Office file", ".doc", (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)),
    ("a rich text file", ".rtf", (b"{\\rtf",)),
    ("a packed file", ".gz", (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd")),
    ("a picture", ".jpg", (b"\xff\xd8\xff", b"\x89PNG\r\n")),
)
_FITS: dict[str, set[str | None]] = {
    ".pdf": {".pdf"}, ".docx": {".zip"}, ".zip": {".zip"}, ".html": {".html", None}, ".htm": {".html", None},
    ".md": {None}, ".txt": {None}, ".jsonl": {None},
}  # fmt: skip
"""Per suffix, what the bytes may be; None for plain text or what has no signature."""


def kind_of(data: bytes) -> tuple[str, str] | None:
    """Tell what a file is, in words and by the usual suffix: ("a PDF", ".pdf"); None for text and what is unknown."""
    for words, suffix, signatures in _KINDS:
        if data.startswith(signatures):
            return words, suffix
    return ("a web page", ".html") if _HTML.match(data[:_LOOK_BYTES]) else None


def check_signature(data: bytes, suffix: str) -> None:
    """Refuse a file whose bytes are something else than its suffix says; raises FormatError."""
    kind = kind_of(data)
    fits = _FITS.get(suffix, {None})
    if (kind[1] if kind else None) in fits:
        return
    if kind:
        raise FormatError(f"{kind[0]} named {suffix}; give it the right name, or send its text")
    raise FormatError(f"not what {suffix} says; save it again, or send its text")
