import json
import math
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.building import rebuild_shown, snapshot_age_s, summary, why_stale
from index.corpus import Corpus, Problem, read_corpus
from index.encoder import Encoder
from index.rollback import roll_back
from index.snapshot import current_name, snapshot_folder
from tests.conftest import SHIPPED_CORPUS


@pytest.fixture
def encoder(real_encoder: Encoder) -> Encoder:
    return real_encoder


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(SHIPPED_CORPUS)


@pytest.fixture
def index(shipped_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_index, tmp_path / "index"))


def test_an_index_of_these_articles_by_this_model_is_fresh(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    assert why_stale(corpus, index, encoder) is None


def test_no_index_is_stale(corpus: Corpus, tmp_path: Path, encoder: Encoder) -> None:
    assert why_stale(corpus, tmp_path, encoder) == f"there is no index in {tmp_path}"


def test_an_index_of_other_articles_is_stale(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    assert why_stale(replace(corpus, digest="0" * 64), index, encoder) == (
        "the articles have changed since the index was made"
    )


def test_an_index_by_another_model_is_stale(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    manifest = snapshot_folder(index, current_name(index)) / "manifest.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(values | {"model": "old", "model_fingerprint": "0"}), encoding="utf-8")

    assert why_stale(corpus, index, encoder) == (
        "the index was made with the model 'old', set now is 'all-MiniLM-L6-v2'"
    )


def test_an_index_without_its_manifest_is_stale(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    (snapshot_folder(index, current_name(index)) / "manifest.json").unlink()

    assert "manifest" in (why_stale(corpus, index, encoder) or "")


def test_a_rebuild_shows_plain_lines_where_there_is_no_terminal_and_reuses_what_it_knows(
    corpus: Corpus, index: Path, encoder: Encoder, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = rebuild_shown(corpus, index / "beside", encoder)
    assert capsys.readouterr().err == f"embedded {fresh.passages} of {fresh.passages} passages\n"

    again = rebuild_shown(corpus, index, encoder)
    assert capsys.readouterr().err == ""
    assert (again.embedded, again.reused) == (0, again.passages)


def test_the_summary_is_one_line_and_counts_what_was_left_out(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    report = rebuild_shown(corpus, index, encoder)
    problems = (Problem("a.md", None, "no text"), Problem("b.md", None, "no text"))

    assert summary(report, corpus).startswith("indexed 8 articles: ")
    assert summary(report, replace(corpus, problems=problems)).startswith("indexed 8 articles, 2 left out: ")
    assert summary(report, corpus).endswith(f"(snapshot {current_name(index)})")


def test_an_index_that_was_rolled_back_to_is_fresh_until_the_articles_change(
    corpus: Corpus, index: Path, encoder: Encoder
) -> None:
    fewer = replace(corpus, articles=corpus.articles[1:], digest="1" * 64)
    rebuild_shown(fewer, index, encoder)
    roll_back(index, None, encoder)

    assert why_stale(fewer, index, encoder) is None
    assert why_stale(replace(fewer, digest="2" * 64), index, encoder) == (
        "the articles have changed since the index was made"
    )


def test_the_summary_counts_what_changed(corpus: Corpus, index: Path, encoder: Encoder) -> None:
    first, *others = corpus.articles
    changed = replace(corpus, articles=(replace(first, place="Elsewhere"), *others[1:]), digest="1" * 64)

    assert summary(rebuild_shown(changed, index, encoder), changed).endswith("); changed 1, withdrawn 1")


def test_the_age_of_the_index_is_that_of_the_current_snapshot(index: Path, tmp_path: Path) -> None:
    path = snapshot_folder(index, current_name(index)) / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    made = datetime.now(UTC) - timedelta(hours=2)
    path.write_text(json.dumps(manifest | {"created": made.isoformat()}), encoding="utf-8")

    assert 7_200 <= snapshot_age_s(index) < 7_300
    assert math.isnan(snapshot_age_s(tmp_path / "none"))
