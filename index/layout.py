"""Where the sentences and passages of articles stand. Articles that a snapshot already has are not tokenized again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents
from index.encoder import Encoder
from index.passages import Sentence, passages_of, sentences_of
from index.records import Article

MAX_PASSAGE_TOKENS = 128
"""The length all-MiniLM-L6-v2 was trained on. Encoding sentences in such passages instead of alone gave .78 for .73
hit@10 on the development questions. Another length needs another FORMAT_VERSION (index.snapshot): an article whose
sentences are as before keeps its passages."""

Runs = tuple[tuple[int, int], ...]
"""Passages of one article: its sentences `first:last`, counted from 0 within the article."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where sentences and passages stand; columns as in `Contents`."""

    sentences: NDArray[np.int32]
    passages: NDArray[np.int32]
    texts: tuple[str, ...]
    """Of the passages."""


def lay_out(articles: Sequence[Article], encoder: Encoder, known: Contents | None) -> Layout:
    """Find the sentences of articles and group them; `known` is what was laid out for the same model before."""
    found = [sentences_of(article) for article in articles]
    rows: list[tuple[int, int, int, int]] = []
    passages: list[tuple[int, int]] = []
    texts: list[str] = []
    for number, runs in enumerate(_runs(articles, found, encoder, known)):
        article, sentences, base = articles[number], found[number], len(rows)
        rows += [(number, s.start, s.end, s.paragraph) for s in sentences]
        passages += [(base + first, base + last) for first, last in runs]
        texts += [article.text[sentences[first].start : sentences[last - 1].end] for first, last in runs]
    return Layout(
        sentences=np.asarray(rows, dtype=np.int32).reshape(-1, 4),
        passages=np.asarray(passages, dtype=np.int32).reshape(-1, 2),
        texts=tuple(texts),
    )


def _runs(
    articles: Sequence[Article], found: Sequence[tuple[Sentence, ...]], encoder: Encoder, known: Contents | None
) -> list[Runs]:
    """The passages of each article; only what is not known is tokenized, all at once."""
    laid = {} if known is None else _known_runs(known)
    keys = [(article.text, sentences) for article, sentences in zip(articles, found, strict=True)]
    new = {key: None for key in keys if key not in laid}
    counts = iter(encoder.count_tokens([text[s.start : s.end] for text, sentences in new for s in sentences]))
    for text, sentences in new:
        laid[text, sentences] = passages_of([next(counts) for _ in sentences], max_tokens=MAX_PASSAGE_TOKENS)
    return [laid[key] for key in keys]


def _known_runs(contents: Contents) -> dict[tuple[str, tuple[Sentence, ...]], Runs]:
    """The passages of each article of a snapshot, by its text and its sentences."""
    sentences, bounds = contents.sentences[:, 1:].tolist(), contents.article_sentences.tolist()
    begins = np.searchsorted(contents.passages[:, 0], contents.article_sentences).tolist()
    passages = contents.passages.tolist()
    known = {}
    for number, article in enumerate(contents.articles):
        base = bounds[number]
        spans = tuple(Sentence(*row) for row in sentences[base : bounds[number + 1]])
        own = passages[begins[number] : begins[number + 1]]
        known[article.text, spans] = tuple((first - base, last - base) for first, last in own)
    return known
