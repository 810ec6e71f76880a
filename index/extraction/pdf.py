"""The text of a PDF file; the only import of pypdf. Nothing in the file is run, opened or fetched."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader

from index.errors import ArticleError
from index.extraction.extract import Extract, Origin, line_of, paragraphs
from index.extraction.limits import MAX_PAGES
from index.extraction.printed_lines import PrintedLine, paragraphs_of

_MAX_CHARS = 4_000_000  # of all pages; four times the longest article, and the rest need not be read
_MAX_STRANGE_SHARE = 0.05
_STRANGE = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff]|/(?:gid|g|cid|uni)\\d+|\\(cid:\\d+\\)")


def extract(data: bytes, _origin: Origin) -> Extract:
    """Read a PDF file; raises ArticleError where it holds no text that can be read."""
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted:
        raise ArticleError("locked with a password; save it without one")
    if len(reader.pages) > MAX_PAGES:
        raise ArticleError(f"{len(reader.pages):,} pages, at most {MAX_PAGES}; split it into articles")
    lines: list[PrintedLine] = []
    chars = 0
    for number, page in enumerate(reader.pages):
        lines += _lines(page, number)
        chars = sum(len(line.text) for line in lines) if number % 10 == 0 else chars
        if chars > _MAX_CHARS:
            raise ArticleError("more text than an article has; split it into articles")
    text = paragraphs(paragraphs_of(lines))
    _check(text)
    metadata = reader.metadata
    return Extract(text=text, hinted_title=line_of(metadata.title if metadata else None))


def _check(text: str) -> None:
    if not any(map(str.isalnum, text)):
        raise ArticleError("pictures of pages without text (a scan?); send its text instead")
    if sum(len(found) for found in _STRANGE.findall(text)) > _MAX_STRANGE_SHARE * len(text):
        raise ArticleError("its letters have no meaning outside its own fonts; send its text instead")


def _lines(page: PageObject, number: int) -> Iterator[PrintedLine]:
    """The lines of a page, each with the place where its first letters stand."""
    pieces: list[tuple[str, float, float, float]] = []

    def visit(text: str, page_matrix: list[float], text_matrix: list[float], _font: Any, size: float) -> None:
        (a, b, c, d, e, f), (x, y) = page_matrix, text_matrix[4:6]
        scale = abs(d * text_matrix[3]) or abs(b * text_matrix[1]) or 1.0
        pieces.append((text, a * x + c * y + e, b * x + d * y + f, abs(size * scale) or 1.0))

    page.extract_text(visitor_text=visit)
    begun: tuple[float, float, float] | None = None
    words: list[str] = []
    for text, x, y, size in [*pieces, ("\n", 0.0, 0.0, 0.0)]:
        for part in re.split(r"(\n)", text):
            if part == "\n" and begun:
                yield PrintedLine(number, *begun, "".join(words))
                begun, words = None, []
            elif part != "\n":
                begun = begun or ((x, y, size) if part.strip() else None)
                words.append(part)
