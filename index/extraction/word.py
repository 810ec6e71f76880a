"""The text of a Word file; the only import of docx. Paragraphs, headings, lists and tables in their order.

What changes are being tracked reads as if they were accepted. Pictures, comments, footnotes, heads and feet of pages
are left out.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document

from index.archives import Archive
from index.errors import ArticleError
from index.extraction.extract import Extract, Origin, line_of, paragraphs

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE_STYLES = ("title", "heading 1")
_LEFT_OUT = {
    f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}  # fmt: skip
_WRITTEN_AS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


def extract(data: bytes, _origin: Origin) -> Extract:
    """Read a .docx file; raises ArticleError where it is none."""
    with Archive(data) as archive:
        for member in archive.members():
            part = archive.read(member)
            if _is_xml(member.name) and b"<!DOCTYPE" in part.replace(b"\0", b""):
                raise ArticleError("not as Word writes it (a document type in its XML); paste its text instead")
    document = Document(BytesIO(data))
    texts = [_text(block) for block in _blocks(document.element.body)]
    titles = (part.text for part in document.paragraphs[:5] if _style(part) in _TITLE_STYLES and part.text.strip())
    return Extract(
        text=paragraphs(texts),
        title=line_of(next(titles, None)),
        hinted_title=line_of(document.core_properties.title),
    )


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _style(paragraph: Any) -> str:
    return str(paragraph.style.name or "").lower() if paragraph.style is not None else ""


def _blocks(parent: Any) -> Iterator[Any]:
    """The paragraphs and tables of a body, also those in the fields of a form."""
    for element in parent:
        if element.tag in (f"{_W}p", f"{_W}tbl"):
            yield element
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _blocks(element)


def _text(block: Any) -> str:
    if block.tag == f"{_W}p":
        return "".join(_runs(block))
    cells = ("\n".join(map(_text, _blocks(cell))).strip() for cell in block.iterfind(f"{_W}tr/{_W}tc"))
    return "\n".join(filter(None, cells))


def _runs(element: Any) -> Iterator[str]:
    for part in element:
        if part.tag == f"{_W}t":
            yield part.text or ""
        elif part.tag in _WRITTEN_AS:
            yield _WRITTEN_AS[part.tag]
        elif part.tag not in _LEFT_OUT:
            yield from _runs(part)
