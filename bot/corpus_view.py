"""The corpus as it is on the disk now, for admins: read again only where a file of it has changed.

Blocks while it reads; of one thread at a time.
"""

import threading
from dataclasses import dataclass
from pathlib import Path

from bot.admin_buttons import article_key
from bot.phrases import day_words
from bot.texts import ENGLISH
from bot.watching import State, state_of
from index.copies import KnownTexts
from index.corpus import Corpus, read_corpus
from index.errors import CorpusError
from index.history import withdrawn_ids
from index.newest import newest_first
from index.records import Article


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    state: State
    corpus: Corpus
    known: KnownTexts


class CorpusView:
    """Reads the corpus of a folder, where an empty or missing one holds no article."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._last: _Read | None = None

    def corpus(self) -> Corpus:
        """The articles, and what was left out. Raises CorpusError where the folder cannot be read."""
        return self._read().corpus

    def known(self) -> KnownTexts:
        """The texts of the articles, to find those that are nearly the same as another. Raises CorpusError."""
        return self._read().known

    def by_key(self, key: str) -> Article | None:
        """The article that a button names. Raises CorpusError."""
        return next((article for article in self.corpus().articles if article_key(article.id) == key), None)

    def withdrawn(self) -> frozenset[str]:
        """The ids of the articles that were withdrawn. Raises CorpusError."""
        return withdrawn_ids(self._folder)

    def withdrawn_by_key(self, key: str) -> str | None:
        """The id of the withdrawn article that a button names. Raises CorpusError."""
        return next((article_id for article_id in self.withdrawn() if article_key(article_id) == key), None)

    def found(self, words: str) -> tuple[Article, ...]:
        """The articles with all the words in title, outlet, place, date or id, the newest first. Raises CorpusError."""
        wanted = words.casefold().split()
        matching = (one for one in self.corpus().articles if all(word in _described(one) for word in wanted))
        return tuple(newest_first(sorted(matching, key=lambda article: article.id)))

    def _read(self) -> _Read:
        with self._lock:
            state = state_of(self._folder)
            if self._last is None or self._last.state != state:
                corpus = _read_or_none(self._folder)
                self._last = _Read(state, corpus, KnownTexts.of(corpus.articles))
            return self._last


def _read_or_none(folder: Path) -> Corpus:
    try:
        return read_corpus(folder)
    except CorpusError:
        if folder.exists():
            raise
        return Corpus((), (), "")


def _described(article: Article) -> str:
    """What is searched; the date both as it is shown and as it is written."""
    day = article.published
    published = f"{day_words(day, ENGLISH)} {day.isoformat()}" if day else ""
    return " ".join((article.title, article.source or "", article.place or "", published, article.id)).casefold()
