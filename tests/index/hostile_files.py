"""Files that are made to do harm, or are simply broken, each with what is said of it; made when asked for."""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from tests.index.small_files import docx_file, pdf_file, web_page, zip_file

_LAUGHS = '<!DOCTYPE x [<!ENTITY a "lol">' + "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">' for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
_URDU = "بنوں میں پولیس سٹیشن پر حملہ ہوا۔\n\nچار اہلکار ہلاک ہوئے۔"  # noqa: RUF001 - Urdu


@dataclass(frozen=True)
class HostileFile:
    """A file and the reason why it is refused; where there is none, it is read, with `text` in its text."""

    name: str
    make: Callable[[], bytes]
    reason: str = ""
    text: str = ""


def _docx_with(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A Word file with one of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(docx_file(["It rained in Bern."]))) as archive:
        return zip_file(
            {name: change(archive.read(name)) if name == part else archive.read(name) for name in archive.namelist()}
        )


def _body(text: str, declaration: str = "") -> Callable[[], bytes]:
    """A Word file that says this in its body, after a document type."""

    def change(xml: bytes) -> bytes:
        return xml.replace(b"<w:document", declaration.encode() + b"<w:document", 1).replace(
            b"It rained in Bern.", text.encode()
        )

    return lambda: _docx_with("word/document.xml", change)


def _pdf_stream(content: bytes, extra: str) -> bytes:
    """A PDF of one page with this content, as it is."""
    page = pdf_file([["MARK"]])
    start, end = page.index(b"<< /Length"), page.index(b"endstream")
    return page[:start] + f"<< /Length {len(content)} {extra} >>\nstream\n".encode() + content + b"\n" + page[end:]


