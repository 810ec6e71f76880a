"""How the bot is doing, as `/status` tells it. Pure data."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Status:
    """The snapshot that answers (None where there is none yet), today's questions, and what waits to be done.

    `built_at` is aware. `refused_today` counts the questions of today that the corpus could not answer, `gaps` the
    groups of `/gaps`, `waiting` the questions in the queue. `corpus_changed`: the index is not of the articles as they
    are now.
    """

    snapshot: str | None
    articles: int
    passages: int
    model: str
    built_at: datetime | None
    questions_today: int
    refused_today: int
    people_today: int
    gaps: int
    waiting: int
    corpus_changed: bool
    free_bytes: int
    index_bytes: int
