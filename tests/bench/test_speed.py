from pathlib import Path

import numpy as np
import pytest

from index.metrics import GoldQuestion
from index.rebuild import rebuild
from index.snapshot import current_name, load_snapshot
from tests.bench.speed import Stage, measure, table
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, corpus_of


def test_the_stages_of_a_question_make_up_its_whole_time(tmp_path: Path) -> None:
    encoder = FakeEncoder()
    rebuild(corpus_of(*ARTICLES), tmp_path, encoder)
    snapshot = load_snapshot(tmp_path, current_name(tmp_path), fingerprint=encoder.fingerprint, model=encoder.name)
    golds = [
        GoldQuestion("what did they demand?", "answerable"),
        GoldQuestion("and who died?", "followup", context="what was the raid in Bern?"),
    ]

    times = measure(golds, snapshot, encoder)

    assert all((taken > 0.0).all() and len(taken) == len(golds) for taken in times.values())
    parts = sum(taken for stage, taken in times.items() if stage is not Stage.WHOLE)
    assert parts == pytest.approx(times[Stage.WHOLE])


def test_the_table_compares_each_stage_with_the_encoding() -> None:
    times = {stage: np.asarray([1.0, 2.0, 9.0]) for stage in Stage} | {Stage.WHOLE: np.asarray([5.0, 5.0, 5.0])}

    text = table(times, articles=1499, cores=2)

    assert "3 questions, one after the other, on 1,499 articles; 2 CPU cores, one thread" in text
    assert "| encode | 2.00 | 8.30 | 1.00 |" in text
    assert "| whole | 5.00 | 5.00 | 2.50 |" in text
