"""The command line as a test calls it: in this process, on the shipped articles, with nobody's settings."""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from bot.cli import main
from bot.settings import Settings
from bot.store import Store
from tests.conftest import MODEL_CACHE, SHIPPED_CORPUS


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


class CommandLine(Protocol):
    def __call__(self, *arguments: str | Path, stdin: str | bytes = "") -> Finished: ...


@pytest.fixture(autouse=True)
def _periods_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `bot.app` sets it


@pytest.fixture
def store() -> Iterator[Store]:
    """What the bot keeps, in memory."""
    store = Store.open("sqlite://")
    yield store
    store.close()


@pytest.fixture
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of whoever runs the tests, and no `.env` of theirs."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def incident_bot(
    own_settings: None, shipped_index: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Run `incident-bot` with arguments on the shipped articles and their index."""
    del own_settings
    monkeypatch.setenv("CORPUS_DIR", str(SHIPPED_CORPUS))
    monkeypatch.setenv("INDEX_DIR", str(shipped_index))
    monkeypatch.setenv("MODEL_CACHE", str(MODEL_CACHE))

    def run(*arguments: str | Path, stdin: str | bytes = "") -> Finished:
        piped = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped), encoding="utf-8"))
        capsys.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as leaving:  # as argparse does
            status = int(leaving.code or 0)
        return Finished(status, *capsys.readouterr())

    return run
