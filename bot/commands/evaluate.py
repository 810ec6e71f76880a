"""evaluate: measure the answers on questions with gold quotes, and show the worst misses."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import track

from bot.settings import Settings
from index.cross_encoder import load_reranker
from index.current_search import CurrentSearch
from index.errors import IncidentError
from index.metrics import GoldQuestion, find, quality
from index.model_cache import load_encoder
from index.records import Answer

SHOWN_CHARS = 160


class QuestionsError(IncidentError):
    """The file of questions cannot be used."""


class _Evidence(BaseModel):
    article: str


class _Line(BaseModel):
    question: str
    kind: Literal["answerable", "followup", "unanswerable"]
    answers: tuple[str, ...] = ()
    evidence: tuple[_Evidence, ...] = ()
    context: str | None = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The questions, and how many misses to show."""
    parser.add_argument(
        "questions", type=Path, metavar="QUESTIONS", help="a .jsonl file, a question with gold quotes a line"
    )
    parser.add_argument("--misses", type=int, default=5, metavar="N", help="show the N worst misses (default 5)")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Ask every question and print the figures."""
    golds = read_gold(options.questions)
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    search = CurrentSearch(settings.index_dir, encoder, reranker=load_reranker(settings.reranker_model))
    shown = track(golds, "asking", console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
    answers = [search.answer(gold.question, context=gold.context) for gold in shown]
    for kind, figures in quality(golds, answers).items():
        sys.stdout.write(f"{kind:13}" + "  ".join(f"{name}={value:.3g}" for name, value in figures.items()) + "\n")
    for gold, answer in _worst(golds, answers)[: options.misses]:
        sys.stdout.write(_miss(gold, answer))
    return 0


def read_gold(path: Path) -> tuple[GoldQuestion, ...]:
    """Read a file of questions; raises QuestionsError naming the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionsError(f"{path} cannot be read: {error}") from error
    golds = tuple(_gold(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not golds:
        raise QuestionsError(f"{path} holds no question: write one JSON object a line")
    return golds


def _gold(path: Path, number: int, line: str) -> GoldQuestion:
    try:
        values = _Line.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the line"
        raise QuestionsError(f"{path}:{number}: {where}: {first['msg']}") from None
    return GoldQuestion(
        question=values.question,
        kind=values.kind,
        answers=values.answers,
        articles=tuple(evidence.article for evidence in values.evidence),
        context=values.context,
    )


def _worst(golds: Sequence[GoldQuestion], answers: Sequence[Answer]) -> list[tuple[GoldQuestion, Answer]]:
    """Questions with an answer in the corpus whose first quote is no hit, those without any hit first."""
    asked = [(gold, answer) for gold, answer in zip(golds, answers, strict=True) if gold.kind != "unanswerable"]
    ranked = [(find(gold, answer).rank, gold, answer) for gold, answer in asked]
    missed = [(rank or len(answer.quotes) + 1, gold, answer) for rank, gold, answer in ranked if rank != 1]
    return [(gold, answer) for _, gold, answer in sorted(missed, key=lambda miss: -miss[0])]


def _miss(gold: GoldQuestion, answer: Answer) -> str:
    rank = find(gold, answer).rank
    lines = [f"\n[{gold.kind}, {f'found at {rank}' if rank else 'not found'}] {gold.question}"]
    lines += [f"  wanted {' | '.join(gold.answers)} in {', '.join(gold.articles)}"]
    for quote in answer.quotes[:3]:
        lines.append(f"  got    {quote.article.id}: {' '.join(quote.text.split())[:SHOWN_CHARS]}")
    return "\n".join(lines) + "\n"
