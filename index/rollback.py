"""The snapshots that are kept, and going back to one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.encoder import Encoder
from index.errors import SnapshotError, SnapshotMissing
from index.rebuild_lock import only_rebuild
from index.rejected import rejected_digests, remember_rejected
from index.snapshot import Manifest, current_name, finished_snapshots, load_snapshot, publish, read_manifest


@dataclass(frozen=True, slots=True)
class KeptSnapshot:
    """A snapshot that can be rolled back to; `created` knows its time zone."""

    name: str
    created: datetime
    articles: int
    passages: int
    model: str
    is_current: bool


def kept_snapshots(index_dir: Path) -> tuple[KeptSnapshot, ...]:
    """The snapshots whose manifest can be read, newest first."""
    current = _current(index_dir)
    found = (_kept(name, manifest, is_current=name == current) for name, manifest in _manifests(index_dir))
    return tuple(sorted(filter(None, found), key=lambda kept: (kept.created, kept.name), reverse=True))


def roll_back(index_dir: Path, name: str | None, encoder: Encoder) -> KeptSnapshot:
    """Let a kept snapshot answer again, the one built before the current one where `name` is None.

    Until the articles change or somebody rebuilds, the index is not taken for stale because of it. Raises
    SnapshotMissing where there is no such snapshot, and as `load_snapshot`, `only_rebuild` and `publish` do.
    """
    with only_rebuild(index_dir):
        kept = kept_snapshots(index_dir)
        wanted = _named(kept, name, index_dir) if name else _previous(kept, index_dir)
        load_snapshot(index_dir, wanted.name, fingerprint=encoder.fingerprint, model=encoder.name)
        _reject(index_dir, wanted.name)
        publish(index_dir, wanted.name)
    return next(now for now in kept_snapshots(index_dir) if now.name == wanted.name)


def _manifests(index_dir: Path) -> Iterator[tuple[str, Manifest]]:
    for folder in finished_snapshots(index_dir):
        try:
            yield folder.name, read_manifest(folder)
        except SnapshotError:
            continue


def _kept(name: str, manifest: Manifest, *, is_current: bool) -> KeptSnapshot | None:
    try:
        created = datetime.fromisoformat(manifest.created)
    except (TypeError, ValueError):
        return None
    return KeptSnapshot(
        name=name,
        created=created if created.tzinfo else created.replace(tzinfo=UTC),
        articles=manifest.articles,
        passages=manifest.passages,
        model=manifest.model,
        is_current=is_current,
    )


def _current(index_dir: Path) -> str | None:
    try:
        return current_name(index_dir)
    except SnapshotError:
        return None


def _named(kept: tuple[KeptSnapshot, ...], name: str, index_dir: Path) -> KeptSnapshot:
    found = next((one for one in kept if one.name == name), None)
    if found is None:
        raise SnapshotMissing(f"there is no snapshot {name!r} in {index_dir}; see: incident-bot rollback --list")
    return found


def _previous(kept: tuple[KeptSnapshot, ...], index_dir: Path) -> KeptSnapshot:
    """The one built before the current one; the newest where the current one is none of those kept."""
    is_current = [one.is_current for one in kept]
    earlier = kept[is_current.index(True) + 1 :] if any(is_current) else kept
    if not earlier:
        raise SnapshotMissing(f"there is no earlier snapshot in {index_dir}; see: incident-bot rollback --list")
    return earlier[0]


def _reject(index_dir: Path, wanted: str) -> None:
    """Remember what is rolled back from: the corpus of the current snapshot, beside what is remembered already."""
    digests = {name: manifest.corpus_digest for name, manifest in _manifests(index_dir)}
    left = rejected_digests(index_dir) | {digests[name] for name in [_current(index_dir)] if name in digests}
    try:
        remember_rejected(index_dir, left - {digests[wanted]})
    except OSError as error:
        raise SnapshotError(
            f"cannot write to {index_dir} ({error.strerror}); make room there and run the command again"
        ) from error
