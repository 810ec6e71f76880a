"""Rebuilding the index from the command line: what is left out, how far it is, what was done; and when it is due."""

import math
import sys
from datetime import UTC, datetime
from pathlib import Path

from bot.rebuild_bar import shown_progress
from index.changes import Changes
from index.corpus import Corpus
from index.encoder import Encoder
from index.errors import SnapshotError
from index.progress import RebuildReport
from index.rebuild import rebuild
from index.rejected import is_due
from index.snapshot import current_name, read_manifest, snapshot_folder


def rebuild_shown(
    corpus: Corpus,
    index_dir: Path,
    encoder: Encoder,
    *,
    accept_loss: bool = False,
    withdrawn: frozenset[str] = frozenset(),
) -> RebuildReport:
    """Rebuild the index and show how far it is; takes and raises what `rebuild` does."""
    with shown_progress() as report:
        return rebuild(corpus, index_dir, encoder, progress=report, accept_loss=accept_loss, withdrawn=withdrawn)


def name_problems(corpus: Corpus) -> None:
    """Name each file that was left out, with its reason."""
    for problem in corpus.problems:
        sys.stderr.write(f"left out: {problem}\n")


def why_stale(corpus: Corpus, index_dir: Path, encoder: Encoder) -> str | None:
    """Why the index should be rebuilt, in a few words; None where it is up to date, or was rolled back from these."""
    try:
        manifest = read_manifest(snapshot_folder(index_dir, current_name(index_dir)))
    except SnapshotError as error:
        return str(error).partition(";")[0]
    if manifest.model_fingerprint != encoder.fingerprint:
        return f"the index was made with the model {manifest.model!r}, set now is {encoder.name!r}"
    if is_due(index_dir, corpus=corpus.digest, built_from=manifest.corpus_digest):
        return "the articles have changed since the index was made"
    return None


def snapshot_age_s(index_dir: Path) -> float:
    """How long ago the current index was made, in seconds; NaN where there is none that can be read."""
    try:
        manifest = read_manifest(snapshot_folder(index_dir, current_name(index_dir)))
        return (datetime.now(UTC) - datetime.fromisoformat(manifest.created)).total_seconds()
    except (SnapshotError, ValueError):
        return math.nan


def summary(report: RebuildReport, corpus: Corpus) -> str:
    """One line about a finished rebuild."""
    left_out = f", {len(corpus.problems)} left out" if corpus.problems else ""
    done = (
        f"indexed {report.articles} articles{left_out}: {report.passages} passages, {report.embedded} of them embedded "
        f"now, {report.reused} reused, in {report.elapsed_s:.1f} s (snapshot {report.snapshot})"
    )
    return done + _changes(report.changes)


def _changes(changes: Changes) -> str:
    counts = {"added": len(changes.added), "changed": len(changes.changed), "withdrawn": len(changes.withdrawn)}
    named = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
    return named and f"; {named}"
