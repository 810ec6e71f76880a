import asyncio
import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.rebuild_outcome import RebuildOutcome, RefusalKind
from bot.rebuilding import NICENESS, run_rebuild
from bot.settings import Settings
from index.progress import RebuildProgress, Stage
from index.snapshot import current_name
from tests.conftest import SHIPPED_CORPUS

TOKEN = "12345:never-to-be-seen"  # noqa: S105 - of nobody


@pytest.fixture
def settings(own_settings: None, shipped_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of a copy of the shipped articles and their index; the folder is the working directory."""
    del own_settings
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus")
    shutil.copytree(shipped_index, tmp_path / "index")
    return Settings(index_dir=Path("index"))


def add_article(settings: Settings) -> None:
    (settings.corpus_dir / "raid.txt").write_text("Raid in Bern\n\nGunmen raided the depot in Bern.", encoding="utf-8")


def ignore(_progress: RebuildProgress) -> None:
    """Take no notice."""


def child_of(by: str) -> int:
    """The process of a rebuild that WHO was told to do; 0 where there is none."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            arguments = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"--by={by}".encode() in arguments:
            return int(folder.name)
    return 0


async def refused_line(
    settings: Settings, kind: RefusalKind, *, during: Callable[[RebuildProgress], None] = ignore
) -> str:
    before = current_name(settings.index_dir)
    outcome = await run_rebuild(settings, by="telegram:1", on_progress=during)

    assert outcome.refusal
    assert outcome.report is None
    assert outcome.refusal.kind == kind
    assert current_name(settings.index_dir) == before
    return outcome.refusal.line


async def test_a_rebuild_tells_its_stages_and_what_changed(settings: Settings) -> None:
    add_article(settings)
    (settings.corpus_dir / "bad.md").write_bytes(b"\0")
    told: list[RebuildProgress] = []

    outcome = await run_rebuild(settings, by="telegram:1001", on_progress=told.append)

    assert outcome.report
    assert (outcome.report.articles, outcome.report.embedded) == (9, 1)
    assert outcome.report.snapshot == current_name(settings.index_dir)
    assert (outcome.added.lines, outcome.added.count) == (("Raid in Bern",), 1)
    assert (outcome.changed.count, outcome.withdrawn.count) == (0, 0)
    assert outcome.problems.lines[0].startswith("bad.md: binary content")
    assert list(dict.fromkeys(step.stage for step in told)) == list(Stage)
    audit = [json.loads(line) for line in settings.audit_log.read_text().splitlines()]
    assert [(line["by"], line["action"]) for line in audit] == [
        ("telegram:1001", "rebuild"),
        ("telegram:1001", "rebuilt"),
    ]
    assert TOKEN not in settings.audit_log.read_text()


async def test_a_large_loss_is_refused(settings: Settings) -> None:
    for path in sorted(settings.corpus_dir.glob("*.md"))[3:]:
        path.unlink()

    assert (await refused_line(settings, RefusalKind.LOSS)).startswith("5 of 8 articles are gone, like ")


async def test_while_another_rebuild_runs_there_is_none(settings: Settings) -> None:
    with (settings.index_dir / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert await refused_line(settings, RefusalKind.RUNNING) == (
            "another rebuild of index is running; wait for it to end"
        )


async def test_a_corpus_that_is_not_there_is_a_reason(settings: Settings) -> None:
    shutil.rmtree(settings.corpus_dir)

    assert (await refused_line(settings, RefusalKind.FAILED)).startswith("no corpus folder at corpus; create it")


async def test_a_child_that_is_killed_is_a_reason(settings: Settings) -> None:
    add_article(settings)

    line = await refused_line(
        settings, RefusalKind.FAILED, during=lambda _: os.kill(child_of("telegram:1"), signal.SIGKILL)
    )

    assert line == "the rebuild was stopped by signal SIGKILL; if nobody did, look for a lack of memory"


async def test_a_child_that_cannot_begin_is_a_reason(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")

    assert "LOG_LEVEL is none of DEBUG" in await refused_line(settings, RefusalKind.FAILED)


async def test_a_child_that_cannot_be_started_is_a_reason(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    assert await refused_line(settings, RefusalKind.FAILED) == (
        "the rebuild could not be started (No such file or directory); try again"
    )


async def test_a_rebuild_that_is_cancelled_leaves_no_child_and_the_old_index(settings: Settings) -> None:
    add_article(settings)
    before = current_name(settings.index_dir)
    begun = asyncio.Event()
    work: asyncio.Task[RebuildOutcome] = asyncio.create_task(
        run_rebuild(settings, by="telegram:1003", on_progress=lambda _: begun.set())
    )
    await asyncio.wait_for(begun.wait(), 60)
    assert child_of("telegram:1003")

    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    assert child_of("telegram:1003") == 0
    assert current_name(settings.index_dir) == before


class Stop(Exception):
    """What the one who is told raises."""


async def test_where_the_one_who_is_told_fails_no_child_is_left(settings: Settings) -> None:
    def fail(_progress: RebuildProgress) -> None:
        raise Stop

    with pytest.raises(Stop):
        await run_rebuild(settings, by="telegram:1004", on_progress=fail)

    assert child_of("telegram:1004") == 0


async def test_the_child_sees_all_settings_but_the_token_and_gives_way_to_answers(settings: Settings) -> None:
    seen: list[tuple[str, str, int]] = []

    def look(_progress: RebuildProgress) -> None:
        process = child_of("telegram:1005")
        words, environment = (Path(f"/proc/{process}/{name}").read_text() for name in ("cmdline", "environ"))
        seen.append((words, environment, os.getpriority(os.PRIO_PROCESS, process)))
        raise Stop

    with pytest.raises(Stop):
        await run_rebuild(settings, by="telegram:1005", accept_loss=True, on_progress=look)

    ((words, environment, niceness),) = seen
    assert "--accept-loss" in words.split("\0")
    assert {"INDEX_DIR=index", "CORPUS_DIR=corpus", "AUDIT_LOG=data/audit.jsonl"} <= set(environment.split("\0"))
    assert TOKEN not in environment
    assert niceness == NICENESS
