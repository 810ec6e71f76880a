import asyncio
import shutil
import socket
from pathlib import Path

import pytest

from bot.store import Store
from index.snapshot import current_name, snapshot_folder
from tests.bot.conftest import CommandLine
from tests.conftest import SHIPPED_CORPUS
from tests.index.tiny_cross_encoder import save_cross_encoder
from tests.telegram_server import TOKEN, FakeTelegram


@pytest.fixture
def index(shipped_index: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_index, tmp_path / "index"))


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wrong(out: str) -> list[tuple[str, str]]:
    """What is wrong: the part checked and the line about it."""
    rows = [line.split(maxsplit=2) for line in out.splitlines() if line.startswith("WRONG")]
    return [(part, line) for _, part, line in rows]


def test_without_a_token_all_is_right_and_the_line_says_where_answers_come(incident_bot: CommandLine) -> None:
    done = incident_bot("check")

    assert (done.status, done.err) == (0, "")
    assert all(line.startswith("ok ") for line in done.out.splitlines())
    assert "8 articles" in done.out
    assert "TELEGRAM_TOKEN is not set: answers come in the terminal" in done.out


async def test_everything_is_right_with_telegram_too(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeTelegram() as tg:
        monkeypatch.setenv("TELEGRAM_TOKEN", tg.token)
        monkeypatch.setenv("TELEGRAM_BASE_URL", tg.root_url)
        done = await asyncio.to_thread(incident_bot, "check")
        tg.assert_clean()

    assert (done.status, done.err) == (0, "")
    assert f"reached {tg.root_url} as @test_bot\n" in done.out
    assert tg.token.partition(":")[2] not in done.out


def test_one_run_names_everything_that_is_wrong_with_what_to_do(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_port: int
) -> None:
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus"))
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    (corpus / "latin.txt").write_bytes(b"\xdcberfall\n\nVier M\xe4nner.")
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_TOKN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/corpus/empty.txt/bot.sqlite3")
    monkeypatch.setenv("TELEGRAM_BASE_URL", f"http://127.0.0.1:{closed_port}")
    done = incident_bot("check", "--corpus", corpus, "--index", tmp_path / "none")

    assert done.status == 1
    parts, lines = zip(*wrong(done.out), strict=True)
    assert parts == ("settings", "corpus", "corpus", "index", "database", "telegram")
    assert lines[0] == "TELEGRAM_TOKN is not a setting; did you mean TELEGRAM_TOKEN?"
    assert lines[1].startswith("left out: empty.txt: no text; write the article there")
    assert lines[2].startswith("left out: latin.txt:1: not UTF-8")
    assert lines[3] == f"there is no index in {tmp_path / 'none'}; run: incident-bot rebuild"
    assert lines[4] == f"cannot write to {corpus / 'empty.txt'}: set DATABASE_URL to a file in another folder"
    assert lines[5].startswith(f"http://127.0.0.1:{closed_port} does not answer")
    assert lines[5].endswith("check the network and TELEGRAM_BASE_URL")
    assert TOKEN.partition(":")[2] not in done.out + done.err


async def test_a_token_that_telegram_refuses_is_told_and_not_shown(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with FakeTelegram() as tg:
        monkeypatch.setenv("TELEGRAM_TOKEN", f"{tg.token}wrong")
        monkeypatch.setenv("TELEGRAM_BASE_URL", tg.root_url)
        done = await asyncio.to_thread(incident_bot, "check")

    assert done.status == 1
    ((part, line),) = wrong(done.out)
    assert part == "telegram"
    assert line.startswith("Telegram refuses the token: check TELEGRAM_TOKEN")
    assert tg.token.partition(":")[2] not in done.out + done.err


def test_the_reranker_is_checked_where_one_is_set(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = save_cross_encoder(tmp_path / "model")
    monkeypatch.setenv("RERANKER_MODEL", str(folder))
    right = incident_bot("check")
    monkeypatch.setenv("RERANKER_MODEL", str(tmp_path))
    done = incident_bot("check")

    assert right.status == 0
    assert f"ok    reranker cross-encoder {folder}\n" in right.out
    assert done.status == 1
    ((part, line),) = wrong(done.out)
    assert part == "reranker"
    assert line.startswith(f"cannot use the RERANKER_MODEL '{tmp_path}': ")


def test_the_database_is_looked_at_as_it_is(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "data" / "bot.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    before = incident_bot("check")
    Store.open(f"sqlite:///{file}").close()
    after = incident_bot("check")
    file.write_bytes(b"a letter to a friend" * 1000)
    done = incident_bot("check")

    assert (before.status, after.status, done.status) == (0, 0, 1)
    assert f"ok    database {file}: empty; incident-bot run fills it\n" in before.out
    assert f"ok    database {file}: 0 answers, 0 updates wait\n" in after.out
    assert wrong(done.out) == [
        ("database", f"{file} is not a SQLite database: set DATABASE_URL to another file, or move this one away")
    ]


def test_an_index_of_other_articles_is_stale(incident_bot: CommandLine, tmp_path: Path) -> None:
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus"))
    (corpus / "raid.txt").write_text("Raid on a bank\n\nFour masked men robbed a bank.", encoding="utf-8")
    done = incident_bot("check", "--corpus", corpus)

    assert done.status == 1
    assert wrong(done.out) == [
        ("index", "the articles have changed since the index was made; run: incident-bot rebuild")
    ]


@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_index_is_named_with_the_command_to_run(incident_bot: CommandLine, index: Path, damage: str) -> None:
    file = snapshot_folder(index, current_name(index)) / "articles.jsonl"
    if damage == "changed":
        file.write_bytes(file.read_bytes() + b" ")
    else:
        file.unlink()
    done = incident_bot("check", "--index", index)

    assert done.status == 1
    ((part, line),) = wrong(done.out)
    assert part == "index"
    assert str(file) in line
    assert line.endswith("run: incident-bot rebuild")


def test_a_corpus_folder_that_is_not_there_is_named(incident_bot: CommandLine) -> None:
    done = incident_bot("check", "--corpus", "nowhere")

    assert done.status == 1
    assert ("corpus", "no corpus folder at nowhere; create it and put articles in, or name another") in wrong(done.out)


def test_a_value_that_cannot_be_used_does_not_hide_what_else_is_wrong(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closed_port: int
) -> None:
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, tmp_path / "corpus"))
    (corpus / "empty.txt").write_text("", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "loud")
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_BASE_URL", f"http://127.0.0.1:{closed_port}")
    done = incident_bot("check", "--corpus", corpus, "--index", tmp_path / "none")

    assert done.status == 1
    assert done.err.startswith("incident-bot: LOG_LEVEL is none of DEBUG")
    assert [part for part, _ in wrong(done.out)] == ["corpus", "index", "telegram"]
    assert TOKEN.partition(":")[2] not in done.out + done.err
