"""The other retrieval stacks as we see them: which there are, what they are given, what their answers say.

They run in an environment of their own, as `ask.py` beside this file; here none of their libraries is imported.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, StringConstraints, ValidationError

from index.errors import IncidentError
from index.metrics import GoldQuestion
from index.records import Answer, Article, Quote

ASK = Path(__file__).with_name("ask.py")
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)
_QUIET = {"HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1", "TOKENIZERS_PARALLELISM": "false"}


class PeersError(IncidentError):
    """A peer could not be asked, or what it printed are no answers."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A retrieval stack: `stack` is its name for `ask.py`, `name` that for the table."""

    stack: str
    name: str


PEERS = (
    Peer("langchain-faiss", "LangChain FAISS"),
    Peer("bm25s", "bm25s"),
    Peer("txtai-hybrid", "txtai hybrid"),
)


class _Quote(BaseModel):
    article: str
    text: Annotated[str, StringConstraints(min_length=1)]


class _Answer(BaseModel):
    question: str
    confidence: float
    quotes: tuple[_Quote, ...]


def write_input(folder: Path, articles: Iterable[Article], golds: Iterable[GoldQuestion]) -> tuple[Path, Path]:
    """Write what the peers read, so that they get exactly our articles and questions; the paths of both files."""
    folder.mkdir(parents=True, exist_ok=True)
    texts, questions = folder / "articles.jsonl", folder / "questions.jsonl"
    texts.write_text("".join(map(article_line, articles)), encoding="utf-8")
    questions.write_text("".join(map(question_line, golds)), encoding="utf-8")
    return texts, questions


def article_line(article: Article) -> str:
    """One line of JSON with the article's whole text; a title that the text does not hold stands before it."""
    title = article.title.removesuffix("…")
    known = " ".join(title.split()) in " ".join(article.text.split())
    return json.dumps({"id": article.id, "text": article.text if known else f"{title}\n\n{article.text}"}) + "\n"


def question_line(gold: GoldQuestion) -> str:
    """One line of JSON with the question alone: nothing of what a right answer would be."""
    return json.dumps({"question": gold.question, "context": gold.context}) + "\n"


def ask_peer(peer: Peer, python: Path, files: tuple[Path, Path], cache: Path) -> str:
    """What a peer prints for the files of `write_input`; raises PeersError.

    `python` is that of the peers' environment. Its messages go to standard error.
    """
    command: list[str | Path] = [python, "-W", "ignore", ASK, peer.stack, *files, "--cache", cache]
    try:
        done = subprocess.run(  # noqa: S603 - our own script
            command, env=os.environ | _QUIET, stdout=subprocess.PIPE, encoding="utf-8", check=True
        )
    except FileNotFoundError:
        raise PeersError(f"no environment of the peers at {python}; run: make bench-quality") from None
    except subprocess.CalledProcessError as error:
        raise PeersError(
            f"{peer.name} ended with status {error.returncode}; its message is above, and removing the peers' "
            "environment lets make bench-quality set it up anew"
        ) from error
    return done.stdout


def read_answers(peer: Peer, lines: Sequence[str], golds: Sequence[GoldQuestion]) -> tuple[Answer, ...]:
    """The answers that a peer printed, in the order of the questions; raises PeersError."""
    if len(lines) != len(golds):
        raise PeersError(f"{peer.name} gave {len(lines)} answers to {len(golds)} questions")
    return tuple(_answer(peer, *numbered) for numbered in enumerate(zip(lines, golds, strict=True), 1))


def pinned_versions(requirements: str) -> tuple[str, ...]:
    """Name and version of each package that a requirements file pins."""
    return tuple(f"{name} {version}" for name, version in _PIN.findall(requirements))


def _answer(peer: Peer, number: int, pair: tuple[str, GoldQuestion]) -> Answer:
    line, gold = pair
    try:
        values = _Answer.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise PeersError(f"{peer.name}, answer {number}: {first['msg']}") from None
    if values.question != gold.question:
        raise PeersError(f"{peer.name}, answer {number}: answers {values.question!r}, asked was {gold.question!r}")
    quotes = tuple(_quote(quote) for quote in values.quotes)
    return Answer(gold.question, answered=False, confidence=values.confidence, quotes=quotes, snapshot="", elapsed_ms=0)


def _quote(quote: _Quote) -> Quote:
    """The shown text, whole: it is measured as the peer shows it, and need not be a slice of the article."""
    return Quote(Article(quote.article, "", quote.text), 0, len(quote.text))
