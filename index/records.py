"""The values that everything else passes around: articles, quotes, answers. Pure data; no I/O, no third party.

A quote holds its article and offsets and cuts its text from there, so it cannot misquote.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Article:
    """One news article. `text` is what every offset of the project points into."""

    id: str
    title: str
    text: str
    source: str | None = None
    url: str | None = None
    published: date | None = None
    place: str | None = None
    body_start: int = 0
    """Offset in `text` where the body starts: what stands before it (headline, subtitle) is never quoted."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim slice `start:end` of an article's text.

    `highlights` are `(start, end)` offsets into the quote's own text, in order and not overlapping. `also` are the
    other articles that print the sentence it was quoted for, each once.
    """

    article: Article
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...] = ()
    score: float = 0.0
    also: tuple[Article, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(f"no quote at {self.start}:{self.end} of article {self.article.id!r}")
        previous = 0
        for start, end in self.highlights:
            if not previous <= start < end <= self.end - self.start:
                raise ValueError(f"highlight {start}:{end} does not fit a quote of {self.end - self.start} characters")
            previous = end

    @property
    def text(self) -> str:
        """The quoted words, exactly as the article has them."""
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the corpus says to a question, best quote first.

    When `answered` is false the quotes are the nearest passages, not an answer. `confidence` is in 0..1.
    """

    question: str
    answered: bool
    confidence: float
    quotes: tuple[Quote, ...]
    snapshot: str
    elapsed_ms: float
