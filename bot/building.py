"""Rebuilding the index, told on standard error: what is left out, how far it is (a bar on a terminal, else lines)."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from index.corpus import Corpus
from index.embedding import Progress as Report
from index.encoder import Encoder
from index.errors import SnapshotError
from index.rebuild import RebuildReport, rebuild
from index.snapshot import current_name, read_manifest, snapshot_folder

PLAIN_LINE_EVERY_S = 10.0


def rebuild_shown(corpus: Corpus, index_dir: Path, encoder: Encoder) -> RebuildReport:
    """Rebuild the index and show how far it is; raises what `rebuild` raises."""
    with _progress() as report:
        return rebuild(corpus, index_dir, encoder, progress=report)


def name_problems(corpus: Corpus) -> None:
    """Name each file that was left out, with its reason."""
    for problem in corpus.problems:
        sys.stderr.write(f"left out: {problem}\n")


def why_stale(corpus: Corpus, index_dir: Path, encoder: Encoder) -> str | None:
    """Why the index should be rebuilt, in a few words; None where it is up to date."""
    try:
        manifest = read_manifest(snapshot_folder(index_dir, current_name(index_dir)))
    except SnapshotError as error:
        return str(error).partition(";")[0]
    if manifest.model_fingerprint != encoder.fingerprint:
        return f"the index was made with the model {manifest.model!r}, set now is {encoder.name!r}"
    if manifest.corpus_digest != corpus.digest:
        return "the articles have changed since the index was made"
    return None


def summary(report: RebuildReport, corpus: Corpus) -> str:
    """One line about a finished rebuild."""
    left_out = f", {len(corpus.problems)} left out" if corpus.problems else ""
    return (
        f"indexed {report.articles} articles{left_out}: {report.passages} passages, {report.embedded} of them embedded "
        f"now, {report.reused} reused, in {report.elapsed_s:.1f} s (snapshot {report.snapshot})"
    )


@contextmanager
def _progress() -> Iterator[Report]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _PlainLines().report
        return
    columns = (TextColumn("embedding passages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _PlainLines:
    """A line now and then, for a log file."""

    def __init__(self) -> None:
        self._shown_s = time.monotonic()

    def report(self, done: int, total: int) -> None:
        """Say how far it is, not too often."""
        if total and (done == total or time.monotonic() - self._shown_s >= PLAIN_LINE_EVERY_S):
            self._shown_s = time.monotonic()
            sys.stderr.write(f"embedded {done} of {total} passages\n")
