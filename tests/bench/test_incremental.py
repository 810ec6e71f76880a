import json
from pathlib import Path

from index.progress import RebuildReport, Stage
from tests.bench.incremental import Measured, measure, table
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES


def measured(name: str, seconds: float, embedded: int) -> Measured:
    report = RebuildReport("s", 1500, 21_000, 5990, embedded, 5990 - embedded, seconds)
    return Measured(name, report, dict.fromkeys(Stage, seconds / len(Stage)))


def test_one_article_more_embeds_only_its_own_passages(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text("\n".join(json.dumps({"id": one.id, "title": one.title, "text": one.text}) for one in ARTICLES))

    full, more = measure(articles, tmp_path, FakeEncoder())

    assert (full.report.embedded, more.report.embedded) == (full.report.passages, 1)
    assert more.report.passages == full.report.passages + 1
    assert list(more.stages_s) == list(Stage)


def test_the_table_tells_both_rebuilds_and_their_share() -> None:
    text = table(measured("from nothing", 100.0, 5990), measured("one article more", 4.0, 1), cores=2)

    assert "| from nothing | 1,500 | 5,990 | 5,990 | 25.0 | 25.0 | 25.0 | 25.0 | 100.0 |" in text
    assert "| one article more | 1,500 | 5,990 | 1 | 1.0 | 1.0 | 1.0 | 1.0 | 4.0 |" in text
    assert "One article more takes 4.0% of a rebuild from nothing." in text
