import fcntl
import json
from pathlib import Path
from typing import Any

import pytest

from index.snapshot import current_name
from tests.bot.conftest import CommandLine

RAID = "Raid on a bank\n\nFour masked men robbed a bank in Quetta on Friday and fled on two motorcycles."


@pytest.fixture
def messy_corpus(tmp_path: Path) -> Path:
    """Two good articles among everything that can go wrong with one."""
    folder = tmp_path / "messy"
    folder.mkdir()
    (folder / "good.md").write_text("---\ntitle: Flood\n---\nThe river flooded Sukkur.", encoding="utf-8")
    (folder / "raid.txt").write_text(RAID, encoding="utf-8")
    (folder / "raid copy.txt").write_text(RAID, encoding="utf-8")
    (folder / "broken.md").write_text("---\ntitle: [unclosed\n---\nText.", encoding="utf-8")
    (folder / "unfinished.md").write_text("---\ntitle: Never closed\nText.", encoding="utf-8")
    (folder / "binary.txt").write_bytes(bytes(range(256)))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "huge.txt").write_text("A long line of words. " * 1_000_000, encoding="utf-8")
    (folder / "latin.txt").write_bytes("Überfall\n\nVier Männer überfielen eine Bank.".encode("latin-1"))
    return folder


def test_bad_files_are_named_with_their_reason_and_the_rest_is_indexed(
    incident_bot: CommandLine, messy_corpus: Path, tmp_path: Path
) -> None:
    assert (messy_corpus / "huge.txt").stat().st_size > 20e6
    done = incident_bot("rebuild", "--corpus", messy_corpus, "--index", tmp_path / "index")

    assert done.status == 1
    assert done.out.startswith("indexed 2 articles, 8 left out: ")
    assert len(done.out.splitlines()) == 1
    named = dict(line.removeprefix("left out: ").split(": ", 1) for line in done.err.splitlines() if "left out" in line)
    assert named.keys() == {
        "binary.txt",
        "broken.md:3",
        "empty.txt",
        "huge.txt",
        "latin.txt:1",
        "photo.jpg",
        "raid.txt",
        "unfinished.md:1",
    }
    for where, reason in {
        "binary.txt": "binary content",
        "broken.md:3": "broken front matter",
        "empty.txt": "no text",
        "huge.txt": "too large",
        "latin.txt:1": "not UTF-8",
        "photo.jpg": "not an article format",
        "raid.txt": "same text as raid copy.txt; keep one of them",
        "unfinished.md:1": "front matter is not closed",
    }.items():
        assert named[where].startswith(reason)
        assert ";" in named[where]  # what to do
    assert incident_bot("ask", "who robbed the bank?", "--index", tmp_path / "index").out.startswith(
        "> Four masked men"
    )


