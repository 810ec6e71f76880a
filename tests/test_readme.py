import json
import re
import shlex
from pathlib import Path

from bot.cli import COMMANDS
from bot.settings import describe_settings
from tests.bot.conftest import CommandLine, incident_bot, own_settings

__all__ = ["incident_bot", "own_settings"]  # fixtures

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_what_the_command_prints(incident_bot: CommandLine) -> None:
    command, _, shown = README.partition("```console\n$ incident-bot ")[2].partition("```")[0].partition("\n")

    assert incident_bot(*shlex.split(command)).out == shown


def test_the_readme_lists_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\|", README, flags=re.MULTILINE)

    assert rows == [(setting.name, setting.default) for setting in describe_settings()]


def test_the_readme_lists_every_command() -> None:
    listed = set(re.findall(r"^\| `incident-bot (\w+)", README, flags=re.MULTILINE))

    assert listed == set(COMMANDS)


def test_the_readmes_example_questions_mark_the_words_that_it_says(incident_bot: CommandLine) -> None:
    answer = json.loads(incident_bot("ask", "--json", "what did the TTP demand in Bannu?").out)
    first = answer["quotes"][0]
    marked = [" ".join(first["text"][start:end].split()) for start, end in first["highlights"]]

    flowing = " ".join(README.split())
    assert len(marked) == 2
    assert all(f"*{words}*" in flowing for words in marked)
