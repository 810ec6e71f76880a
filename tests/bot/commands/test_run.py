import shutil
from pathlib import Path

import pytest

from bot.terminal import IN_TERMINAL
from index.snapshot import current_name
from tests.bot.conftest import CommandLine
from tests.conftest import SHIPPED_CORPUS

LAKKI = "how many policemen were killed in Lakki Marwat in November?"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus"))


@pytest.fixture
def index(shipped_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_index, tmp_path / "index"))


def test_without_a_token_the_answers_come_in_plain_text_and_one_line_says_so(
    incident_bot: CommandLine, index: Path
) -> None:
    before = current_name(index)
    done = incident_bot("run", "--index", index, stdin=f"{LAKKI}\n\n")

    assert done.status == 0
    assert done.err == f"{IN_TERMINAL}\n"
    assert done.out.startswith("> ")
    assert "\x1b" not in done.out
    assert "ix policemen" in done.out
    assert current_name(index) == before  # a fresh index is not built again


def test_a_missing_index_is_built_first(incident_bot: CommandLine, tmp_path: Path) -> None:
    done = incident_bot("run", "--index", tmp_path / "new", stdin=LAKKI)
    said = done.err.splitlines()

    assert done.status == 0
    assert said[0] == f"there is no index in {tmp_path / 'new'}; building it"
    assert said[-2].startswith("indexed 8 articles: ")
    assert said[-1] == IN_TERMINAL
    assert "ix policemen" in done.out


def test_an_index_of_other_articles_is_built_again_and_bad_files_are_named(
    incident_bot: CommandLine, corpus: Path, index: Path
) -> None:
    (corpus / "raid.txt").write_text("Raid on a bank\n\nFour masked men robbed a bank in Quetta.", encoding="utf-8")
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    done = incident_bot("run", "--corpus", corpus, "--index", index, stdin="who robbed the bank in Quetta?")
    said = done.err.splitlines()

    assert done.status == 0
    assert said[0].startswith("left out: empty.txt: no text")
    assert said[1] == "the articles have changed since the index was made; building it"
    assert said[-2].startswith("indexed 9 articles, 1 left out: ")
    assert done.out.startswith("> Four masked men")


def test_a_damaged_index_is_told_or_built_again(incident_bot: CommandLine, index: Path) -> None:
    (index / "current").write_text("no-such-snapshot\n", encoding="utf-8")
    done = incident_bot("run", "--index", index, stdin=LAKKI)

    assert done.status == 0
    assert "; building it\n" in done.err
    assert "ix policemen" in done.out


def test_articles_that_are_all_gone_leave_the_last_good_index_answering(
    incident_bot: CommandLine, shipped_index: Path, tmp_path: Path
) -> None:
    (tmp_path / "articles").mkdir()
    index = shutil.copytree(shipped_index, tmp_path / "index")

    done = incident_bot("run", "--corpus", tmp_path / "articles", "--index", index, stdin="who is Saif?\n")

    assert done.status == 0
    assert "the index stays as it was" in done.err
    assert "Saif" in done.out


def test_a_history_that_cannot_be_read_leaves_the_last_good_index_answering(
    incident_bot: CommandLine, corpus: Path, index: Path
) -> None:
    (corpus / "raid.txt").write_text("Raid on a bank\n\nFour masked men robbed a bank in Quetta.", encoding="utf-8")
    (corpus / ".history" / "raid" / "id").mkdir(parents=True)

    done = incident_bot("run", "--corpus", corpus, "--index", index, stdin=LAKKI)

    assert done.status == 0
    assert "the index stays as it was: " in done.err
    assert "ix policemen" in done.out
