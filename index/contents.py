"""What a snapshot holds: articles, sentences, passages, token vectors, the FAISS and BM25 indexes. No pickle."""

import json
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.lexical import LexicalIndex
from index.records import Article
from index.vectors import VectorIndex

_ARRAYS = (
    "sentences",
    "passages",
    "tokens",
    "token_ids",
    "token_spans",
    "sentence_tokens",
    "headings",
    "article_headings",
)


@dataclass(frozen=True, eq=False)
class Contents:
    """Everything that answers questions. Sentences, passages and tokens are in the order of their articles.

    `sentences` (n, 4) int32: article, start, end, paragraph. `passages` (p, 2) int32: first and last sentence
    (exclusive). `tokens` (t, dimension) int8: quantised by `index.rerank`. `token_ids` (t,) int32. `token_spans` (t, 2)
    int32: offsets into the article. `sentence_tokens` (n + 1,) int64: where each sentence's tokens begin. `headings`
    (h, dimension) int8 and `article_headings` (articles + 1,) int64: the same for the articles' headings.
    """

    articles: tuple[Article, ...]
    sentences: NDArray[np.int32]
    passages: NDArray[np.int32]
    tokens: NDArray[np.int8]
    token_ids: NDArray[np.int32]
    token_spans: NDArray[np.int32]
    sentence_tokens: NDArray[np.int64]
    headings: NDArray[np.int8]
    article_headings: NDArray[np.int64]
    vectors: VectorIndex
    lexical: LexicalIndex

    @cached_property
    def article_sentences(self) -> NDArray[np.int64]:
        """Where each article's sentences begin, (articles + 1,)."""
        return np.searchsorted(self.sentences[:, 0], np.arange(len(self.articles) + 1))

    @cached_property
    def passage_articles(self) -> NDArray[np.int32]:
        """The article of each passage, (p,)."""
        return np.asarray(self.sentences[self.passages[:, 0], 0])

    def texts_of(self, articles: NDArray[np.int64]) -> "Texts":
        """The tokens of articles, of each its heading and after it its sentences."""
        tokens: list[NDArray[np.int8]] = []
        lengths: list[NDArray[np.int64]] = []
        for article in articles.tolist():
            heading = slice(*self.article_headings[article : article + 2])
            first, last = self.article_sentences[article : article + 2]
            tokens += [self.headings[heading], self.tokens[self.sentence_tokens[first] : self.sentence_tokens[last]]]
            lengths += [
                np.diff(self.article_headings[article : article + 2]),
                np.diff(self.sentence_tokens[first : last + 1]),
            ]
        texts = 1 + np.diff(self.article_sentences)[articles]
        return Texts(
            tokens=tuple(tokens),
            boundaries=np.concatenate([[0], np.cumsum(np.concatenate(lengths))]),
            headings=np.cumsum(texts) - texts,
        )

    def sentence_text(self, number: int) -> str:
        """The words of one sentence."""
        article, start, end = (int(value) for value in self.sentences[number, :3])
        return self.articles[article].text[start:end]

    def passage_text(self, number: int) -> str:
        """The words of one passage, from its first sentence to its last."""
        first, last = self.passages[number]
        article, start = (int(value) for value in self.sentences[first, :2])
        return self.articles[article].text[start : int(self.sentences[last - 1, 2])]


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The tokens of some articles' headings and sentences, as `index.rerank` takes them.

    `tokens` are arrays (n, dimension), not copied. `boundaries` (texts + 1,) are the texts' offsets into all of them,
    and `headings` (articles,) says which of the texts are the headings.
    """

    tokens: tuple[NDArray[np.int8], ...]
    boundaries: NDArray[np.int64]
    headings: NDArray[np.int64]


def write_contents(folder: Path, contents: Contents) -> None:
    """Write the files of a snapshot, all but its manifest, into an empty folder."""
    with (folder / "articles.jsonl").open("w", encoding="utf-8") as file:
        for article in contents.articles:
            file.write(json.dumps(_article_json(article), ensure_ascii=False) + "\n")
    for array in _ARRAYS:
        np.save(folder / f"{array}.npy", getattr(contents, array), allow_pickle=False)
    contents.vectors.save(folder / "vectors.faiss")
    contents.lexical.save(folder / "lexical")


def read_contents(folder: Path) -> Contents:
    """Read what `write_contents` wrote; raises OSError, ValueError, KeyError or TypeError where that cannot be."""
    with (folder / "articles.jsonl").open(encoding="utf-8") as file:
        articles = tuple(_article(json.loads(line)) for line in file)
    arrays = {
        array: np.asarray(  # a memmap is slow to slice
            np.load(folder / f"{array}.npy", allow_pickle=False, mmap_mode="r" if array == "tokens" else None)
        )
        for array in _ARRAYS
    }
    return Contents(
        articles=articles,
        vectors=VectorIndex.load(folder / "vectors.faiss"),
        lexical=LexicalIndex.load(folder / "lexical"),
        **arrays,
    )


def _article_json(article: Article) -> dict[str, Any]:
    values = {field.name: getattr(article, field.name) for field in fields(article)}
    return values | {"published": article.published.isoformat() if article.published else None}


def _article(values: dict[str, Any]) -> Article:
    published = values["published"]
    return Article(**(values | {"published": date.fromisoformat(published) if published else None}))
