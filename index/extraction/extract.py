"""What a document says about an article, before it is trusted. Pure."""

import re
from dataclasses import dataclass
from datetime import date

_NO_TEXT = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f\u00ad\ufeff\ud800-\udfff]")
"""Control characters, soft hyphens, byte order marks, half pairs: none of them is part of what one reads."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a document from outside: the address it was fetched from, the charset its HTTP header named."""

    url: str | None = None
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Extract:
    """A document's text, paragraphs separated by blank lines, and what its metadata says.

    `title` is sure. `hinted_title` is a document property that may be left from a template.
    """

    text: str
    title: str | None = None
    hinted_title: str | None = None
    source: str | None = None
    published: date | None = None
    url: str | None = None


def paragraphs(texts: list[str]) -> str:
    """Join texts as paragraphs: without what is no text, without blank ones, separated by blank lines."""
    cleaned = (_NO_TEXT.sub("", text.replace("\f", "\n")).strip() for text in texts)
    return "\n\n".join(text for text in cleaned if text)


def line_of(text: str | None) -> str | None:
    """Make one clean line of a title or a name; None where nothing is left."""
    return " ".join(_NO_TEXT.sub("", text or "").split()) or None
