"""The index on disk: immutable snapshots, one folder each, and a pointer to the current one. No pickle.

    INDEX_DIR/current                the name of the snapshot that answers, replaced in one atomic step
    INDEX_DIR/snapshots/NAME/        manifest.json, articles.jsonl, arrays, the FAISS and BM25 indexes
    INDEX_DIR/snapshots/.building-NAME/  the same of one that has not passed its check yet

A snapshot is loaded whole, after its manifest and checksums have been verified, or not at all. A folder's time tells
when it was last made the current one.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.contents import Contents, read_contents, write_contents
from index.durable import sync_file, sync_folder, write_file
from index.errors import SnapshotDamaged, SnapshotError, SnapshotMismatch, SnapshotMissing

FORMAT_VERSION = 3
KEPT_SNAPSHOTS = 5

_POINTER = "current"
_SNAPSHOTS = "snapshots"
_BUILDING = ".building-"
_MANIFEST = "manifest.json"
_REBUILD = "run: incident-bot rebuild"


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
        contents = read_contents(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotDamaged(f"{folder} cannot be read ({error}); {_REBUILD}") from error
    _verify_counts(folder, manifest, contents)
    return Snapshot(name, manifest, contents)


def building_name(name: str) -> str:
    """The name that a snapshot has until it is published; `load_snapshot` takes it too."""
    return _BUILDING + name


def write_snapshot(index_dir: Path, name: str, contents: Contents, **facts: Any) -> Manifest:
    """Write a snapshot under its building name. `facts` are the manifest's other fields.

    Raises SnapshotError where the disk is full or nothing may be written there, and leaves nothing then.
    """
    building = snapshot_folder(index_dir, building_name(name))
    try:
        with _writing_to(index_dir):
            return _write_snapshot(building, contents, facts)
    except SnapshotError:
        shutil.rmtree(building, ignore_errors=True)
        raise


@contextmanager
def _writing_to(index_dir: Path) -> Iterator[None]:
    """Tell what keeps us from writing as a SnapshotError."""
    try:
        yield
    except (OSError, RuntimeError) as error:  # FAISS raises the latter
        reason = error.strerror if isinstance(error, OSError) else error
        raise SnapshotError(
            f"cannot write the index to {index_dir} ({reason}); make room there, or set INDEX_DIR to another folder"
        ) from error


def _write_snapshot(building: Path, contents: Contents, facts: dict[str, Any]) -> Manifest:
    building.mkdir(parents=True)
    write_contents(building, contents)
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
        sync_file(path)
    for folder in {path.parent for path in _files(building)}:
        sync_folder(folder)
    return manifest


def publish(index_dir: Path, name: str) -> None:
    """Make a snapshot the one that answers, in one atomic step, be it just written or an earlier one.

    Raises SnapshotError where nothing may be written; the one that answered before then does so still.
    """
    finished, building = snapshot_folder(index_dir, name), snapshot_folder(index_dir, building_name(name))
    with _writing_to(index_dir):
        if building.exists():
            building.rename(finished)
            sync_folder(finished.parent)
        os.utime(finished)
        write_file(index_dir / _POINTER, [f"{name}\n".encode()])


def finished_snapshots(index_dir: Path) -> tuple[Path, ...]:
    """The folders of all snapshots that have passed their check, the one that answered last at the end."""
    folders = (path for path in (index_dir / _SNAPSHOTS).glob("[!.]*") if path.is_dir())
    return tuple(sorted(folders, key=_last_current))


def _last_current(folder: Path) -> tuple[int, str]:
    """When a snapshot was last made the current one; 0 where a prune has just removed it."""
    try:
        return folder.stat().st_mtime_ns, folder.name
    except OSError:
        return 0, folder.name


def prune(index_dir: Path, *, current: str) -> None:
    """Remove all but the current snapshot and those that answered last."""
    others = [folder for folder in finished_snapshots(index_dir) if folder.name != current]
    for folder in others[: max(0, len(others) - (KEPT_SNAPSHOTS - 1))]:
        shutil.rmtree(folder, ignore_errors=True)


def remove_unfinished(index_dir: Path) -> None:
    """Remove what killed rebuilds have left; on a full disk it is the room that the next one needs."""
    for folder in (index_dir / _SNAPSHOTS).glob(f"{_BUILDING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def discard(index_dir: Path, name: str) -> None:
    """Remove a snapshot that has not been published, whether or not it has passed its check."""
    for unwanted in (building_name(name), name):
        shutil.rmtree(snapshot_folder(index_dir, unwanted), ignore_errors=True)


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
