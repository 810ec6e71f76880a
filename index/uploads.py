"""What a person sends as articles: a file's bytes and its name in, articles and named problems out. Blocking.

Bad input is never an exception here. Nothing of the name is used as a path, and no article keeps an id that came with
it: ids are given where the article is added.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import PurePosixPath

from index.archives import Archive, Member
from index.corpus import MAX_BYTES, Problem
from index.documents import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, DocumentReader, document
from index.errors import ArticleError
from index.formats import MAX_CHARS, FormatError, parse_json_line, parse_markdown, parse_text, text_digest
from index.records import Article
from index.signatures import check_signature, kind_of

MAX_UPLOAD_BYTES = MAX_DOCUMENT_BYTES

MAX_ARTICLES = 500
"""Of one file: nobody looks through more before adding them."""

MAX_PROBLEMS = 500
"""Of one file, which may have millions of lines: what comes after them is not read."""

MAX_SECONDS = 300.0
"""For all files of an archive; those left then are refused."""

_PARSERS = {".md": parse_markdown, ".txt": parse_text}
_SUFFIXES = (*_PARSERS, *DOCUMENT_SUFFIXES, ".jsonl", ".zip")
_ARCHIVES = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".zst")
_CONVERT = {".doc": ".docx", ".rtf": ".docx", ".odt": ".docx", ".pages": ".docx", ".mht": ".html", ".mhtml": ".html"}
_LEADS_OUT = re.compile(r"[\\\0]|^[^/]*:")  # on Windows; a NUL ends a name for some
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TEXT = "no text in it; send the article itself"

Piece = Article | Problem
"""What came out of something that was sent: an article, or why there is none."""


def read_upload(data: bytes, name: str) -> tuple[Article | Problem, ...]:
    """Read a .md, .txt, .html, .htm, .pdf, .docx, .jsonl or .zip file; one or more pieces, in their order.

    Every article has the id "". A problem names the piece it stands for and its reason.
    """
    name = _base_name(name)
    if len(data) > MAX_UPLOAD_BYTES:
        return (Problem(name, None, f"too large: over {MAX_UPLOAD_BYTES >> 20} MB; send it in parts"),)
    with DocumentReader() as reader:
        pieces = tuple(_few_refused(_once(_pieces(data, name, reader)), name))
    return pieces or (Problem(name, None, _NO_TEXT),)


def read_text(text: str) -> Article:
    """Read a pasted text or a channel's post, its first line the title; raises FormatError. Its id is ""."""
    try:
        return parse_text(text.encode(), article_id="")
    except UnicodeEncodeError as exc:
        raise FormatError("holds half of a surrogate pair; remove it") from exc


def page(html: bytes, url: str, *, charset: str | None = None) -> Article:
    """Read a page that was fetched from `url`; `charset` is what its header named. Raises FormatError. Its id is ""."""
    return document(html, ".html", article_id="", url=url, charset=charset)


def _pieces(data: bytes, name: str, reader: DocumentReader) -> Iterator[Piece]:
    try:
        if _suffix(data, name) == ".zip":
            yield from _archived(data, name, reader)
        else:
            yield from _filed(data, name, reader)
    except ArticleError as exc:
        yield Problem(name, getattr(exc, "line", None), str(exc))


def _filed(data: bytes, name: str, reader: DocumentReader) -> Iterator[Piece]:
    """Read a file that is no archive; raises ArticleError."""
    suffix = _suffix(data, name)
    if suffix == ".jsonl":
        check_signature(data, suffix)
        yield from _lines(data, name)
    elif suffix in DOCUMENT_SUFFIXES:
        yield reader.read(data, suffix, article_id="")
    elif suffix in _PARSERS:
        check_signature(data, suffix)
        _check_size(data)
        yield replace(_PARSERS[suffix](_as_utf8(data), article_id=""), id="")
    elif suffix in _CONVERT:
        raise ArticleError(f"{suffix} is not read; save it as {_CONVERT[suffix]}, or paste its text")
    else:
        raise ArticleError(f"not an article format; send {', '.join(_SUFFIXES[:-1])} or {_SUFFIXES[-1]}")


