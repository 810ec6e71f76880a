"""The corpus folder: finds the article files and reads them; a bad one is named with its reason.

Knows folders, sizes and duplicates; what stands in a file is for `formats`. Hidden files and folders are
skipped in silence, links to folders are followed once.
"""

import hashlib
import json
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass
from io import BufferedReader
from pathlib import Path

from index.errors import CorpusError
from index.formats import MAX_CHARS, FormatError, parse_json_line, parse_markdown, parse_text, text_digest
from index.records import Article

MAX_BYTES = 4 * MAX_CHARS
"""No text of MAX_CHARS characters is larger in UTF-8, so what is larger need not be read."""

_FILE_PARSERS: dict[str, Callable[..., Article]] = {".md": parse_markdown, ".txt": parse_text}
_NOT_YET = (".html", ".htm", ".pdf")
_SKIP_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One file, or one line of it, that was left out; `path` is relative to the corpus folder.

    Its text is one line, "path:line: reason", whatever characters the file's name has.
    """

    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{_where(self.path, self.line)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles ordered by path, then line, and what was left out.

    `digest` (SHA-256, hex) covers every field of every article, so it changes as soon as they do.
    """

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class _Found:
    path: str
    line: int | None
    article: Article


def read_corpus(folder: Path) -> Corpus:
    """Read every article of a folder and its subfolders, or of one file.

    Raises CorpusError if there is no such folder or file; bad articles are in `problems`.
    """
    root, paths, problems = _find(folder)
    articles = []
    for item in _distinct(found for path in paths for found in _read_file(path, _relative(path, root))):
        if isinstance(item, Problem):
            problems.append(item)
        else:
            articles.append(item.article)
    problems.sort(key=lambda problem: (problem.path, problem.line or 0))
    return Corpus(tuple(articles), tuple(problems), _digest(articles))


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


def _read_file(path: Path, name: str) -> Iterator[_Found | Problem]:
    try:
        yield from _parse_file(path, name)
    except FormatError as exc:
        yield Problem(name, exc.line, str(exc))
    except OSError as exc:
        yield Problem(name, None, _unreadable(exc))


def _parse_file(path: Path, name: str) -> Iterator[_Found | Problem]:
    suffix = path.suffix.lower()
    if suffix in _NOT_YET:
        raise FormatError(f"{suffix} is not read yet; save its text as .md or .txt")
    if suffix != ".jsonl" and suffix not in _FILE_PARSERS:
        raise FormatError("not an article format (.md, .txt, .jsonl); convert it, or move it out of the corpus")
    if not _is_unicode(name):
        raise FormatError("the name is not valid UTF-8; rename the file")
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # to open a pipe would wait for ever
        raise FormatError("not a regular file; put the article itself here")
    stem = name[: -len(suffix)]
    if suffix == ".jsonl":
        with path.open("rb") as file:
            yield from _parse_lines(file, name, stem)
    elif status.st_size > MAX_BYTES:
        raise FormatError(_too_large("file"))
    else:
        yield _Found(name, None, _FILE_PARSERS[suffix](path.read_bytes(), article_id=stem))


def _parse_lines(file: BufferedReader, name: str, stem: str) -> Iterator[_Found | Problem]:
    if b"\0" in file.peek():  # one problem rather than one for every line
        raise FormatError("binary content (NUL bytes); save it as plain text in UTF-8")
    empty = True
    for number, line in _numbered_lines(file):
        empty = False
        yield _parse_line(line, name, number, stem)
    if empty:
        raise FormatError("no text; write the articles, one JSON object a line, or remove the file")


def _parse_line(line: bytes | None, name: str, number: int, stem: str) -> _Found | Problem:
    if line is None:
        return Problem(name, number, _too_large("line"))
    try:
        return _Found(name, number, parse_json_line(line, stem=stem))
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


def _distinct(items: Iterable[_Found | Problem]) -> Iterator[_Found | Problem]:
    """Put a problem in place of each article that has the text or the id of an earlier one."""
    texts: dict[str, str] = {}
    ids: dict[str, str] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        digest, article_id = text_digest(item.article.text), item.article.id
        if digest in texts:
            yield Problem(item.path, item.line, f"same text as {texts[digest]}; keep one of them")
        elif article_id in ids:
            reason = f"same id {article_id!r} as {ids[article_id]}; rename the file or give it another id"
            yield Problem(item.path, item.line, reason)
        else:
            texts[digest] = ids[article_id] = _where(item.path, item.line)
            yield item


def _digest(articles: Iterable[Article]) -> str:
    """Digest the articles, the same wherever they are in the folder."""
    total = hashlib.sha256()
    for article in sorted(articles, key=lambda article: article.id):
        total.update(json.dumps(astuple(article), default=str).encode())
    return total.hexdigest()


def _where(path: str, line: int | None) -> str:
    shown = _printable(path)
    return shown if line is None else f"{shown}:{line}"


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


def _printable(name: str) -> str:
    """Make a file name fit for one line of a message: what is not printable is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
