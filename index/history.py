"""What was corrected or withdrawn: the old files of the corpus, in a hidden folder of it.

    CORPUS_DIR/.history/<id made safe>/id                                 the article's id
    CORPUS_DIR/.history/<id made safe>/<stamp>-<what>[-<key>].<suffix>    the file as it was, or the line of a .jsonl

`stamp` is the moment in UTC, `what` is "corrected" or "withdrawn", `key` is that of the change which made the file.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TypeAlias, cast

from index.durable import make_folder, write_file
from index.errors import CorpusError

What: TypeAlias = Literal["corrected", "withdrawn"]

_FOLDER = ".history"
_STAMP = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(r"(\d{8}T\d{6}\.\d{6}Z)-(corrected|withdrawn)(?:-([a-z0-9-]+))?\.\w+")
_MAX_SAFE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Version:
    """What an article was until it was corrected or withdrawn; `path` is the old file, or a file of its line."""

    at: datetime
    what: What
    path: Path
    key: str | None = None


def versions(folder: Path, article_id: str) -> tuple[Version, ...]:
    """The old versions of an article of the corpus in that folder, oldest first."""
    return _versions_in(folder / _FOLDER / _safe(article_id))


def withdrawn_ids(folder: Path) -> frozenset[str]:
    """The ids of all articles whose last version was withdrawn; they may have been put back since.

    Raises CorpusError where the history cannot be read.
    """
    try:
        articles = tuple(_articles(folder))
    except OSError as exc:
        raise CorpusError(f"{folder / _FOLDER} cannot be read ({exc.strerror}); check its permissions") from exc
    return frozenset(article_id for article_id, found in articles if found and found[-1].what == "withdrawn")


def id_by_key(folder: Path, key: str) -> str | None:
    """The id of the article that has an old version made by the change with that key."""
    return next((article_id for article_id, found in _articles(folder) if key in {one.key for one in found}), None)


def place_for(folder: Path, article_id: str, what: What, *, key: str | None, suffix: str) -> Path:
    """Where the next old version is to be put; makes its folder. Raises OSError."""
    own = folder / _FOLDER / _safe(article_id)
    make_folder(own)
    if not (own / "id").is_file():
        write_file(own / "id", [article_id.encode()])
    found = _versions_in(own)
    after_last = found[-1].at + timedelta(microseconds=1) if found else datetime.min.replace(tzinfo=UTC)
    stamp = max(datetime.now(UTC), after_last).strftime(_STAMP)  # in order even if the clock was set back
    return own / f"{stamp}-{what}{f'-{key}' if key else ''}{suffix}"


def _articles(folder: Path) -> Iterator[tuple[str, tuple[Version, ...]]]:
    for own in sorted((folder / _FOLDER).glob("*/id")):
        yield own.read_bytes().decode(errors="replace"), _versions_in(own.parent)


def _versions_in(own: Path) -> tuple[Version, ...]:
    found = [(path, match) for path in own.glob("*") if (match := _NAME.fullmatch(path.name))]
    return tuple(
        Version(datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), cast("What", match[2]), path, match[3])
        for path, match in sorted(found)
    )


def _safe(article_id: str) -> str:
    """A name for a folder that no two ids share and that a person can read."""
    readable = re.sub(r"[^a-z0-9]+", "-", article_id.lower()).strip("-")[:_MAX_SAFE_CHARS]
    return f"{readable}-{hashlib.sha256(article_id.encode()).hexdigest()[:16]}".lstrip("-")
