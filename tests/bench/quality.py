"""Our answers beside those of the retrieval stacks that people would use instead: one run, one table, one measure.

usage: python -m tests.bench.quality QUESTIONS --corpus CORPUS --index INDEX --peers-python PYTHON --cache DIR

All get the same articles, questions and model, and `index.metrics` measures all of them. The table is printed and
written to `quality.md` beside this file.
"""

import argparse
import math
import os
import platform
import re
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.building import name_problems, rebuild_shown
from bot.commands.evaluate import read_gold
from index.corpus import Corpus, read_corpus
from index.current_search import CurrentSearch
from index.errors import IncidentError
from index.metrics import GoldQuestion, quality
from index.model_cache import load_encoder
from index.verdict import CALIBRATION
from tests.bench.peers.answers import PEERS, REQUIREMENTS, ask_peer, pinned_versions, read_answers, write_input
from tests.bench.quality_table import System, comparison, table

NORMAL_95 = 1.96
"""Standard deviations within which 95 % of a normal distribution lie."""

REPORT = Path(__file__).with_name("quality.md")

HOW = """\
read@N is the fair figure between systems whose quotes differ in length: the share of questions whose answer ends within
the first N characters read. A hit is a quote from a right article that contains the answer; chars is the median length
of the first quote. auroc compares the confidence of questions that have an answer with that of those that have none.

All use all-MiniLM-L6-v2 where they use a model, and show ten quotes. The others search the chunks of LangChain's
`RecursiveCharacterTextSplitter` (1000 characters, 200 of them overlapping) as their documentation shows it; their
confidence is the score of the first quote, and a follow-up is asked with the earlier question in front. They have no
verdict."""


def main(arguments: Sequence[str]) -> int:
    """Measure all systems; 1 with one line on standard error where that cannot be done."""
    try:
        report = _report(_options(arguments))
    except IncidentError as error:
        sys.stderr.write(f"bench-quality: {' '.join(str(error).split())}\n")
        return 1
    REPORT.write_text(report, encoding="utf-8")
    sys.stdout.write(report)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.quality")
    parser.add_argument("questions", type=Path)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--index", type=Path, required=True)
    parser.add_argument("--peers-python", type=Path, required=True, help="of the environment of peers/requirements.txt")
    parser.add_argument("--cache", type=Path, required=True, help="a folder for what the peers embed")
    return parser.parse_args(arguments)


def _report(options: argparse.Namespace) -> str:
    golds, corpus = read_gold(options.questions), read_corpus(options.corpus)
    ours = _our_system(golds, corpus, options.index)
    peers = _peer_systems(golds, corpus, options.peers_python, options.cache)
    sections = (
        "# How good the answers are, beside those of others",
        "Written by `make bench-quality`.",
        table([ours, *peers]),
        comparison(ours, peers),
        HOW,
        _caution(ours, golds),
        _conditions(golds, len(corpus.articles)),
    )
    return "\n\n".join(sections) + "\n"


def _our_system(golds: Sequence[GoldQuestion], corpus: Corpus, index_dir: Path) -> System:
    encoder = load_encoder()  # the bundled model and no other, whatever the settings say: the peers have that one
    name_problems(corpus)
    rebuild_shown(corpus, index_dir, encoder, accept_loss=True)
    search = CurrentSearch(index_dir, encoder)
    answers = [search.answer(gold.question, context=gold.context) for gold in golds]
    return System("incident-bot", quality(golds, answers), has_verdict=True)


def _peer_systems(golds: Sequence[GoldQuestion], corpus: Corpus, python: Path, cache: Path) -> list[System]:
    files = write_input(cache, corpus.articles, golds)
    printed = [(peer, ask_peer(peer, python, files, cache).splitlines()) for peer in PEERS]
    return [System(peer.name, quality(golds, read_answers(peer, lines, golds))) for peer, lines in printed]


def _caution(ours: System, golds: Sequence[GoldQuestion]) -> str:
    """What the table may not be read as: ours was tuned, and few questions tell little."""
    answerable = sum(gold.kind == "answerable" for gold in golds)
    margin = NORMAL_95 * math.sqrt(0.25 / answerable) if answerable else 1.0
    return (
        f"{ours.name}'s adapter was fitted on questions of our own about other articles of the MUC-4 corpus "
        "(`tests/bench/questions/training.jsonl`), to which the others were not adapted. Some constants of its ranking "
        f"were chosen on the development questions. Its verdict was {CALIBRATION.provenance}. On {answerable} "
        f"answerable questions a share is uncertain by up to {margin:.2f} either way (95 %), an auroc by about as "
        "much: a smaller difference says little."
    )


def _conditions(golds: Sequence[GoldQuestion], articles: int) -> str:
    kinds = Counter(gold.kind for gold in golds)
    questions = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    return (
        f"{articles:,} articles, {len(golds)} questions ({questions}); {datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} "
        f"cores, {_processor()}; Python {platform.python_version()}; the others: "
        f"{', '.join(pinned_versions(REQUIREMENTS.read_text(encoding='utf-8')))}."
    )


def _processor() -> str:
    """The model of the processor, as Linux tells it, else its architecture."""
    try:
        told = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        told = None
    return told[1] if told else platform.machine()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
