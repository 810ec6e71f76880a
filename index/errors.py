"""The errors of the package, one tree. Each message says what is wrong, where, and what to do.

IncidentError
+-- CorpusError           the corpus folder cannot be used at all
+-- ArticleError          one article file, or one line of it, cannot be used
+-- FormatError       its bytes are no article
+-- ModelError            the embedding model cannot be loaded or is not the one it should be
+-- SnapshotError         the index cannot be used
+-- SnapshotMissing   there is none yet
+-- SnapshotDamaged   a file is missing or its checksum is wrong
+-- SnapshotMismatch  made by another format version or another model
+-- LossRefused       a new one would lose much of what the current one holds
+-- RebuildRunning    another process is rebuilding it
"""


class IncidentError(Exception):
    """Anything that a person can mend; its text is fit to be shown as one line."""


class CorpusError(IncidentError):
    """The corpus folder cannot be used at all."""


class ArticleError(IncidentError):
    """One article file, or one line of it, cannot be used; the text is the reason, without the file's name."""


class FormatError(ArticleError):
    """The bytes are not an article; the text is the reason, `line` where it is known (from 1)."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class ModelError(IncidentError):
    """The embedding model cannot be loaded, or is not the one it should be."""


class SnapshotError(IncidentError):
    """The index cannot be used."""


class SnapshotMissing(SnapshotError):
    """There is no index yet."""


class SnapshotDamaged(SnapshotError):
    """A file of the snapshot is missing, unreadable, or has a wrong checksum."""


class SnapshotMismatch(SnapshotError):
    """The snapshot was made by another format version or another model."""


class LossRefused(SnapshotError):
    """The new snapshot would lose articles, passages or answers of the current one; a person may accept that."""


class RebuildRunning(SnapshotError):
    """Another rebuild or rollback of this index is running."""
