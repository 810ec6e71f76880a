import json
import shutil
from pathlib import Path

import pytest

from index.rollback import kept_snapshots
from index.snapshot import current_name
from tests.bot.conftest import CommandLine

FLOOD = "Flood\n\nThe river flooded Sukkur on Friday."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "raid.txt").write_text("Raid\n\nFour masked men robbed a bank in Quetta on Friday.", encoding="utf-8")
    return folder


def actions() -> list[str]:
    return [json.loads(line)["action"] for line in Path("data/audit.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_rollback_lets_the_earlier_index_answer_and_a_start_does_not_undo_it(
    incident_bot: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    folders = ("--corpus", corpus, "--index", tmp_path / "index")
    incident_bot("rebuild", *folders)
    first = current_name(tmp_path / "index")
    (corpus / "flood.txt").write_text(FLOOD, encoding="utf-8")
    incident_bot("rebuild", *folders)

    back = incident_bot("rollback", *folders)
    started = incident_bot("run", *folders, stdin="what was flooded?\n")

    assert (back.status, back.err) == (0, "")
    assert back.out.startswith(f"answers come from {first}  ")
    assert back.out.endswith("1 articles, 1 passages, all-MiniLM-L6-v2  current\n")
    assert "building it" not in started.err
    assert "Sukkur" not in started.out
    assert actions() == ["rebuild", "rebuilt", "rebuild", "rebuilt", "rollback"]

    listed = incident_bot("rollback", "--list", *folders).out.splitlines()
    assert [line.split()[0] for line in listed] == [one.name for one in kept_snapshots(tmp_path / "index")]
    assert [line.endswith("  current") for line in listed] == [False, True]

    again = incident_bot("rollback", listed[0].split()[0], *folders)
    assert again.status == 0
    assert "Sukkur" in incident_bot("ask", "what was flooded?", *folders).out


def test_after_a_rollback_an_article_more_is_indexed_at_the_next_start(
    incident_bot: CommandLine, corpus: Path, tmp_path: Path
) -> None:
    folders = ("--corpus", corpus, "--index", tmp_path / "index")
    incident_bot("rebuild", *folders)
    (corpus / "flood.txt").write_text(FLOOD, encoding="utf-8")
    incident_bot("rebuild", *folders)
    incident_bot("rollback", *folders)
    (corpus / "fire.txt").write_text("Fire\n\nA fire broke out in the harbour of Basel.", encoding="utf-8")

    started = incident_bot("run", *folders, stdin="what was flooded?\n")

    assert "the articles have changed since the index was made; building it" in started.err
    assert "Sukkur" in started.out


def test_without_an_earlier_snapshot_nothing_changes(
    incident_bot: CommandLine, shipped_index: Path, tmp_path: Path
) -> None:
    index = Path(shutil.copytree(shipped_index, tmp_path / "index"))
    done = incident_bot("rollback", "--index", index)

    assert (done.status, done.out) == (1, "")
    assert done.err == (f"incident-bot: there is no earlier snapshot in {index}; see: incident-bot rollback --list\n")
    assert actions() == ["rollback", "failed"]
