"""The errors of the package, one tree. Each message says what is wrong, where, and what to do.

IncidentError
+-- CorpusError           the corpus folder cannot be used at all
+-- ArticleError          one article file, or one line of it, cannot be used
+-- ModelError            the embedding model cannot be loaded or is not the one it should be
+-- SnapshotError         the index cannot be used
+-- SnapshotMissing   there is none yet
+-- SnapshotDamaged   a file is missing or its checksum is wrong
+-- SnapshotMismatch  made by another format version or another model
"""


class IncidentError(Exception):
    """Anything that a person can mend; its text is fit to be shown as one line."""


class CorpusError(IncidentError):
    """The corpus folder cannot be used at all."""


class ArticleError(IncidentError):
    """One article file, or one line of it, cannot be used; the text is the reason, without the file's name."""


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
