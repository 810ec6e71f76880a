"""Small real files of each format, made where a test needs them."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from docx import Document


def pdf_file(pages: Sequence[Iterable[str]], *, title: str | None = None, gap: int = 14) -> bytes:
    """A PDF with the given lines on its pages, from the top down; an empty line is a gap of half a line."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    info = f"<< /Title ({title}) >>" if title else "<< >>"
    objects.append(info)
    kids = []
    for lines in pages:
        content = _content(lines, gap)
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _with_table(objects)


def _content(lines: Iterable[str], gap: int) -> str:
    y, shown = 800.0, []
    for line in lines:
        if line:
            escaped = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
            shown.append(f"BT /F1 11 Tf 1 0 0 1 60 {y} Tm ({escaped}) Tj ET")
        y -= gap if line else gap / 2
    return "\n".join(shown)


def _with_table(objects: Sequence[str]) -> bytes:
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def docx_file(paragraphs: Iterable[str], *, heading: str | None = None, title: str = "") -> bytes:
    """A Word file of these paragraphs, under a heading of Word's own style if one is given."""
    document = Document()
    document.core_properties.title = title
    if heading:
        document.add_heading(heading, level=1)
    for text in paragraphs:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def zip_file(files: Mapping[str, bytes | str]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def web_page(paragraphs: Iterable[str], *, title: str = "", head: str = "", charset: str = "utf-8") -> bytes:
    """A page as news sites write it: menu, article, foot."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article><h1>{title}</h1>{body}</article><footer>All rights reserved</footer></body></html>"
    ).encode(charset)
