"""The desk: every change of the corpus goes through here, and into the audit log before it is made."""

from pathlib import Path

from bot.audit import AuditLog
from index.editing import CorpusEditor
from index.history import Version
from index.records import Article


class Editorial:
    """Adds, corrects and withdraws articles as `CorpusEditor` does, and records who did; raises AuditError too."""

    def __init__(self, corpus_dir: Path, audit: AuditLog) -> None:
        self._editor = CorpusEditor(corpus_dir)
        self._audit = audit

    def add(self, article: Article, *, key: str, by: str) -> Article:
        """Add an article; the same key again returns the one that was added before."""
        with self._audit.recorded(by, "add", article.title, key=key, url=article.url):
            return self._editor.add(article, key=key)

    def correct(self, article_id: str, article: Article, *, key: str, by: str) -> Article:
        """Put a new version in the place of an article; the same key again changes nothing more."""
        with self._audit.recorded(by, "correct", article_id, key=key, title=article.title):
            return self._editor.correct(article_id, article, key=key)

    def withdraw(self, article_id: str, *, by: str) -> Article:
        """Take an article out of the corpus, into its history."""
        with self._audit.recorded(by, "withdraw", article_id):
            return self._editor.withdraw(article_id)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """The old versions of an article, oldest first."""
        return self._editor.versions(article_id)