def _lines(data: bytes, name: str) -> Iterator[Piece]:
    if b"\0" in data:  # one problem rather than one for every line
        raise FormatError("binary content (NUL bytes); save it as plain text in UTF-8")
    for number, line in enumerate(BytesIO(data), 1):
        if line.strip():
            try:
                _check_size(line)
                yield replace(parse_json_line(line, stem=""), id="")
            except FormatError as exc:
                yield Problem(name, number, str(exc))


def _archived(data: bytes, name: str, reader: DocumentReader) -> Iterator[Piece]:
    check_signature(data, ".zip")
    deadline = time.monotonic() + MAX_SECONDS
    with Archive(data) as archive:
        members = tuple(archive.members())
        if any(member.name == "[Content_Types].xml" for member in members):
            raise ArticleError("an Office file named .zip; name it .docx if it is from Word")
        for member in members:
            if _is_hidden(member.name):
                continue
            try:
                if time.monotonic() > deadline:
                    raise ArticleError("not read: the archive takes too long; send it in parts")  # noqa: TRY301
                yield from _filed(_member_data(archive, member), f"{name}/{member.name}", reader)
            except ArticleError as exc:
                yield Problem(f"{name}/{member.name}", getattr(exc, "line", None), str(exc))


def _member_data(archive: Archive, member: Member) -> bytes:
    """Unpack a file of an archive; raises ArticleError where its name or its bytes are not those of an article."""
    path = PurePosixPath(member.name)
    if path.is_absolute() or not path.parts or ".." in path.parts or _LEADS_OUT.search(member.name):
        raise ArticleError("its name leads out of the archive; pack it under a plain name")
    if path.suffix.lower() in _ARCHIVES:
        raise ArticleError("an archive in an archive; send it by itself")
    data = archive.read(member)
    if path.suffix.lower() != ".docx" and (kind_of(data) or ("", ""))[1] in _ARCHIVES:
        raise ArticleError("an archive in an archive; send it by itself")
    return data


def _once(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Name a text that comes a second time as a problem, and stop where there are too many articles."""
    titles: dict[str, str] = {}
    for piece in pieces:
        if isinstance(piece, Problem):
            yield piece
        elif (digest := text_digest(piece.text)) in titles:
            yield Problem(piece.title, None, "the same text twice; it is taken once")
        elif len(titles) == MAX_ARTICLES:
            yield Problem(piece.title, None, f"more than {MAX_ARTICLES} articles; send this one and the rest apart")
            return
        else:
            titles[digest] = piece.title
            yield piece


def _few_refused(pieces: Iterator[Piece], name: str) -> Iterator[Piece]:
    """Stop where too many pieces are refused."""
    refused = 0
    for piece in pieces:
        if isinstance(piece, Problem) and (refused := refused + 1) > MAX_PROBLEMS:
            yield Problem(name, None, f"more than {MAX_PROBLEMS} pieces are refused, the rest is not read; mend these")
            return
        yield piece


def _check_size(data: bytes) -> None:
    """Refuse what is larger than an article, before it is parsed."""
    if len(data) > MAX_BYTES:
        raise FormatError(f"too large: over {MAX_CHARS:,} characters; split it into several articles")


def _suffix(data: bytes, name: str) -> str:
    """The suffix of a name; of a name without one, what its bytes are usually called."""
    kind = kind_of(data)
    return PurePosixPath(name).suffix.lower() or (kind[1] if kind else "")


def _as_utf8(data: bytes) -> bytes:
    """Turn a text that is marked as UTF-16, as some editors save it, into UTF-8; leave others as they are."""
    if not data.startswith(_UTF16):
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeError as exc:
        raise FormatError("broken UTF-16; save it as UTF-8") from exc


def _base_name(name: str) -> str:
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2] or "file"


def _is_hidden(name: str) -> bool:
    return any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in name.split("/"))
