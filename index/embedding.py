"""From articles to a snapshot's contents: sentences, passages, their embeddings. Embeds only what is not known."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents
from index.encoder import EncodedText, Encoder
from index.layout import Layout, lay_out
from index.lexical import LexicalIndex
from index.passages import heading_of
from index.records import Article
from index.rerank import quantise
from index.vectors import VectorIndex

ENCODED_AT_ONCE = 256

Stored = TypeVar("Stored")

Progress = Callable[[int, int], None]
"""Called with the passages done so far and all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """The contents of a new snapshot, and how many of its passages had to be embedded."""

    contents: Contents
    new_passages: int


@dataclass(frozen=True, slots=True, eq=False)
class _Embedding:
    """A passage's vectors as a snapshot stores them; `spans` are offsets into the passage."""

    vector: NDArray[np.float32]
    tokens: NDArray[np.int8]
    ids: NDArray[np.int32]
    spans: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What need not be embedded again, by the digest of its text."""

    passages: dict[bytes, _Embedding]
    headings: dict[bytes, NDArray[np.int8]]


def embed_articles(
    articles: tuple[Article, ...], encoder: Encoder, known: Contents | None, progress: Progress | None = None
) -> Embedded | None:
    """Lay out and embed articles; `known` is what the same model embedded before. None where nothing can be quoted."""
    layout = lay_out(articles, encoder, known)
    if not layout.texts:
        return None
    before = _known_embeddings(known)
    new = len({_digest(text) for text in layout.texts} - before.passages.keys())
    headings = _embed([heading_of(article) for article in articles], before.headings, _tokens_of, encoder)
    embeddings = _embed(layout.texts, before.passages, _embedding_of, encoder, progress)
    return Embedded(_contents(articles, layout, embeddings, headings), new)


def _known_embeddings(contents: Contents | None) -> _Known:
    if contents is None:
        return _Known({}, {})
    passages = {}
    for number, (first, last) in enumerate(contents.passages):
        tokens = slice(contents.sentence_tokens[first], contents.sentence_tokens[last])
        passages[_digest(contents.passage_text(number))] = _Embedding(
            vector=contents.vectors.vector(number),
            tokens=contents.tokens[tokens],
            ids=contents.token_ids[tokens],
            spans=contents.token_spans[tokens] - contents.sentences[first, 1],
        )
    bounds = contents.article_headings
    headings = {
        _digest(heading_of(article)): contents.headings[bounds[number] : bounds[number + 1]]
        for number, article in enumerate(contents.articles)
    }
    return _Known(passages, headings)


def _embed(
    texts: Sequence[str],
    known: dict[bytes, Stored],
    stored: Callable[[EncodedText], Stored],
    encoder: Encoder,
    progress: Progress | None = None,
) -> list[Stored]:
    """What is stored of each text's encoding, encoded only where it is not known."""
    unknown = list({_digest(text): text for text in texts if _digest(text) not in known}.items())
    unknown.sort(key=lambda pair: len(pair[1]))
    total, found = len(unknown), dict(known)
    report = progress or _silent
    report(0, total)
    for begin in range(0, total, ENCODED_AT_ONCE):
        batch = unknown[begin : begin + ENCODED_AT_ONCE]
        encodings = encoder.encode([text for _, text in batch])
        found.update((key, stored(encoded)) for (key, _), encoded in zip(batch, encodings, strict=True))
        report(begin + len(batch), total)
    return [found[_digest(text)] for text in texts]


def _embedding_of(encoded: EncodedText) -> _Embedding:
    return _Embedding(encoded.vector, quantise(encoded.token_vectors), encoded.token_ids, encoded.token_spans)


def _tokens_of(encoded: EncodedText) -> NDArray[np.int8]:
    return quantise(encoded.token_vectors)


def _silent(_done: int, _total: int) -> None:
    """Report nothing."""


def _contents(
    articles: tuple[Article, ...],
    layout: Layout,
    embeddings: Sequence[_Embedding],
    headings: Sequence[NDArray[np.int8]],
) -> Contents:
    passages = np.repeat(np.arange(len(embeddings)), [len(embedding.ids) for embedding in embeddings])
    starts = layout.sentences[layout.passages[:, 0], 1]
    spans = np.concatenate([embedding.spans for embedding in embeddings]) + starts[passages, np.newaxis]
    return Contents(
        articles=articles,
        sentences=layout.sentences,
        passages=layout.passages,
        tokens=np.concatenate([embedding.tokens for embedding in embeddings]),
        token_ids=np.concatenate([embedding.ids for embedding in embeddings]),
        token_spans=spans.astype(np.int32),
        sentence_tokens=_boundaries(_sentence_lengths(layout, passages, spans[:, 0])),
        headings=np.concatenate(headings),
        article_headings=_boundaries([len(tokens) for tokens in headings]),
        vectors=VectorIndex.build(np.stack([embedding.vector for embedding in embeddings])),
        lexical=LexicalIndex.build(list(layout.texts)),
    )


def _boundaries(lengths: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Where each of some runs begins, and where the last one ends."""
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)


def _sentence_lengths(layout: Layout, passages: NDArray[np.int64], starts: NDArray[np.int32]) -> NDArray[np.int64]:
    """How many tokens each sentence has. Takes the passage of each token and where it starts in its article."""
    sentences = layout.sentences.astype(np.int64)
    firsts = layout.passages[passages, 0]
    begins, places = _in_order(sentences[:, 0], sentences[:, 1]), _in_order(sentences[firsts, 0], starts)
    owners = np.searchsorted(begins, places, side="right") - 1
    lengths: NDArray[np.int64] = np.bincount(np.maximum(owners, firsts), minlength=len(sentences))
    return lengths


def _in_order(articles: NDArray[np.int64], offsets: NDArray[np.int32] | NDArray[np.int64]) -> NDArray[np.int64]:
    """One number for a place in an article, that is larger further on in it and in later articles."""
    return articles << 32 | offsets


def _digest(text: str) -> bytes:
    """What a passage's embedding is remembered by."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
