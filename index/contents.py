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
    (exclusive). `tokens` (t, dimension) int8: quantised directions. `token_ids` (t,) int32. `token_spans` (t, 2) int32:
    offsets into the article. `sentence_tokens` (n + 1,) int64: where each sentence's tokens begin. `headings`
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

    def sentence_text(self, number: int) -> str:
        """The words of one sentence."""
        article, start, end = (int(value) for value in self.sentences[number, :3])
        return self.articles[article].text[start:end]

    def passage_text(self, number: int) -> str:
        """The words of one passage, from its first sentence to its last."""
        first, last = self.passages[number]
        article, start = (int(value) for value in self.sentences[first, :2])
        return self.articles[article].text[start : int(self.sentences[last - 1, 2])]


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
        array: np.load(folder / f"{array}.npy", allow_pickle=False, mmap_mode="r" if array == "tokens" else None)
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
