from pathlib import Path

import pytest

from bot.audit import AuditError, AuditLog
from bot.editorial import Editorial
from index.corpus import read_corpus
from index.editing import NoSuchArticle
from index.records import Article

SNOW = Article(id="", title="Snow", text="It snowed in Bern.", url="https://example.org/")


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit.jsonl")


@pytest.fixture
def editorial(tmp_path: Path, log: AuditLog) -> Editorial:
    return Editorial(tmp_path / "corpus", log)


def test_every_change_is_made_and_recorded(editorial: Editorial, log: AuditLog, tmp_path: Path) -> None:
    added = editorial.add(SNOW, key="key-1", by="telegram:1")
    editorial.correct(added.id, Article("", "Rain", "It rained."), key="key-2", by="telegram:2")
    editorial.withdraw(added.id, by="shell:ann")

    assert read_corpus(tmp_path / "corpus").articles == ()
    assert [version.what for version in editorial.versions(added.id)] == ["corrected", "withdrawn"]
    assert [(entry.by, entry.action, entry.subject, entry.details) for entry in log.recent(9)] == [
        ("shell:ann", "withdraw", added.id, ()),
        ("telegram:2", "correct", added.id, (("key", "key-2"), ("title", "Rain"))),
        ("telegram:1", "add", "Snow", (("key", "key-1"), ("url", "https://example.org/"))),
    ]
    assert "It snowed" not in (tmp_path / "audit.jsonl").read_text(encoding="utf-8")


def test_a_change_that_fails_is_recorded_as_failed_with_its_reason(editorial: Editorial, log: AuditLog) -> None:
    with pytest.raises(NoSuchArticle):
        editorial.withdraw("nothing", by="shell:ann")
    failed, tried = log.recent(9)

    assert (tried.action, tried.subject) == ("withdraw", "nothing")
    assert (failed.by, failed.action, failed.subject) == ("shell:ann", "failed", "nothing")
    assert dict(failed.details) == {
        "of": "withdraw",
        "reason": "there is no article 'nothing'; to list them, run: incident-bot articles",
    }


def test_what_cannot_be_recorded_is_not_done(tmp_path: Path) -> None:
    with pytest.raises(AuditError):
        Editorial(tmp_path / "corpus", AuditLog(tmp_path)).add(SNOW, key="key-1", by="shell:ann")

    assert not (tmp_path / "corpus").exists()
