"""From a corpus to a published snapshot: embeds only what is new, checks what it wrote, then moves the pointer.

Killed at any moment, it leaves the last good index answering. Two rebuilds of one index never run at once.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.contents import Contents
from index.corpus import Corpus
from index.embedding import Progress, embed_articles
from index.encoder import EncodedText, Encoder
from index.errors import CorpusError, SnapshotDamaged, SnapshotError
from index.question import has_words
from index.search import Search
from index.snapshot import (
    current_name,
    discard,
    load_snapshot,
    prune,
    publish,
    snapshot_folder,
    write_snapshot,
)

CANARIES = 5
SAME_TEXT = 0.99
"""Cosine of a text's vectors from two batches; they differ in the last digits."""


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did."""

    snapshot: str
    articles: int
    sentences: int
    passages: int
    embedded: int
    reused: int
    elapsed_s: float


def rebuild(corpus: Corpus, index_dir: Path, encoder: Encoder, *, progress: Progress | None = None) -> RebuildReport:
    """Index the corpus into a new snapshot and make it the current one.

    Raises CorpusError where there is no article at all, SnapshotError where another rebuild runs or the new snapshot
    does not pass its check; the last good index then stays as it was.
    """
    begun = time.monotonic()
    if not corpus.articles:
        raise CorpusError("the corpus has no readable article; add one (.md, .txt, .jsonl) and run the command again")
    with _only_rebuild(index_dir):
        embedded = embed_articles(corpus.articles, encoder, _current_contents(index_dir, encoder), progress)
        if embedded is None:
            raise CorpusError("no article has a whole sentence below its title; add one and run the command again")
        name = _new_name(index_dir, corpus.digest)
        manifest = write_snapshot(
            index_dir,
            name,
            embedded.contents,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            model=encoder.name,
            model_fingerprint=encoder.fingerprint,
            dimension=encoder.dimension,
            vocabulary_size=encoder.vocabulary_size,
            corpus_digest=corpus.digest,
        )
        _check(index_dir, name, encoder)
        publish(index_dir, name)
        prune(index_dir, current=name)
    return RebuildReport(
        snapshot=name,
        articles=manifest.articles,
        sentences=manifest.sentences,
        passages=manifest.passages,
        embedded=embedded.new_passages,
        reused=manifest.passages - embedded.new_passages,
        elapsed_s=time.monotonic() - begun,
    )


@contextmanager
def _only_rebuild(index_dir: Path) -> Iterator[None]:
    """Hold the index's lock, which the system lets go when the process ends, however it ends."""
    try:
        index_dir.mkdir(parents=True, exist_ok=True)
        lock = (index_dir / ".lock").open("w")
    except OSError as error:
        raise SnapshotError(
            f"cannot write to {index_dir} ({error.strerror}); set INDEX_DIR to another folder"
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SnapshotError(f"another rebuild of {index_dir} is running; wait for it to end") from None
        yield


def _current_contents(index_dir: Path, encoder: Encoder) -> Contents | None:
    """What the current snapshot holds; None where there is none, or it is damaged or of another model."""
    try:
        name = current_name(index_dir)
        return load_snapshot(index_dir, name, fingerprint=encoder.fingerprint, model=encoder.name).contents
    except SnapshotError:
        return None


def _new_name(index_dir: Path, corpus_digest: str) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
    name = f"{stamp}-{corpus_digest[:8]}"
    if snapshot_folder(index_dir, name).exists():
        raise SnapshotError(f"{snapshot_folder(index_dir, name)} exists; check the clock and run the command again")
    return name


def _check(index_dir: Path, name: str, encoder: Encoder) -> None:
    """Load the new snapshot as the bot will, and try canaries: passages whose vectors must be those of their text.

    Whether a sentence is found by its own words says little: there may be many like it.
    """
    try:
        snapshot = load_snapshot(index_dir, name, fingerprint=encoder.fingerprint, model=encoder.name)
        search = Search(snapshot, encoder)
        contents = snapshot.contents
        for passage in np.unique(np.linspace(0, len(contents.passages) - 1, CANARIES).astype(int)).tolist():
            canary = contents.passage_text(passage)
            is_itself = _matches(contents, passage, encoder.encode([canary])[0])
            if not is_itself or (has_words(canary) and not search.answer(canary).quotes):
                raise SnapshotDamaged(f"the new index does not find its own passage {canary[:60]!r}; the old one stays")
    except SnapshotError:
        discard(index_dir, name)
        raise


def _matches(contents: Contents, passage: int, encoded: EncodedText) -> bool:
    """Whether a stored passage has the tokens and the direction of its text, encoded anew."""
    first, last = contents.passages[passage]
    tokens = slice(contents.sentence_tokens[first], contents.sentence_tokens[last])
    return (
        np.array_equal(contents.token_ids[tokens], encoded.token_ids)
        and float(contents.vectors.vector(passage) @ encoded.vector) > SAME_TEXT
    )
