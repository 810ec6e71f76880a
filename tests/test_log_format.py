"""What commands log, from the first line to a crash, has the form that is set: real processes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.settings import Settings
from tests.conftest import MODEL_CACHE, SHIPPED_CORPUS
from tests.telegram_server import TOKEN

HIDDEN_PART = TOKEN.partition(":")[2]


def incident_bot(command: str, folder: Path, *, then: str = "", **settings: str) -> tuple[int, list[str]]:
    """The exit status of a command with the code `then` after it, and the lines on its standard error."""
    code = f"import sys\nfrom bot.cli import main\nsys.argv = ['incident-bot', {command!r}]\nmain()\n{then}"
    environment = {name.upper(): "" for name in Settings.model_fields} | {
        "PYTHONPATH": str(Path(__file__).parents[1]), "CORPUS_DIR": str(SHIPPED_CORPUS),
        "MODEL_CACHE": str(MODEL_CACHE), **settings
    }  # fmt: skip
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "always", "-c", code],
        env=environment, cwd=folder, input="", capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr.splitlines()


def records(lines: list[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("command", ["articles", "health"])
def test_a_warning_and_a_crash_of_any_command(tmp_path: Path, command: str) -> None:
    then = f"import warnings\nwarnings.warn('old ways')\nraise ValueError({TOKEN!r})"
    status, lines = incident_bot(command, tmp_path, then=then, TELEGRAM_TOKEN=TOKEN, LOG_FORMAT="json")
    warning, crash = records(lines[-2:])

    assert status == 1
    assert (warning["level"], "UserWarning: old ways" in warning["message"]) == ("WARNING", True)
    assert (crash["level"], "ValueError: <token>" in crash["traceback"]) == ("CRITICAL", True)
    assert HIDDEN_PART not in "".join(lines)


def test_a_person_at_a_terminal_reads_lines(tmp_path: Path) -> None:
    _, lines = incident_bot("articles", tmp_path, then="import warnings\nwarnings.warn('old ways')")

    assert " WARNING py.warnings: " in lines[0]


def test_all_that_the_bot_says_of_settings_that_it_cannot_use(tmp_path: Path) -> None:
    wrong = {"LOG_LEVEL": "loud", "INCIDENT_BOT_MODLE": "x"}
    _, lines = incident_bot("run", tmp_path, TELEGRAM_TOKEN=TOKEN, LOG_FORMAT="json", **wrong)

    assert [(line["level"], line["message"]) for line in records(lines)] == [
        ("ERROR", "incident-bot: INCIDENT_BOT_MODLE is not a setting; did you mean MODEL?"),
        ("ERROR", "incident-bot: LOG_LEVEL is none of DEBUG, INFO, WARNING, ERROR: choose one of them"),
    ]


def test_why_the_bot_could_not_begin(tmp_path: Path) -> None:
    _, lines = incident_bot("run", tmp_path, TELEGRAM_TOKEN=TOKEN, LOG_FORMAT="json", CORPUS_DIR="nowhere")

    assert records(lines)[-1]["message"].startswith("incident-bot: no corpus folder at nowhere; create it")


def test_no_setting_of_the_logs_changes_what_is_told_to_a_person(tmp_path: Path) -> None:
    _, lines = incident_bot("ask", tmp_path, LOG_FORMAT="json", INDEX_DIR=str(tmp_path / "none"))

    assert lines == [f"incident-bot: there is no index in {tmp_path / 'none'}; run: incident-bot rebuild"]
