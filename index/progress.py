"""What a rebuild tells: how far it is, and what it did. Pure data."""

from dataclasses import dataclass
from enum import StrEnum

from index.changes import NO_CHANGES, Changes


class Stage(StrEnum):
    """What a rebuild does, in this order."""

    READING = "reading"
    EMBEDDING = "embedding"
    WRITING = "writing"
    CHECKING = "checking"


@dataclass(frozen=True, slots=True)
class RebuildProgress:
    """How far a rebuild is: the articles of the corpus, and of those passages that are new, how many are embedded.

    While it reads, `articles` and `total` are 0 until all have been read.
    """

    stage: Stage
    articles: int
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """What a rebuild did. `changes` is empty where the report came from another process, which tells only titles."""

    snapshot: str
    articles: int
    sentences: int
    passages: int
    embedded: int
    reused: int
    elapsed_s: float
    changes: Changes = NO_CHANGES