def _locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_file([["It rained."]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _nested_zip() -> bytes:
    data = zip_file({"bomb.txt": bytes(10 << 20)})
    for _ in range(5):
        data = zip_file({"inner.zip": data, "article": data})
    return data


def _escapes() -> bytes:
    names = ("../../up.txt", "/etc/cron.d/absolute.txt", "C:/drive.txt", "a\\..\\..\\back.txt", "a/../../b.txt")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo("x")
            info.filename = name
            archive.writestr(info, f"Article {number}\n\nIt rained {number} times.")
    return out.getvalue()


def _big_page() -> bytes:
    return web_page(
        f"It rained {number} times in Bern, and the river rose by as many inches." for number in range(200_000)
    )


HOSTILE: tuple[HostileFile, ...] = (
    HostileFile("empty.txt", bytes, "no text"),
    HostileFile("empty.md", bytes, "no text"),
    HostileFile("empty.jsonl", bytes, "no text"),
    HostileFile("empty.html", bytes, "no text"),
    HostileFile("empty.pdf", bytes, "not what .pdf says"),
    HostileFile("empty.docx", bytes, "not what .docx says"),
    HostileFile("empty.zip", bytes, "not what .zip says"),
    HostileFile("nothing-in-it.zip", lambda: zip_file({}), "no text"),
    HostileFile("nul.txt", lambda: b"It \0 rained.", "binary content"),
    HostileFile("nul.jsonl", lambda: b'{"text": "a"}\0', "binary content"),
    HostileFile("nul.html", lambda: b"<p>It \0 rained.</p>", "binary content"),
    HostileFile("nul-escaped.jsonl", lambda: b'{"text": "It \\u0000 rained."}', "holds a NUL"),
    HostileFile("utf16-without-mark.txt", lambda: "It rained.".encode("utf-16-le"), "binary content"),
    HostileFile("utf16-urdu.html", lambda: _URDU.encode("utf-16-le"), "binary content"),
    HostileFile("cp1252.txt", lambda: "It rained at the café.".encode("cp1252"), "not UTF-8: byte 0xe9"),
    HostileFile(
        "cp1252.html", lambda: web_page(["“It rained,” he said."], charset="cp1252"), text="“It rained,” he said."
    ),
    HostileFile("truncated.txt", lambda: _URDU.encode()[:-1], "not UTF-8"),
    HostileFile("utf16-marked.txt", lambda: _URDU.encode("utf-16"), text="چار اہلکار"),
    HostileFile("utf16-half.txt", lambda: _URDU.encode("utf-16")[:-1], "broken UTF-16"),
    HostileFile("one-line.txt", lambda: b"word " * 3_000_000, "too large"),
    HostileFile("one-line.jsonl", lambda: b'{"text": "' + b"word " * 3_000_000 + b'"}', "too large"),
    HostileFile("deep.jsonl", lambda: b"[" * 1_000_000, "not JSON"),
    HostileFile("too-large.txt", lambda: b"a" * (21 << 20), "too large: over 20 MB"),
    HostileFile(
        "laughs.md", lambda: b"---\ntitle: &a [x,x,x]\nurl: [*a,*a,*a]\n---\nIt rained.", "must be one plain text"
    ),
    HostileFile(
        "endless-front-matter.md",
        lambda: b"---\n" + b"a: b\n" * 400_000 + b"---\nIt rained.",
        "front matter is too long",
    ),
    HostileFile("comments.txt", lambda: b"<!-- It rained. -->\n" * 200, text="It rained."),
    HostileFile("no-objects.jsonl", lambda: b"11\n" * 5_000_000, "not a JSON object|more than 500 pieces are refused"),
    HostileFile("one-text.jsonl", lambda: b'{"text":"x"}\n' * 100_000, "the same text twice|more than 500", text="x"),
    HostileFile("pdf.txt", lambda: pdf_file([["It rained."]]), "a PDF named .txt"),
    HostileFile("page.pdf", lambda: web_page(["It rained."]), "a web page named .pdf"),
    HostileFile("pdf.html", lambda: pdf_file([["It rained."]]), "a PDF named .html"),
    HostileFile("pdf.docx", lambda: pdf_file([["It rained."]]), "a PDF named .docx"),
    HostileFile("late.pdf", lambda: b"GIF89a" + pdf_file([["It rained."]]), "not what .pdf says"),
    HostileFile("late.zip", lambda: b"GIF89a" + zip_file({"a.txt": "It rained."}), "not what .zip says"),
    HostileFile("both.pdf", lambda: pdf_file([["It rained."]]) + zip_file({"a.txt": "It snowed."}), text="It rained."),
    HostileFile("photo.exe", lambda: b"MZ", "not an article format"),
    HostileFile("letter.doc", lambda: b"\xd0\xcf\x11\xe0", ".doc is not read; save it as .docx"),
    HostileFile("../../etc/passwd", lambda: b"root:x:0:0", "not an article format"),
    HostileFile("bomb.zip", lambda: zip_file({"bomb.txt": bytes(200 << 20)}), "unpacks to far more"),
    HostileFile("nested.zip", _nested_zip, "an archive in an archive"),
    HostileFile("escape.zip", _escapes, "its name leads out of the archive"),
    HostileFile("docx.zip", lambda: docx_file(["It rained."]), "an Office file named .zip"),
    HostileFile("zip.docx", lambda: zip_file({"a.txt": "It rained."}), "damaged, or not what its name says"),
    HostileFile(
        "bomb.docx", lambda: _docx_with("word/document.xml", lambda _: bytes(200 << 20)), "unpacks to far more"
    ),
    HostileFile(
        "picture-bomb.docx",
        lambda: _docx_with("docProps/thumbnail.jpeg", lambda _: bytes(200 << 20)),
        "unpacks to far more",
    ),
    HostileFile("laughs.docx", _body("&i;", _LAUGHS + "]>"), "a document type in its XML"),
    HostileFile(
        "entity.docx", _body("&e;", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "a document type"
    ),
    HostileFile("laughs.html", f"{_LAUGHS}]><html><p>&i;</p></html>".encode, "it declares entities"),
    HostileFile(
        "entity.html",
        lambda: b'<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]><html><p>It rained &e;.</p></html>',
        "it declares entities",
    ),
    HostileFile("deep.html", lambda: b"<div>" * 100_000 + b"It rained." + b"</div>" * 100_000, "no text"),
    HostileFile("15-MB.html", _big_page, "more text than an article has"),
    HostileFile("script.html", lambda: web_page(["It rained.<script>alert('no')</script>"]), text="It rained."),
    HostileFile("10000-pages.pdf", lambda: pdf_file([["It rained."]] * 10_000), "10,000 pages, at most 300"),
    HostileFile("scan.pdf", lambda: pdf_file([[]]), "pictures of pages without text"),
    HostileFile(
        "endless.pdf", lambda: pdf_file([["It rained."]]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]"), "damaged"
    ),
    HostileFile("cut.pdf", lambda: pdf_file([["It rained."]])[:60], "damaged"),
    HostileFile("locked.pdf", _locked_pdf, "locked with a password"),
    HostileFile("strange-lock.pdf", lambda: pdf_file([["It rained."]]).replace(b"/Info 4", b"/Encrypt 4"), "damaged"),
    HostileFile("bomb.pdf", lambda: _pdf_stream(zlib.compress(bytes(500 << 20)), "/Filter /FlateDecode"), "damaged"),
)