def test_a_corpus_without_any_article_is_an_error(incident_bot: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    done = incident_bot("rebuild", "--corpus", tmp_path, "--index", tmp_path / "index")

    assert (done.status, done.out) == (1, "")
    named, error = done.err.splitlines()
    assert named.startswith("left out: empty.txt: no text")
    assert error.startswith("incident-bot: the corpus has no readable article; add one")
    assert "index" not in {path.name for path in tmp_path.iterdir()}


def test_only_what_is_new_is_embedded_again(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "raid.txt").write_text(RAID, encoding="utf-8")
    first = incident_bot("rebuild", "--corpus", corpus, "--index", index)
    before = current_name(index)
    (corpus / "flood.txt").write_text("Flood\n\nThe river flooded Sukkur.", encoding="utf-8")
    second = incident_bot("rebuild", "--corpus", corpus, "--index", index)

    assert (first.status, second.status) == (0, 0)
    assert first.out.startswith("indexed 1 articles: 1 passages, 1 of them embedded now, 0 reused")
    assert second.out.startswith("indexed 2 articles: 2 passages, 1 of them embedded now, 1 reused")
    assert second.out.endswith(f"(snapshot {current_name(index)}); added 1\n")
    assert second.err == "embedded 1 of 1 passages\n"
    assert current_name(index) != before


def test_two_rebuilds_at_once_are_refused(incident_bot: CommandLine, tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir()
    with (index / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = incident_bot("rebuild", "--index", index)

    assert (done.status, done.out) == (1, "")
    assert done.err == f"incident-bot: another rebuild of {index} is running; wait for it to end\n"


def written(folder: Path, count: int) -> Path:
    """A corpus of so many articles."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = f"Raid number {number}\n\nMasked men robbed bank number {number} in Quetta on Friday."
        (folder / f"raid {number}.txt").write_text(text, encoding="utf-8")
    return folder


def audited() -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path("data/audit.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_large_loss_is_refused_in_one_line_and_done_when_accepted(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus, index = written(tmp_path / "corpus", 5), tmp_path / "index"
    incident_bot("rebuild", "--corpus", corpus, "--index", index)
    for number in range(4):
        (corpus / f"raid {number}.txt").unlink()

    refused = incident_bot("rebuild", "--corpus", corpus, "--index", index)
    started = incident_bot("run", "--corpus", corpus, "--index", index, stdin="who robbed bank number 2?\n")
    accepted = incident_bot("rebuild", "--accept-loss", "--corpus", corpus, "--index", index)

    lost = "4 of 5 articles are gone, like 'Raid number 0'; put them back, or run: incident-bot rebuild --accept-loss\n"
    assert (refused.status, refused.out, refused.err) == (1, "", f"incident-bot: {lost}")
    assert f"the index stays as it was: {lost}" in started.err
    assert "bank number 2" in started.out
    assert accepted.out.endswith("; withdrawn 4\n")


def test_what_was_withdrawn_is_no_loss(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus, index = written(tmp_path / "corpus", 5), tmp_path / "index"
    incident_bot("rebuild", "--corpus", corpus, "--index", index)
    incident_bot("withdraw", *(f"raid {number}" for number in range(4)), "--corpus", corpus)

    assert incident_bot("rebuild", "--corpus", corpus, "--index", index).out.endswith("; withdrawn 4\n")


def test_in_json_every_line_is_an_event_and_the_last_one_the_result(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus", 3)
    (corpus / "bad.md").write_bytes(b"\0")
    done = incident_bot("rebuild", "--json", "--corpus", corpus, "--index", tmp_path / "index")
    *progress, result = [json.loads(line) for line in done.out.splitlines()]

    assert (done.status, done.err) == (1, "")
    assert [*dict.fromkeys(line["stage"] for line in progress)] == ["reading", "embedding", "writing", "checking"]
    assert {line["event"] for line in progress} == {"progress"}
    assert result["event"] == "result"
    assert (result["report"]["articles"], result["report"]["embedded"]) == (3, 3)
    assert result["added"] == {"lines": ["Raid number 0", "Raid number 1", "Raid number 2"], "count": 3}
    assert result["problems"]["count"] == 1
    assert result["refusal"] is None


def test_in_json_a_refusal_is_a_result_too(incident_bot: CommandLine, tmp_path: Path) -> None:
    done = incident_bot("rebuild", "--json", "--corpus", tmp_path / "nowhere", "--index", tmp_path / "index")
    result = json.loads(done.out.splitlines()[-1])

    assert (done.status, done.err) == (1, "")
    assert result["report"] is None
    assert result["refusal"]["kind"] == "failed"
    assert result["refusal"]["line"].startswith("no corpus folder at ")


def test_who_rebuilt_is_in_the_audit_log_and_why_it_failed(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus, index = written(tmp_path / "corpus", 3), tmp_path / "index"
    incident_bot("rebuild", "--by", "telegram:1001", "--corpus", corpus, "--index", index)
    for path in corpus.iterdir():
        path.unlink()
    (corpus / "empty.txt").touch()
    incident_bot("rebuild", "--corpus", corpus, "--index", index)
    begun, done, begun_again, failed = audited()

    assert (begun["by"], begun["action"], begun["subject"]) == ("telegram:1001", "rebuild", str(index))
    assert (done["by"], done["action"], done["subject"]) == ("telegram:1001", "rebuilt", current_name(index))
    assert (done["articles"], done["added"], done["withdrawn"]) == (3, 3, 0)
    assert begun_again["by"].startswith("shell:")
    assert (failed["action"], failed["of"]) == ("failed", "rebuild")
    assert "no readable article" in failed["reason"]


def test_without_an_audit_log_nothing_is_rebuilt(
    incident_bot: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("AUDIT_LOG", str(tmp_path / "a file" / "audit.jsonl"))
    done = incident_bot("rebuild", "--corpus", written(tmp_path / "corpus", 1), "--index", tmp_path / "index")

    assert done.status == 1
    assert done.err.endswith("set AUDIT_LOG to another file\n")
    assert not (tmp_path / "index").exists()
