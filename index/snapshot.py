"""The index on disk: immutable snapshots, one folder each, and a pointer to the current one. No pickle.

    INDEX_DIR/current                the name of the snapshot that answers, replaced in one atomic step
    INDEX_DIR/snapshots/NAME/        manifest.json, articles.jsonl, arrays, the FAISS and BM25 indexes

A snapshot is loaded whole, after its manifest and checksums have been verified, or not at all.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.errors import SnapshotDamaged, SnapshotError, SnapshotMismatch, SnapshotMissing
from index.lexical import LexicalIndex
from index.records import Article
from index.vectors import VectorIndex

FORMAT_VERSION = 2
KEPT_SNAPSHOTS = 3

_POINTER = "current"
_SNAPSHOTS = "snapshots"
_BUILDING = ".building-"
_MANIFEST = "manifest.json"
_ARRAYS = (
    "sentences",
    "passages",
    "tokens",
    "token_ids",
    "token_spans",
    "sentence_tokens",
    "headings",
    "article_headings",
)
_REBUILD = "run: incident-bot rebuild"


@dataclass(frozen=True, eq=False)
class Contents:
    """Everything that answers questions. Sentences, passages and tokens are in the order of their articles.

    `sentences` (n, 4) int32: article, start, end, paragraph. `passages` (p, 2) int32: first and last sentence
    (exclusive). `tokens` (t, dimension) int8: quantised directions. `token_ids` (t,) int32. `token_spans` (t, 2) int32:
    offsets into the article. `sentence_tokens` (n + 1,) int64: where each sentence's tokens begin. `headings`
    (h, dimension) int8 and `article_headings` (articles + 1,) int64: the same for the articles' headings.
    """

    articles: tuple[Article, ...]
    sentences: NDArray[np.int32]
    passages: NDArray[np.int32]
    tokens: NDArray[np.int8]
    token_ids: NDArray[np.int32]
    token_spans: NDArray[np.int32]
    sentence_tokens: NDArray[np.int64]
    headings: NDArray[np.int8]
    article_headings: NDArray[np.int64]
    vectors: VectorIndex
    lexical: LexicalIndex

    @cached_property
    def article_sentences(self) -> NDArray[np.int64]:
        """Where each article's sentences begin, (articles + 1,)."""
        return np.searchsorted(self.sentences[:, 0], np.arange(len(self.articles) + 1))

    def sentence_text(self, number: int) -> str:
        """The words of one sentence."""
        article, start, end = (int(value) for value in self.sentences[number, :3])
        return self.articles[article].text[start:end]

    def passage_text(self, number: int) -> str:
        """The words of one passage, from its first sentence to its last."""
        first, last = self.passages[number]
        article, start = (int(value) for value in self.sentences[first, :2])
        return self.articles[article].text[start : int(self.sentences[last - 1, 2])]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot was made of and of which files it consists."""

    format_version: int
    created: str
    model: str
    model_fingerprint: str
    dimension: int
    vocabulary_size: int
    corpus_digest: str
    articles: int
    sentences: int
    passages: int
    tokens: int
    files: dict[str, str]
    """SHA-256 of each file by its path in the snapshot."""


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """A loaded snapshot."""

    name: str
    manifest: Manifest
    contents: Contents


def current_name(index_dir: Path) -> str:
    """The name of the snapshot that answers; raises SnapshotMissing where there is none yet."""
    try:
        name = (index_dir / _POINTER).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise SnapshotMissing(f"there is no index in {index_dir}; {_REBUILD}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotDamaged(f"{index_dir / _POINTER} cannot be read ({error}); {_REBUILD}") from error
    if not name or "/" in name or name.startswith("."):
        raise SnapshotDamaged(f"{index_dir / _POINTER} names no snapshot; {_REBUILD}")
    return name


def snapshot_folder(index_dir: Path, name: str) -> Path:
    """Where a snapshot lies."""
    return index_dir / _SNAPSHOTS / name


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot; raises SnapshotDamaged, or SnapshotMismatch for another format version."""
    try:
        values = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        version = values["format_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotDamaged(f"the manifest of {folder} cannot be read; {_REBUILD}") from error
    if version != FORMAT_VERSION:
        raise SnapshotMismatch(f"{folder} has format {version}, this program reads {FORMAT_VERSION}; {_REBUILD}")
    try:
        return Manifest(**(values | {"files": dict(values["files"])}))
    except (TypeError, ValueError, KeyError) as error:
        raise SnapshotDamaged(f"the manifest of {folder} is incomplete; {_REBUILD}") from error


def load_snapshot(index_dir: Path, name: str, *, fingerprint: str, model: str) -> Snapshot:
    """Load a snapshot made with the model of that fingerprint, all or nothing.

    Raises SnapshotDamaged or SnapshotMismatch, each naming what to run.
    """
    folder = snapshot_folder(index_dir, name)
    manifest = read_manifest(folder)
    if manifest.model_fingerprint != fingerprint:
        raise SnapshotMismatch(
            f"{folder} was made with the model {manifest.model!r}, the model set now is {model!r}; {_REBUILD}"
        )
    _verify_files(folder, manifest)
    try:
        contents = _read_contents(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotDamaged(f"{folder} cannot be read ({error}); {_REBUILD}") from error
    _verify_counts(folder, manifest, contents)
    return Snapshot(name, manifest, contents)


def write_snapshot(index_dir: Path, name: str, contents: Contents, **facts: Any) -> Manifest:
    """Write a snapshot beside the others; nothing points to it yet. `facts` are the manifest's other fields.

    Raises SnapshotError where the disk is full or nothing may be written there.
    """
    building = index_dir / _SNAPSHOTS / (_BUILDING + name)
    try:
        return _write_snapshot(building, snapshot_folder(index_dir, name), contents, facts)
    except (OSError, RuntimeError) as error:  # FAISS raises the latter
        shutil.rmtree(building, ignore_errors=True)
        reason = error.strerror if isinstance(error, OSError) else error
        raise SnapshotError(
            f"cannot write the index to {index_dir} ({reason}); make room there, or set INDEX_DIR to another folder"
        ) from error


def _write_snapshot(building: Path, finished: Path, contents: Contents, facts: dict[str, Any]) -> Manifest:
    building.mkdir(parents=True)
    _write_contents(building, contents)
    manifest = Manifest(
        format_version=FORMAT_VERSION,
        articles=len(contents.articles),
        sentences=len(contents.sentences),
        passages=len(contents.passages),
        tokens=len(contents.tokens),
        files={path.relative_to(building).as_posix(): _sha256(path) for path in _files(building)},
        **facts,
    )
    (building / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
    for path in _files(building):
        _sync(path)
    building.rename(finished)
    _sync(finished.parent)
    return manifest


def publish(index_dir: Path, name: str) -> None:
    """Make a snapshot the one that answers, in one atomic step."""
    beside = index_dir / f".{_POINTER}.new"
    beside.write_text(name + "\n", encoding="utf-8")
    _sync(beside)
    beside.replace(index_dir / _POINTER)
    _sync(index_dir)


def prune(index_dir: Path, *, current: str) -> None:
    """Remove all but the current snapshot and the last few, and what killed rebuilds have left."""
    folders = sorted((index_dir / _SNAPSHOTS).iterdir())
    finished = [folder for folder in folders if not folder.name.startswith(".") and folder.name != current]
    leftover = [folder for folder in folders if folder.name.startswith(_BUILDING)]
    for folder in (*leftover, *finished[: max(0, len(finished) - (KEPT_SNAPSHOTS - 1))]):
        shutil.rmtree(folder, ignore_errors=True)


def discard(index_dir: Path, name: str) -> None:
    """Remove a snapshot that has not passed its check."""
    shutil.rmtree(snapshot_folder(index_dir, name), ignore_errors=True)


def _write_contents(folder: Path, contents: Contents) -> None:
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for article in contents.articles:
            file.write(json.dumps(_article_json(article), ensure_ascii=False) + "\n")
    for array in _ARRAYS:
        np.save(folder / f"{array}.npy", getattr(contents, array), allow_pickle=False)
    contents.vectors.save(folder / "vectors.faiss")
    contents.lexical.save(folder / "lexical")


def _read_contents(folder: Path) -> Contents:
    with (folder / "articles.jsonl").open(encoding="utf-8") as file:
        articles = tuple(_article(json.loads(line)) for line in file)
    arrays = {
        array: np.load(folder / f"{array}.npy", allow_pickle=False, mmap_mode="r" if array == "tokens" else None)
        for array in _ARRAYS
    }
    return Contents(
        articles=articles,
        vectors=VectorIndex.load(folder / "vectors.faiss"),
        lexical=LexicalIndex.load(folder / "lexical"),
        **arrays,
    )


def _article_json(article: Article) -> dict[str, Any]:
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    return values | {"published": article.published.isoformat() if article.published else None}


def _article(values: dict[str, Any]) -> Article:
    published = values["published"]
    return Article(**(values | {"published": date.fromisoformat(published) if published else None}))


def _verify_files(folder: Path, manifest: Manifest) -> None:
    for name, digest in manifest.files.items():
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise SnapshotDamaged(f"{folder / name} cannot be read ({error.strerror}); {_REBUILD}") from error
        if found != digest:
            raise SnapshotDamaged(f"{folder / name} has a wrong checksum; {_REBUILD}")


def _verify_counts(folder: Path, manifest: Manifest, contents: Contents) -> None:
    found = {
        "articles": len(contents.articles),
        "sentences": len(contents.sentences),
        "passages": len(contents.passages),
        "tokens": len(contents.tokens),
        "dimension": contents.vectors.dimension,
    }
    expected = {name: getattr(manifest, name) for name in found}
    is_whole = (
        found == expected
        and len(contents.vectors) == manifest.passages
        and len(contents.sentence_tokens) == manifest.sentences + 1
    )
    if not is_whole:
        raise SnapshotDamaged(f"{folder} holds {found}, its manifest says {expected}; {_REBUILD}")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    """Make sure that a file or folder survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
