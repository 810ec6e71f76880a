"""How long a question takes, and which stage takes how long of it: all questions in one run. Writes speed.md.

usage: python -m tests.bench.speed QUESTIONS --index DIR      (`make bench-speed`)
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.commands.evaluate import read_gold
from index.encoder import EncodedText, Encoder
from index.metrics import GoldQuestion
from index.model_cache import load_encoder
from index.ranking import Scores
from index.search import Search
from index.snapshot import Snapshot, current_name, load_snapshot

REPORT = Path(__file__).with_suffix(".md")
WARM_UP = 20
"""Questions asked before time is taken."""


class Stage(StrEnum):
    """What is done for a question, in this order."""

    READ = "read: typing errors, dates, context"
    ENCODE = "encode"
    CANDIDATES = "candidates: FAISS, BM25, fusion"
    SCORE = "score: late interaction"
    QUOTES = "quotes: choice, copies, decisive words"
    VERDICT = "verdict"
    WHOLE = "whole"


OUTER = {
    Stage.READ: {Stage.READ: 1, Stage.ENCODE: -1},
    Stage.QUOTES: {Stage.QUOTES: 1, Stage.CANDIDATES: -1, Stage.SCORE: -1},
    Stage.VERDICT: {Stage.WHOLE: 1, Stage.READ: -1, Stage.QUOTES: -1},
}
"""Stages that are timed with others inside them, or not at all: the clocks that make them up."""


class Stopwatch:
    """Seconds of each clock, for the question that is being answered."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(Stage, 0.0)

    @contextmanager
    def running(self, stage: Stage) -> Iterator[None]:
        """Add up the time of what is inside."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - begun


class TimedEncoder:
    """An `Encoder` that tells how long it takes."""

    def __init__(self, encoder: Encoder, watch: Stopwatch) -> None:
        self._encoder = encoder
        self._watch = watch
        self.name = encoder.name
        self.fingerprint = encoder.fingerprint
        self.dimension = encoder.dimension
        self.vocabulary_size = encoder.vocabulary_size

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """As the encoder does."""
        return self._encoder.count_tokens(texts)

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """As the encoder does."""
        with self._watch.running(Stage.ENCODE):
            return self._encoder.encode(texts)


class TimedSearch(Search):
    """A `Search` that tells how long its stages take."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, watch: Stopwatch) -> None:
        super().__init__(snapshot, TimedEncoder(encoder, watch))
        self._watch = watch

    def _encode(self, question: str, context: str | None, *, leans: bool = False) -> Any:
        with self._watch.running(Stage.READ):
            return super()._encode(question, context, leans=leans)

    def _find(self, query: Any) -> Any:
        with self._watch.running(Stage.QUOTES):
            return super()._find(query)

    def _candidates(self, query: Any) -> NDArray[np.int64]:
        with self._watch.running(Stage.CANDIDATES):
            return super()._candidates(query)

    def _score(self, articles: NDArray[np.int64], query: Any) -> tuple[NDArray[np.int64], Scores]:
        with self._watch.running(Stage.SCORE):
            return super()._score(articles, query)


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    name = current_name(options.index)
    snapshot = load_snapshot(options.index, name, fingerprint=encoder.fingerprint, model=encoder.name)
    times = measure(read_gold(options.questions), snapshot, encoder)
    text = table(times, articles=len(snapshot.contents.articles), cores=os.cpu_count() or 1)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def measure(golds: Sequence[GoldQuestion], snapshot: Snapshot, encoder: Encoder) -> dict[Stage, NDArray[np.float64]]:
    """Milliseconds of each stage, (questions,)."""
    watch = Stopwatch()
    search = TimedSearch(snapshot, encoder, watch)
    rows = []
    for gold in (*golds[:WARM_UP], *golds):
        watch.seconds = dict.fromkeys(Stage, 0.0)
        with watch.running(Stage.WHOLE):
            search.answer(gold.question, context=gold.context)
        rows.append(watch.seconds)
    clocks = {stage: np.asarray([row[stage] for row in rows[-len(golds) :]]) * 1000.0 for stage in Stage}
    return {
        stage: np.asarray(sum(sign * clocks[clock] for clock, sign in OUTER.get(stage, {stage: 1}).items()))
        for stage in Stage
    }


def table(times: dict[Stage, NDArray[np.float64]], *, articles: int, cores: int) -> str:
    """Median and 95th percentile of each stage, and how often it would fit into the encoding, in Markdown."""
    encoding = float(np.median(times[Stage.ENCODE]))
    rows = [
        f"| {stage} | {np.median(taken):.2f} | {np.percentile(taken, 95):.2f} | {np.median(taken) / encoding:.2f} |"
        for stage, taken in times.items()
    ]
    conditions = (
        f"`make bench-speed`: {len(times[Stage.WHOLE])} questions, one after the other, on {articles:,} articles; "
        f"{cores} CPU cores, one thread. To load model and index is in no figure."
    )
    return "\n".join(
        [
            conditions,
            "",
            "| stage | median, ms | 95th percentile, ms | times the encoding |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
