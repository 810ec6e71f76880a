"""From a corpus to a published snapshot: embeds only what is new, checks what it wrote, then moves the pointer.

Killed at any moment, it leaves the last good index answering. Two rebuilds of one index never run at once.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from index.changes import changes_between
from index.contents import Contents
from index.corpus import Corpus
from index.embedding import Embedded, embed_articles
from index.encoder import Encoder
from index.errors import CorpusError, SnapshotError
from index.gates import check_passages, refuse_lost_answers, refuse_lost_articles, refuse_lost_passages
from index.progress import RebuildProgress, RebuildReport, Stage
from index.rebuild_lock import only_rebuild
from index.rejected import remember_rejected
from index.search import Search
from index.snapshot import (
    Manifest,
    Snapshot,
    building_name,
    current_name,
    discard,
    load_snapshot,
    prune,
    publish,
    read_manifest,
    remove_unfinished,
    snapshot_folder,
    write_snapshot,
)


def rebuild(
    corpus: Corpus,
    index_dir: Path,
    encoder: Encoder,
    *,
    progress: Callable[[RebuildProgress], None] | None = None,
    accept_loss: bool = False,
    withdrawn: frozenset[str] = frozenset(),
) -> RebuildReport:
    """Index the corpus into a new snapshot and make it the current one.

    Raises CorpusError where there is no article at all, RebuildRunning where another rebuild runs, LossRefused as
    `index.gates` tells, unless `accept_loss`; `withdrawn` are the ids of articles that may be gone. SnapshotError where
    nothing can be written or the new snapshot does not pass its check. The last good index then stays as it was.
    """
    begun = time.monotonic()
    if not corpus.articles:
        raise CorpusError("the corpus has no readable article; add one (.md, .txt, .jsonl) and run the command again")
    work = _Rebuild(corpus, index_dir, encoder, progress or _silent)
    with only_rebuild(index_dir):
        remove_unfinished(index_dir)
        before = _current(index_dir)
        articles = before.contents.articles if before else ()
        if not accept_loss:
            refuse_lost_articles(articles, corpus.articles, withdrawn)
        known = before if before and before.manifest.model_fingerprint == encoder.fingerprint else None
        embedded = work.embed(known.contents if known else None)
        manifest, name = work.publish(embedded, None if accept_loss else known)
    return RebuildReport(
        snapshot=name,
        articles=manifest.articles,
        sentences=manifest.sentences,
        passages=manifest.passages,
        embedded=embedded.new_passages,
        reused=manifest.passages - embedded.new_passages,
        elapsed_s=time.monotonic() - begun,
        changes=changes_between(articles, corpus.articles),
    )


class _Rebuild:
    """One rebuild, step by step."""

    def __init__(
        self, corpus: Corpus, index_dir: Path, encoder: Encoder, progress: Callable[[RebuildProgress], None]
    ) -> None:
        self._corpus = corpus
        self._index_dir = index_dir
        self._encoder = encoder
        self._progress = progress

    def embed(self, known: Contents | None) -> Embedded:
        """What the new snapshot holds; `known` is what the same model embedded before."""
        self._tell(Stage.READING, 0, 0)
        embedded = embed_articles(
            self._corpus.articles, self._encoder, known, lambda done, total: self._tell(Stage.EMBEDDING, done, total)
        )
        if embedded is None:
            raise CorpusError("no article has a whole sentence below its title; add one and run the command again")
        return embedded

    def publish(self, embedded: Embedded, before: Snapshot | None) -> tuple[Manifest, str]:
        """Write, check and publish; `before` is the snapshot that the new one must not fall behind."""
        new = embedded.new_passages
        if before:
            refuse_lost_passages(before.contents, embedded.contents)
        name = _new_name(self._index_dir, self._corpus.digest)
        with _discarded_unless_current(self._index_dir, name):
            self._tell(Stage.WRITING, new, new)
            manifest = self._write(name, embedded.contents)
            self._tell(Stage.CHECKING, new, new)
            self._check(name, before)
            publish(self._index_dir, name)
        with suppress(OSError):  # what it holds does no harm: the digests of other corpora
            remember_rejected(self._index_dir, frozenset())
        prune(self._index_dir, current=name)
        return manifest, name

    def _write(self, name: str, contents: Contents) -> Manifest:
        return write_snapshot(
            self._index_dir,
            name,
            contents,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=self._encoder.name,
            model_fingerprint=self._encoder.fingerprint,
            dimension=self._encoder.dimension,
            vocabulary_size=self._encoder.vocabulary_size,
            corpus_digest=self._corpus.digest,
        )

    def _check(self, name: str, before: Snapshot | None) -> None:
        """Load the new snapshot as the bot will, and let it pass the gates."""
        encoder = self._encoder
        written = load_snapshot(
            self._index_dir, building_name(name), fingerprint=encoder.fingerprint, model=encoder.name
        )
        search = Search(written, encoder)
        check_passages(search, encoder)
        if before:
            refuse_lost_answers(Search(before, encoder), search)

    def _tell(self, stage: Stage, done: int, total: int) -> None:
        self._progress(RebuildProgress(stage, len(self._corpus.articles), done, total))


def _silent(_progress: RebuildProgress) -> None:
    """Report nothing."""


def _current(index_dir: Path) -> Snapshot | None:
    """The current snapshot, of whatever model; None where there is none, or it is damaged."""
    try:
        name = current_name(index_dir)
        manifest = read_manifest(snapshot_folder(index_dir, name))
        return load_snapshot(index_dir, name, fingerprint=manifest.model_fingerprint, model=manifest.model)
    except SnapshotError:
        return None


@contextmanager
def _discarded_unless_current(index_dir: Path, name: str) -> Iterator[None]:
    """Remove a snapshot when what is done with it fails before it is the current one."""
    try:
        yield
    except BaseException:
        if not _is_current(index_dir, name):
            discard(index_dir, name)
        raise


def _is_current(index_dir: Path, name: str) -> bool:
    try:
        return current_name(index_dir) == name
    except SnapshotError:
        return False


def _new_name(index_dir: Path, corpus_digest: str) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    name = f"{stamp}-{corpus_digest[:8]}"
    if snapshot_folder(index_dir, name).exists():
        raise SnapshotError(f"{snapshot_folder(index_dir, name)} exists; check the clock and run the command again")
    return name
