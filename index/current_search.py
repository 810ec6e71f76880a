"""The search over whichever snapshot is the current one, and what else is read of that."""

import logging
from pathlib import Path

from index.coverage import Coverage, coverage_of
from index.cross_encoder import Reranker
from index.encoder import Encoder
from index.errors import SnapshotError
from index.newest import newest_leads
from index.places import Place, quote_at
from index.records import Answer, Article, Quote
from index.rollback import KeptSnapshot, roll_back
from index.search import Search
from index.snapshot import Manifest, Snapshot, current_name, load_snapshot
from index.surroundings import around
from index.verdict import Signals

log = logging.getLogger(__name__)


class CurrentSearch:
    """Answers from the current snapshot; after a rebuild, from the new one at the next question."""

    def __init__(self, index_dir: Path, encoder: Encoder, *, reranker: Reranker | None = None) -> None:
        self._index_dir = index_dir
        self._encoder = encoder
        self._reranker = reranker
        self._search = self._load(current_name(index_dir))
        self._complaint = ""

    @property
    def search(self) -> Search:
        """The search over the snapshot that answered last."""
        return self._search

    @property
    def snapshot(self) -> Snapshot:
        """The snapshot that answered last."""
        return self._search.snapshot

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        """As `Search.answer`, wholly from one snapshot."""
        self._refresh()
        return self._search.answer(question, context=context, leans=leans)

    def signals(self, question: str, *, context: str | None = None) -> Signals:
        """As `Search.signals`."""
        return self._search.signals(question, context=context)

    def snapshot_name(self) -> str:
        """The name of the snapshot that answers now."""
        self._refresh()
        return self.snapshot.name

    def manifest(self) -> Manifest:
        """What the snapshot that answers now was made of."""
        self._refresh()
        return self.snapshot.manifest

    def roll_back(self, name: str) -> KeptSnapshot:
        """Answer from an earlier snapshot again. Raises SnapshotError where it cannot be used, and nothing changes."""
        return roll_back(self._index_dir, name, self._encoder)

    def coverage(self) -> Coverage:
        """What the corpus covers."""
        return coverage_of(self._articles())

    def latest(self, count: int) -> tuple[Quote, ...]:
        """The lead sentences of the newest articles, as `index.newest.newest_leads`."""
        return newest_leads(self._articles(), count)

    def find(self, place: Place) -> Quote | None:
        """The words of a place; None where its article, or those very words in it, are gone."""
        found = (quote_at(article, place) for article in self._articles() if article.id == place.article)
        return next(found, None)

    def around(self, quote: Quote) -> Quote:
        """A quote with its neighbour sentences, as `index.surroundings.around`."""
        return around(quote)

    def example_questions(self, count: int) -> tuple[str, ...]:
        """Up to `count` questions that the corpus answers; the first call on a snapshot may take seconds."""
        self._refresh()
        return self._search.example_questions(count)

    def _articles(self) -> tuple[Article, ...]:
        """Of the snapshot that answers now."""
        self._refresh()
        return self.snapshot.contents.articles

    def _refresh(self) -> None:
        """Take the current snapshot; where it cannot be loaded, stay with the one that answers and say so once."""
        try:
            name = current_name(self._index_dir)
            if name != self._search.snapshot.name:
                self._search = self._load(name)
                log.info("answering from snapshot %s", name)
            self._complaint = ""
        except SnapshotError as error:
            if str(error) != self._complaint:
                log.warning("still answering from snapshot %s: %s", self._search.snapshot.name, error)
            self._complaint = str(error)

    def _load(self, name: str) -> Search:
        snapshot = load_snapshot(self._index_dir, name, fingerprint=self._encoder.fingerprint, model=self._encoder.name)
        return Search(snapshot, self._encoder, reranker=self._reranker)
