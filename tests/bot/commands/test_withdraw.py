import json
from pathlib import Path

import pytest

from bot.audit import shell_user
from tests.bot.conftest import CommandLine


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "raid.txt").write_text("Raid on a bank\n\nFour men robbed a bank.", encoding="utf-8")
    (folder / "fire.txt").write_text("Fire in the harbour\n\nA ship burnt.", encoding="utf-8")
    return folder


def test_articles_are_withdrawn_and_it_is_said_what_to_run(
    incident_bot: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    done = incident_bot("withdraw", "--corpus", corpus, "raid", "fire", "raid")
    entries = [json.loads(line) for line in (tmp_path / "data/audit.jsonl").read_text(encoding="utf-8").splitlines()]

    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "withdrawn: raid\tRaid on a bank\nwithdrawn: fire\tFire in the harbour\n"
        "They are quoted until you run: incident-bot rebuild\n"
    )
    assert incident_bot("articles", "--corpus", corpus).out == ""
    assert [(entry["by"], entry["action"], entry["subject"]) for entry in entries] == [
        (shell_user(), "withdraw", "raid"), (shell_user(), "withdraw", "fire"),
    ]  # fmt: skip


def test_an_id_that_no_article_has_is_named_and_the_others_are_withdrawn(
    incident_bot: CommandLine, corpus: Path
) -> None:
    done = incident_bot("withdraw", "--corpus", corpus, "flood", "raid")

    assert done.status == 1
    assert done.err == "incident-bot: there is no article 'flood'; to list them, run: incident-bot articles\n"
    assert done.out.startswith("withdrawn: raid\t")
    assert incident_bot("articles", "--corpus", corpus).out == "fire\t-\tFire in the harbour\n"


def test_where_nothing_was_withdrawn_nothing_is_to_be_run(incident_bot: CommandLine, corpus: Path) -> None:
    done = incident_bot("withdraw", "--corpus", corpus, "flood")

    assert (done.status, done.out) == (1, "")


def test_a_log_that_cannot_be_written_keeps_the_article(
    incident_bot: CommandLine, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIT_LOG", str(corpus))
    done = incident_bot("withdraw", "--corpus", corpus, "raid")

    assert done.status == 1
    assert done.err.startswith(f"incident-bot: {corpus} cannot be written (Is a directory)")
    assert (corpus / "raid.txt").is_file()
