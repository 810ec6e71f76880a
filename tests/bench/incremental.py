"""What one article more costs: a full rebuild of a corpus, then one with one article added. Writes incremental.md.

usage: python -m tests.bench.incremental ARTICLES
"""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.corpus import read_corpus
from index.encoder import Encoder
from index.model_cache import load_encoder
from index.progress import RebuildProgress, RebuildReport, Stage
from index.rebuild import rebuild

REPORT = Path(__file__).with_suffix(".md")
ARTICLE = """---
title: Two guards wounded at the depot of Bern
source: Example corpus, our own words
published: 2022-12-19
---
Gunmen raided a depot in Bern on Monday night and wounded two guards. They left in a stolen lorry.

The mayor said on Tuesday that nobody had claimed the raid. The lorry was found near Thun.
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A rebuild and how long it took, with reading the articles; `stages_s` are the seconds of each stage."""

    name: str
    report: RebuildReport
    stages_s: dict[Stage, float]

    @property
    def whole_s(self) -> float:
        """Without loading the model."""
        return sum(self.stages_s.values())


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.incremental")
    parser.add_argument("articles", type=Path)
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    with TemporaryDirectory() as folder:
        full, more = measure(options.articles, Path(folder), encoder)
    text = table(full, more, cores=os.cpu_count() or 1)
    REPORT.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


def measure(articles: Path, folder: Path, encoder: Encoder) -> tuple[Measured, Measured]:
    """Index a file of articles from nothing, then with one article more."""
    corpus, index_dir = folder / "corpus", folder / "index"
    corpus.mkdir()
    shutil.copy(articles, corpus)
    full = _measured("from nothing", corpus, index_dir, encoder)
    (corpus / "one-more.md").write_text(ARTICLE, encoding="utf-8")
    return full, _measured("one article more", corpus, index_dir, encoder)


def table(full: Measured, more: Measured, *, cores: int) -> str:
    """Both rebuilds and the share that the second takes, in Markdown."""
    head = f"| | articles | passages | embedded | {', s | '.join(Stage)}, s | whole, s |"
    share = more.whole_s / full.whole_s
    return "\n".join(
        [
            f"`make bench-incremental`, {cores} CPU cores; to load the model is in neither figure.",
            "",
            head,
            "|---" * (len(Stage) + 5) + "|",
            *map(_row, (full, more)),
            "",
            f"One article more takes {share:.1%} of a rebuild from nothing.",
            "",
        ]
    )


def _row(measured: Measured) -> str:
    report = measured.report
    counts = (report.articles, report.passages, report.embedded)
    seconds = (*(measured.stages_s.get(stage, 0.0) for stage in Stage), measured.whole_s)
    cells = (measured.name, *(f"{count:,}" for count in counts), *(f"{value:.1f}" for value in seconds))
    return f"| {' | '.join(cells)} |"


def _measured(name: str, corpus: Path, index_dir: Path, encoder: Encoder) -> Measured:
    begins = {Stage.READING: time.monotonic()}

    def tell(progress: RebuildProgress) -> None:
        begins.setdefault(progress.stage, time.monotonic())

    report = rebuild(read_corpus(corpus), index_dir, encoder, progress=tell)
    ends = [*list(begins.values())[1:], time.monotonic()]
    return Measured(name, report, {stage: end - begins[stage] for stage, end in zip(begins, ends, strict=True)})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
