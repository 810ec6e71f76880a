"""What a new snapshot must pass before it answers: no sudden loss, vectors of their own text, answers as before.

Whether a sentence is found by its own words says little of its vectors: there may be many like it.
"""

from collections.abc import Sequence

import numpy as np

from index.contents import Contents
from index.encoder import EncodedText, Encoder
from index.errors import LossRefused, SnapshotDamaged
from index.formats import text_digest
from index.question import has_words
from index.records import Article, Quote
from index.search import Search

CANARIES = 5
SAME_TEXT = 0.99
"""Cosine of a text's vectors from two batches; they differ in the last digits."""

FEW = 2
LARGE_SHARE = 0.2
"""A loss of more than this share, and of more than FEW, is taken for an accident: a disk that is not mounted, a file
that was emptied."""

_ACCEPT = "put them back, or run: incident-bot rebuild --accept-loss"


def refuse_lost_articles(before: Sequence[Article], after: Sequence[Article], withdrawn: frozenset[str]) -> None:
    """Raise LossRefused where many articles are gone; those withdrawn, or there under another id, do not count."""
    ids, texts = {article.id for article in after}, {text_digest(article.text) for article in after}
    lost = [
        article
        for article in before
        if article.id not in ids and article.id not in withdrawn and text_digest(article.text) not in texts
    ]
    if _is_large(len(lost), len(before)):
        raise LossRefused(f"{len(lost)} of {len(before)} articles are gone, like {lost[0].title[:60]!r}; {_ACCEPT}")


def refuse_lost_passages(before: Contents, after: Contents) -> None:
    """Raise LossRefused where the articles that stay have much less to quote than before."""
    stay = {article.id for article in before.articles} & {article.id for article in after.articles}
    had, have = (_passages_of(contents, stay) for contents in (before, after))
    if _is_large(had - have, had):
        raise LossRefused(f"{had - have} of {had} passages of the articles that stay are gone; {_ACCEPT}")


def check_passages(search: Search, encoder: Encoder) -> None:
    """Try some passages: stored as they are encoded now, and answered with; raises SnapshotDamaged."""
    contents = search.snapshot.contents
    for passage in _spread(len(contents.passages)):
        canary = contents.passage_text(passage)
        is_itself = _matches(contents, passage, encoder.encode([canary])[0])
        if not is_itself or (has_words(canary) and not search.answer(canary).quotes):
            raise SnapshotDamaged(f"the new index does not find its own passage {canary[:60]!r}; the old one stays")


def refuse_lost_answers(before: Search, after: Search) -> None:
    """Ask both for lead sentences of unchanged articles; raises LossRefused where the new one misses a first quote."""
    unchanged = frozenset(after.snapshot.contents.articles) & frozenset(before.snapshot.contents.articles)
    questions = _leads(before.snapshot.contents, unchanged)
    lost = [question for question in questions if _is_lost(question, before, after, unchanged)]
    if lost:
        raise LossRefused(
            f"the new index no longer finds what the old one does for {len(lost)} of {len(questions)} trial questions, "
            f"like {lost[0][:60]!r}; look at what changed last, or run: incident-bot rebuild --accept-loss"
        )


def _is_lost(question: str, before: Search, after: Search, unchanged: frozenset[Article]) -> bool:
    old = before.answer(question).quotes
    if not old or old[0].article not in unchanged:
        return False
    return not any(_quotes(quote, old[0]) for quote in after.answer(question).quotes)


def _quotes(quote: Quote, wanted: Quote) -> bool:
    """Whether a quote has words of another one, or of a text that prints the same."""
    overlaps = quote.start < wanted.end and wanted.start < quote.end
    return (quote.article == wanted.article and overlaps) or wanted.article in quote.also


def _leads(contents: Contents, articles: frozenset[Article]) -> tuple[str, ...]:
    """The first sentences of some of these articles, spread over the corpus."""
    bounds = contents.article_sentences
    first = [
        int(bounds[number])
        for number, article in enumerate(contents.articles)
        if article in articles and bounds[number] < bounds[number + 1]
    ]
    return tuple(contents.sentence_text(first[at]) for at in _spread(len(first)))


def _spread(count: int) -> list[int]:
    """Up to CANARIES numbers below `count`, the first and the last among them."""
    spread: list[int] = np.unique(np.linspace(0, count - 1, CANARIES).astype(int)).tolist() if count else []
    return spread


def _passages_of(contents: Contents, ids: set[str]) -> int:
    owners = contents.sentences[contents.passages[:, 0], 0]
    counts = np.bincount(owners, minlength=len(contents.articles))
    return sum(int(count) for article, count in zip(contents.articles, counts, strict=True) if article.id in ids)


def _is_large(lost: int, of: int) -> bool:
    return lost > FEW and lost > LARGE_SHARE * of


def _matches(contents: Contents, passage: int, encoded: EncodedText) -> bool:
    """Whether a stored passage has the tokens and the direction of its text, encoded anew."""
    first, last = contents.passages[passage]
    tokens = slice(contents.sentence_tokens[first], contents.sentence_tokens[last])
    return (
        np.array_equal(contents.token_ids[tokens], encoded.token_ids)
        and float(contents.vectors.vector(passage) @ encoded.vector) > SAME_TEXT
    )
