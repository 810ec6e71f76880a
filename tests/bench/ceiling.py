"""How often the right article could come first: as it does, re-ranked by a dozen weights, and by weights that cheat.

usage: python -m tests.bench.ceiling FITTED [ASKED ...] --index DIR, such as
  .venv/bin/python -m tests.bench.ceiling tests/bench/questions/training.jsonl \
    tests/bench/questions/validation.jsonl ../shared/bench/questions.jsonl --index data/bench-index

The articles of the ten quotes are put in a new order by a linear ranker (`tests.bench.listwise`) over the signals of
`tests.bench.article_signals`. Cross-validated, or fitted on FITTED alone, it is what could ship. Fitted on the very
questions that it is then asked, it is an upper bound of its family that nobody could ship. A table is printed, a column
for each file, and written to `ceiling.md` beside this file. About ten minutes on one core, most for training.jsonl.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.commands.evaluate import read_gold
from index.current_search import CurrentSearch
from index.metrics import GoldQuestion, normal
from index.model_cache import load_encoder
from index.records import Answer
from tests.bench.article_signals import NAMES, ArticleSignals
from tests.bench.listwise import Choice, Rows, cross_validated, fit, right_first

REPORT = Path(__file__).with_name("ceiling.md")
SEEDS = 3
FEW = 3
"""Quotes that are shown first."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """The answerable questions of a file, their answers, and the articles of these to choose from."""

    name: str
    golds: tuple[GoldQuestion, ...]
    answers: tuple[Answer, ...]
    choices: tuple[Choice, ...]


def main(arguments: Sequence[str]) -> int:
    """Ask, fit, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ceiling")
    parser.add_argument("questions", type=Path, nargs="+", metavar="QUESTIONS")
    parser.add_argument("--index", type=Path, required=True)
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    search = CurrentSearch(options.index, encoder)
    signals = ArticleSignals(search.snapshot.contents, encoder, today=datetime.now(UTC).date())
    columns = [ask(path, search, signals) for path in options.questions]
    shipped = fit(columns[0].choices)
    found = {asked.name: figures(asked, shipped, columns[0].name) for asked in columns}
    report = f"{table(found)}\n\nThe weights fitted on {columns[0].name}:\n\n{_weights(shipped)}\n"
    REPORT.write_text(report, encoding="utf-8")
    sys.stdout.write(report)
    return 0


def ask(path: Path, search: CurrentSearch, signals: ArticleSignals) -> Asked:
    """Ask the answerable questions of a file that have any quote."""
    golds = [gold for gold in read_gold(path) if gold.kind == "answerable"]
    answers = [search.answer(gold.question) for gold in golds]
    pairs = [(gold, answer) for gold, answer in zip(golds, answers, strict=True) if answer.quotes]
    choices = tuple(_choice(gold, answer, signals) for gold, answer in pairs)
    return Asked(path.name, tuple(gold for gold, _ in pairs), tuple(answer for _, answer in pairs), choices)


def figures(asked: Asked, shipped: Rows, fitted_on: str) -> dict[str, str]:
    """What a column says, by row."""
    ranks = np.array([_rank(choice) for choice in asked.choices])
    first = ranks == 1
    elsewhere = np.array([answers_elsewhere(*pair) for pair in zip(asked.golds, asked.answers, strict=True)])
    validated = np.mean([cross_validated(asked.choices, seed=seed).mean() for seed in range(SEEDS)])
    carried = "" if asked.name == fitted_on else _share(right_first(asked.choices, shipped))
    return {
        "questions": f"{len(ranks)}",
        "the right article first (article@1)": _share(first),
        f"its order by {len(NAMES)} weights, cross-validated on these questions": f"{validated:.3f}".removeprefix("0"),
        f"the same weights fitted on {fitted_on}": carried,
        "the same weights fitted on the very questions asked": _share(right_first(asked.choices, fit(asked.choices))),
        "the right article among the first two": _share(ranks <= FEW - 1),
        "among the first three": _share(ranks <= FEW),
        "among those of ten quotes": _share(ranks < np.inf),
        "where it is second: its score as a share of the first's, median": _behind(asked, ranks),
        "another report first, whose quote holds an accepted answer word for word": _share(elsewhere),
        "the right article first, if those counted": _share(first | elsewhere),
    }


def answers_elsewhere(gold: GoldQuestion, answer: Answer) -> bool:
    """Whether the first quote is of another article than the right ones and holds an accepted answer all the same."""
    quote = answer.quotes[0]
    if quote.article.id in gold.articles:
        return False
    return any(normal(wanted) in normal(quote.text) for wanted in gold.answers)


def table(found: Mapping[str, Mapping[str, str]]) -> str:
    """A Markdown table of the figures by name, a column for each file."""
    rows = [["", *found], ["---"] * (1 + len(found))]
    rows += [[name, *(column[name] for column in found.values())] for name in next(iter(found.values()))]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _choice(gold: GoldQuestion, answer: Answer, signals: ArticleSignals) -> Choice:
    articles, rows = signals.of(answer)
    return Choice(rows, np.array([article.id in gold.articles for article in articles]), min(gold.articles))


def _rank(choice: Choice) -> float:
    """From 1, where the right article stands among those of the ten quotes; infinite where it is not there."""
    places = np.flatnonzero(choice.right)
    return float(places[0] + 1) if len(places) else np.inf


def _behind(asked: Asked, ranks: Rows) -> str:
    seconds = [choice for choice, rank in zip(asked.choices, ranks, strict=True) if rank == FEW - 1]
    shares = [choice.rows[1, 0] / choice.rows[0, 0] for choice in seconds]
    return f"{np.median(shares):.3f}".removeprefix("0") if shares else ""


def _share(values: NDArray[np.bool_]) -> str:
    return f"{values.mean():.3f}".removeprefix("0")


def _weights(weights: Rows) -> str:
    """The signals with the weights that were fitted on the first file, a line each."""
    return "\n".join(f"- {name}: {weight:+.3g}" for name, weight in zip(NAMES, weights, strict=True))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
