"""The characters of a web page, as its own declarations say (WHATWG HTML, "determining the character encoding"). Pure.

What is valid UTF-8 is UTF-8, whatever is declared. All that is guessed is UTF-8 with a few broken bytes, and
Windows-1252 for a page of Latin letters.
"""

import codecs
import re

from index.errors import ArticleError

_DECLARED = re.compile(rb"""(?:<meta[^>]+?charset|<\?xml[^>]+?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_PRESCAN_BYTES = 4096  # WHATWG looks at 1024; many pages declare it later
_MAX_GUESSED_SHARE = 0.05  # of bytes that are not ASCII: quotes, dashes and accents of a Western text
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_OF_PAGES = (
    "utf-8",
    "cp125",
    "iso8859",
    "koi8",
    "gb",
    "big5",
    "euc",
    "shift_jis",
    "cp932",
    "cp949",
    "cp874",
    "tis",
    "mac",
)
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def decoded_page(data: bytes, charset: str | None) -> str:
    """Decode a page; `charset` is what its HTTP header names. Bytes that cannot be decoded become U+FFFD.

    Raises ArticleError where its characters are unknown.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data.removeprefix(mark).decode(name, errors="replace")
    if b"\0" in data:
        raise ArticleError("binary content (NUL bytes); save the page as UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode(_codec(charset) or _declared(data) or _guessed(data), errors="replace")


def _declared(data: bytes) -> str | None:
    found = _DECLARED.search(data, 0, _PRESCAN_BYTES)
    return _codec(found[1].decode("ascii", "replace")) if found else None


def _codec(charset: str | None) -> str | None:
    try:
        name = codecs.lookup(charset or "").name
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS_DO.get(name, name) if name.startswith(_OF_PAGES) else None


def _guessed(data: bytes) -> str:
    other = [char for char in data.decode(errors="replace") if not char.isascii()]
    if other.count("\ufffd") < len(other) / 2:
        return "utf-8"
    if len(other) > _MAX_GUESSED_SHARE * len(data):
        raise ArticleError("neither UTF-8 nor told what it is; save the page as UTF-8")
    return "cp1252"
