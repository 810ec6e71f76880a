"""Articles from wherever an admin points, a link or a file, in the shell and in Telegram alike; nothing is kept here.

Each piece comes as an article or as a problem that names it with its reason. Both functions block.
"""

import codecs
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from bot.fetching import FetchError, Page, fetch
from index.corpus import Problem
from index.formats import FormatError
from index.uploads import MAX_UPLOAD_BYTES, Piece, page, read_upload

MOST_LINKS = 10

_NAMES = {"text/plain": "page.txt", "application/pdf": "page.pdf"}
"""What a page is called for the reader of files, which goes by the end of a name."""

_PAGE_CODECS = re.compile(r"utf-16(-[lb]e)?|iso8859-\d+|cp\d+|koi8-[ru]|shift_jis|euc_(jp|kr)|gb(k|2312|18030)|big5")
"""Of Python's codecs those of the web; among the others are some that take hours for a few megabytes."""


def only_links(text: str) -> tuple[str, ...]:
    """The links of a message that is nothing but 1 to MOST_LINKS web links, each once; else ()."""
    links = tuple(dict.fromkeys(word.strip("<>,;") for word in text.split()))
    return links if all(map(is_link, links)) and len(links) <= MOST_LINKS else ()


def is_link(text: str) -> bool:
    """Tell whether a text without spaces is meant as a link to the web rather than as a path."""
    return text.lower().startswith(("http://", "https://"))


def gather_link(url: str, *, trusted_hosts: frozenset[str]) -> tuple[Piece, ...]:
    """Fetch a link and read the article there; its url and its outlet are at least those of the site."""
    try:
        fetched = fetch(url, trusted_hosts=trusted_hosts)
    except FetchError as error:
        return (Problem(error.url, None, error.reason),)
    try:
        found = tuple(_of_page(fetched))
    except FormatError as error:
        found = (Problem(fetched.url, error.line, str(error)),)
    return tuple(_placed(piece, fetched.url) for piece in found)


def gather_path(path: Path) -> Iterator[Piece]:
    """Read the articles of a file, or of every file in a folder and its subfolders but hidden ones."""
    try:
        files = sorted(_files(path)) if path.is_dir() else [path]
    except OSError as exc:
        yield Problem(str(path), None, f"cannot be read ({exc.strerror}); check its permissions")
        return
    if not files:
        yield Problem(str(path), None, "holds no file; name a folder with articles")
    for file in files:
        yield from _of_file(file)


def _of_page(fetched: Page) -> Iterable[Piece]:
    if name := _NAMES.get(fetched.content_type):
        data = _in_utf8(fetched) if fetched.content_type == "text/plain" else fetched.body
        return read_upload(data, name)
    return (page(fetched.body, fetched.url, charset=fetched.charset),)


def _in_utf8(fetched: Page) -> bytes:
    """A plain text in UTF-8 where the site said that it is in something else, and it is."""
    try:
        fetched.body.decode()
    except UnicodeDecodeError:
        name = _codec(fetched.charset or "")
        return fetched.body.decode(name, errors="replace").encode() if name else fetched.body
    return fetched.body


def _codec(charset: str) -> str | None:
    """The codec for what a site calls its encoding; None for one that no page is written in."""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    name = "cp1252" if name in ("iso8859-1", "ascii") else name  # as https://encoding.spec.whatwg.org has it
    return name if _PAGE_CODECS.fullmatch(name) else None


def _placed(piece: Piece, url: str) -> Piece:
    """An article with the address that it was fetched from, where its own word for that is of another site."""
    if isinstance(piece, Problem):
        return Problem(url, piece.line, piece.reason)
    own = piece.url if piece.url and _site(piece.url) == _site(url) else url
    return replace(piece, url=own, source=piece.source or _site(url))


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink():  # a link may lead round in a circle
            yield from _files(path)
        else:
            yield path


def _of_file(path: Path) -> Iterable[Piece]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
            return (Problem(str(path), None, "not a regular file; name the article itself"),)
        if status.st_size > MAX_UPLOAD_BYTES:
            reason = f"too large: over {MAX_UPLOAD_BYTES // 2**20} MiB; split it into several files"
            return (Problem(str(path), None, reason),)
        return (_under(path, piece) for piece in read_upload(path.read_bytes(), path.name))
    except OSError as exc:
        return (Problem(str(path), None, f"cannot be read ({exc.strerror}); check that it is there and may be read"),)


def _under(path: Path, piece: Piece) -> Piece:
    """Name a problem by the whole path rather than by the file's name alone."""
    return replace(piece, path=str(path.parent / piece.path)) if isinstance(piece, Problem) else piece
