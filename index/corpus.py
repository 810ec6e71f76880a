"""The corpus folder: finds the article files and reads them; a bad one is named with its reason.

Knows folders, sizes and duplicates; what stands in a file is for `formats`. Hidden files and folders are
skipped in silence, links to folders are followed once.
"""

import hashlib
import json
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import Protocol

from index.change_lock import last_change, unchanging
from index.documents import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, DocumentReader, document
from index.editions import Found, Problem, distinct
from index.errors import CorpusError
from index.formats import MAX_CHARS, FormatError, parse_edition, parse_json_line, parse_markdown, parse_text
from index.records import Article
from index.signatures import check_signature

__all__ = ["MAX_BYTES", "Corpus", "Problem", "find_articles", "read_corpus", "read_file"]

MAX_BYTES = 4 * MAX_CHARS
"""No text of MAX_CHARS characters is larger in UTF-8, so what is larger need not be read."""

_FILE_PARSERS: dict[str, Callable[..., Article]] = {".md": parse_markdown, ".txt": parse_text}
_SUFFIXES = (*_FILE_PARSERS, *DOCUMENT_SUFFIXES, ".jsonl")
_TOO_LARGE_DOCUMENT = f"too large: over {MAX_DOCUMENT_BYTES >> 20} MB; save its text as .md or .txt"
_SKIP_BYTES = 1 << 20


class ReadFile(Protocol):
    """Reads the articles of one file, as `read_file` does."""

    def __call__(self, path: Path, name: str, *, documents: DocumentReader | None = None) -> Iterable[Found | Problem]:
        """Read the file at a path, whose path in the corpus folder is `name`."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles ordered by path, then line, and what was left out.

    `digest` (SHA-256, hex) covers every field of every article, so it changes as soon as they do.
    """

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    digest: str


def read_corpus(folder: Path) -> Corpus:
    """Read every article of a folder and its subfolders, or of one file.

    Raises CorpusError if there is no such folder or file; bad articles are in `problems`.
    """
    before = last_change(folder)
    items = tuple(distinct(find_articles(folder)))
    if last_change(folder) != before:  # an article may have moved from where we had yet to look
        with unchanging(folder):
            items = tuple(distinct(find_articles(folder)))
    articles = tuple(item.article for item in items if isinstance(item, Found))
    problems = [item for item in items if isinstance(item, Problem)]
    problems.sort(key=lambda problem: (problem.path, problem.line or 0))
    return Corpus(articles, tuple(problems), _digest(articles))


def find_articles(folder: Path, *, read: ReadFile | None = None) -> list[Found | Problem]:
    """Find all articles of a folder, those too that are older versions or copies of others, in order of their path.

    `read` is to be used in place of `read_file`. Raises CorpusError if there is no such folder or file.
    """
    root, paths, problems = _find(folder)
    with DocumentReader() as documents:
        reading = partial(read or read_file, documents=documents)
        return [*problems, *(item for path in paths for item in reading(path, _relative(path, root)))]


def _find(folder: Path) -> tuple[Path, list[Path], list[Problem]]:
    """Return the corpus folder, its files in order of their path, and what of it cannot be read."""
    try:
        if folder.is_file():
            return folder.parent, [folder], []
        if not folder.is_dir():
            raise CorpusError(f"no corpus folder at {folder}; create it and put articles in, or name another")
        next(folder.iterdir(), None)
    except OSError as exc:
        raise CorpusError(f"corpus folder {folder} cannot be read ({exc.strerror}); check its permissions") from exc
    entries = list(_walk(folder))
    paths = [entry for entry in entries if isinstance(entry, Path)]
    paths.sort(key=lambda path: _relative(path, folder))
    return folder, paths, [entry for entry in entries if isinstance(entry, Problem)]


def _walk(root: Path) -> Iterator[Path | Problem]:
    """Find every file under `root`. A folder is entered once, however many links lead there, so loops end."""
    seen = set()
    folders = [root]
    while folders:
        folder = folders.pop()
        try:
            status = folder.stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            for path in sorted(folder.iterdir(), reverse=True):
                if path.name.startswith("."):
                    continue
                if path.is_dir():
                    folders.append(path)
                else:
                    yield path
        except OSError as exc:
            yield Problem(_relative(folder, root), None, _unreadable(exc))


def read_file(path: Path, name: str, *, documents: DocumentReader | None = None) -> Iterator[Found | Problem]:
    """Read the articles of one file, whose path in the corpus folder is `name`; many documents best with one reader."""
    try:
        yield from _parse_file(path, name, documents.read if documents else document)
    except FormatError as exc:
        yield Problem(name, exc.line, str(exc))
    except OSError as exc:
        yield Problem(name, None, _unreadable(exc))


def _parse_file(path: Path, name: str, read_document: Callable[..., Article]) -> Iterator[Found | Problem]:
    suffix = path.suffix.lower()
    if suffix not in _SUFFIXES:
        known = ", ".join(_SUFFIXES)
        raise FormatError(f"not an article format ({known}); convert it, or move it out of the corpus")
    if not _is_unicode(name):
        raise FormatError("the name is not valid UTF-8; rename the file")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
        raise FormatError("not a regular file; put the article itself here")
    stem = name[: -len(suffix)]
    if suffix == ".jsonl":
        with path.open("rb") as file:
            yield from _parse_lines(file, name, stem)
        return
    if status.st_size > (MAX_DOCUMENT_BYTES if suffix in DOCUMENT_SUFFIXES else MAX_BYTES):
        raise FormatError(_too_large("file") if suffix in _FILE_PARSERS else _TOO_LARGE_DOCUMENT)
    data = path.read_bytes()
    check_signature(data, suffix)
    if suffix == ".md":
        edition = parse_edition(data, article_id=stem)
        yield Found(name, None, edition.article, edition.revision, edition.key)
    elif suffix in DOCUMENT_SUFFIXES:
        yield Found(name, None, read_document(data, suffix, article_id=stem))
    else:
        yield Found(name, None, _FILE_PARSERS[suffix](data, article_id=stem))


def _parse_lines(file: BufferedReader, name: str, stem: str) -> Iterator[Found | Problem]:
    if b"\0" in file.peek():  # one problem rather than one for every line
        raise FormatError("binary content (NUL bytes); save it as plain text in UTF-8")
    empty = True
    for number, line in _numbered_lines(file):
        empty = False
        yield _parse_line(line, name, number, stem)
    if empty:
        raise FormatError("no text; write the articles, one JSON object a line, or remove the file")


def _parse_line(line: bytes | None, name: str, number: int, stem: str) -> Found | Problem:
    if line is None:
        return Problem(name, number, _too_large("line"))
    try:
        return Found(name, number, parse_json_line(line, stem=stem))
    except FormatError as exc:
        return Problem(name, number, str(exc))


def _numbered_lines(file: BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """Count the lines from 1 and leave out the blank ones; None stands for one too large for memory."""
    number = 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(_SKIP_BYTES)):
            pass
        if len(line) > MAX_BYTES:
            yield number, None
        elif line.strip():
            yield number, line


def _digest(articles: Iterable[Article]) -> str:
    """Digest the articles, the same wherever they are in the folder."""
    total = hashlib.sha256()
    for article in sorted(articles, key=lambda article: article.id):
        total.update(json.dumps(astuple(article), default=str).encode())
    return total.hexdigest()


def _unreadable(exc: OSError) -> str:
    return f"cannot be read ({exc.strerror or 'system error'}); check that it is there and may be read"


def _too_large(what: str) -> str:
    return f"too large: a {what} of over {MAX_BYTES:,} bytes; split it into articles of up to {MAX_CHARS:,} characters"


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
