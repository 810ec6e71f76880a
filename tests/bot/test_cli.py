from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.settings import Settings
from tests.bot.conftest import CommandLine


def test_the_help_lists_every_command_and_every_setting(incident_bot: CommandLine) -> None:
    done = incident_bot("--help")

    assert done.status == 0
    assert all(f"\n    {command} " in done.out for command in COMMANDS)
    assert all(f"\n  {name.upper()} " in done.out for name in Settings.model_fields)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_own_help_with_both_folders(incident_bot: CommandLine, command: str) -> None:
    done = incident_bot(command, "--help")

    assert done.status == 0
    assert "--corpus DIR" in done.out
    assert "--index DIR" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["answer"],
        ["ask", "--jason"],
        ["evaluate"],
        ["ask", "--js", "x"],
        ["evaluate", "--misses", "x"],
        ["add"],
        ["withdraw"],
    ],
)
def test_wrong_usage_is_status_2_with_the_usage_on_stderr(incident_bot: CommandLine, arguments: list[str]) -> None:
    done = incident_bot(*arguments)

    assert done.status == 2
    assert done.out == ""
    assert done.err.startswith("usage: incident-bot")


@pytest.mark.parametrize("command", ["run", "ask", "rebuild", "articles", "check"])
def test_all_bad_settings_are_told_in_one_line(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("TELEGRAM_BASE_URL", "nowhere")
    done = incident_bot(command)

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("incident-bot: TELEGRAM_BASE_URL is not a web address")
    assert "LOG_LEVEL is none of DEBUG" in line


@pytest.mark.parametrize("command", ["articles", "check"])
def test_a_misspelt_name_is_told_also_beside_a_bad_value(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("INCIDENT_BOT_MODLE", "x")
    done = incident_bot(command)

    assert done.status == 1
    assert done.err.splitlines()[0] == "incident-bot: INCIDENT_BOT_MODLE is not a setting; did you mean MODEL?"


def test_a_misspelt_name_alone_is_told_and_stops_nothing(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INCIDENT_BOT_MODLE", "x")
    done = incident_bot("articles")

    assert done.status == 0
    assert done.err == "incident-bot: INCIDENT_BOT_MODLE is not a setting; did you mean MODEL?\n"


@pytest.mark.parametrize("command", ["run", "ask", "rebuild"])
def test_a_model_that_is_not_there_is_one_line(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.setenv("MODEL", str(tmp_path / "no-model"))
    done = incident_bot(command)

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert "no-model" in line
    assert "MODEL" in line


@pytest.mark.parametrize("arguments", [["run"], ["ask", "who"], ["evaluate", "questions.jsonl"]])
def test_a_reranker_that_is_not_there_is_one_line(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    Path("questions.jsonl").write_text('{"question": "who?", "kind": "unanswerable"}', encoding="utf-8")
    monkeypatch.setenv("RERANKER_MODEL", str(tmp_path / "no-model"))
    done = incident_bot(*arguments)

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith(f"incident-bot: cannot use the RERANKER_MODEL '{tmp_path / 'no-model'}': ")


@pytest.mark.parametrize("command", ["run", "rebuild", "articles"])
def test_a_corpus_folder_that_is_not_there_is_one_line(incident_bot: CommandLine, command: str) -> None:
    done = incident_bot(command, "--corpus", "nowhere")

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("incident-bot: no corpus folder at nowhere; create it")


@pytest.mark.parametrize(
    ("arguments", "what_to_do"),
    [(["ask", "who"], "run: incident-bot rebuild"), (["rebuild"], "set INDEX_DIR to another folder")],
)
def test_an_index_folder_that_is_a_file_is_one_line(
    incident_bot: CommandLine, tmp_path: Path, arguments: list[str], what_to_do: str
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    done = incident_bot(*arguments, "--index", tmp_path / "file")

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert what_to_do in line
