import json
import sys
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.audit import shell_user
from index.corpus import read_corpus
from index.records import Article
from tests.bot.conftest import CommandLine, Finished
from tests.bot.terminal_session import CTRL_D, ENTER, TerminalSession, terminal_session
from tests.bot.web_site import Served, WebSite

RAID = "Raid on a bank in Bannu\n\nFour men robbed a bank in the town of Bannu and fled on motorcycles, police said.\n"
STORM = "Storm over the northern valleys\n\nA storm cut the roads to three valleys in the north for two days.\n"
MISSING = "no outlet · no date · no place · no link"


class Desk:
    """A corpus folder of its own, and `incident-bot add` for it."""

    def __init__(self, folder: Path, incident_bot: CommandLine) -> None:
        self.folder = folder
        self.corpus = folder / "articles"
        self._incident_bot = incident_bot

    def add(self, *arguments: str | Path) -> Finished:
        return self._incident_bot("add", "--corpus", self.corpus, *arguments)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def articles(self) -> tuple[Article, ...]:
        corpus = read_corpus(self.corpus)
        assert corpus.problems == ()
        return corpus.articles


@pytest.fixture
def desk(incident_bot: CommandLine, tmp_path: Path) -> Desk:
    return Desk(tmp_path, incident_bot)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[WebSite]:
    with WebSite().running() as site:
        monkeypatch.setenv("TRUSTED_HOSTS", site.host)
        yield site


def add_on_a_terminal(folder: Path) -> AbstractAsyncContextManager[TerminalSession]:
    (folder / "raid.txt").write_text(RAID, encoding="utf-8")
    settings = {"CORPUS_DIR": str(folder / "articles"), "AUDIT_LOG": str(folder / "audit.jsonl")}
    return terminal_session([sys.executable, "-m", "bot", "add", str(folder / "raid.txt")], settings)


def added_to(folder: Path) -> int:
    return len(list(folder.glob("articles/**/*.md")))


def test_a_file_is_shown_and_added(desk: Desk) -> None:
    done = desk.add("--yes", desk.file("raid.txt", RAID))
    (article,) = desk.articles()

    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Raid on a bank in Bannu",
        f"  {MISSING}",
        "  16 words · English",
        "",
        f"added {article.id}",
        "Added 1 article, not in the answers yet. Run: incident-bot rebuild",
    ]
    assert article.text == RAID.strip()


def test_what_is_known_of_an_article_can_be_said(desk: Desk) -> None:
    options = ["--title", "A  raid", "--source", "Dawn", "--published", "2022-12-19", "--place", "Bannu"]
    done = desk.add("--yes", desk.file("raid.txt", RAID), *options, "--url", "https://dawn.example/1")
    (article,) = desk.articles()

    assert done.out.splitlines()[:3] == ["A raid", "  Dawn · 19 Dec 2022 · Bannu", "  https://dawn.example/1"]
    assert (article.title, article.source, article.place) == ("A raid", "Dawn", "Bannu")
    assert (str(article.published), article.url) == ("2022-12-19", "https://dawn.example/1")


def test_several_are_one_batch_and_a_piece_that_is_refused_is_named(desk: Desk) -> None:
    folder = desk.folder / "sent"
    folder.mkdir()
    (folder / "raid.txt").write_text(RAID, encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    lines = [json.dumps({"id": "theirs", "text": STORM, "source": "Wire"}), '{"title": "no text"}']
    done = desk.add("--yes", folder, desk.file("storm.jsonl", "\n".join(lines)), "nowhere.txt")

    assert done.status == 1
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == ["refused"] * 3
    assert f"refused: {folder / 'empty.txt'}: " in done.err
    assert f"refused: {desk.folder / 'storm.jsonl'}:2: " in done.err
    assert "refused: nowhere.txt: cannot be read (No such file or directory)" in done.err
    assert "1/2  Raid on a bank" in done.out
    assert "2/2  Storm over" in done.out
    assert done.out.endswith("Added 2 articles, not in the answers yet. Run: incident-bot rebuild\n")
    assert {article.title for article in desk.articles()} == {
        "Raid on a bank in Bannu",
        "Storm over the northern valleys",
    }
    assert "theirs" not in {article.id for article in desk.articles()}


def test_an_article_that_the_corpus_has_is_shown_and_not_added_again(desk: Desk) -> None:
    desk.add("--yes", desk.file("raid.txt", RAID))
    (before,) = desk.articles()
    done = desk.add("--yes", desk.file("again.txt", RAID.replace("\n\n", "\n")), desk.file("storm.txt", STORM))

    assert done.status == 1
    assert f"  100 % the same as Raid on a bank in Bannu ({before.id})\n" in done.out
    assert done.err.startswith("refused: Raid on a bank in Bannu: the corpus has this text already")
    assert len(desk.articles()) == 2


def test_a_link_is_fetched_and_added_with_its_address(desk: Desk, site: WebSite) -> None:
    page = f"<html><head><title>Raid</title></head><body><h1>Raid</h1><p>{RAID * 3}</p><p>{STORM * 3}</p></body></html>"
    site.pages["/a"] = Served(page.encode())
    done = desk.add("--yes", site.url("/a"), "--source", "Dawn")
    (article,) = desk.articles()

    assert (done.status, done.err) == (0, "")
    assert (article.url, article.source) == (site.url("/a"), "Dawn")
    assert f"  {site.url('/a')}\n" in done.out


def test_a_link_to_the_network_inside_is_refused(desk: Desk) -> None:
    done = desk.add("--yes", "http://127.0.0.1:8080/")

    assert (done.status, done.out) == (1, "Nothing was added.\n")
    assert done.err.startswith("refused: http://127.0.0.1:8080/: 127.0.0.1 is not in the public network")
    assert not desk.corpus.exists()


def test_characters_that_command_a_terminal_do_not_reach_it(desk: Desk) -> None:
    raid = {"title": "Raid\x1b[2J on\u202e a bank", "source": "\x9bDawn", "text": RAID}
    done = desk.add("--yes", desk.file("raid.jsonl", json.dumps(raid)))

    assert done.out.startswith("Raid [2J on a bank\n  Dawn · ")
    assert not {"\x1b", "\x9b", "\u202e"} & set(done.out + done.err)


def test_every_addition_is_in_the_audit_log(desk: Desk) -> None:
    desk.add("--yes", desk.file("raid.txt", RAID))
    (line,) = Path("data/audit.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)

    assert (entry["by"], entry["action"], entry["subject"]) == (shell_user(), "add", "Raid on a bank in Bannu")


def test_without_a_terminal_and_without_yes_nothing_is_read(desk: Desk) -> None:
    done = desk.add(desk.file("raid.txt", RAID))

    assert (done.status, done.out) == (2, "")
    assert done.err == "incident-bot add: there is no terminal to ask on; say --yes\n"
    assert not desk.corpus.exists()


def test_what_is_said_of_one_article_is_not_taken_for_several(desk: Desk) -> None:
    done = desk.add("--yes", desk.file("raid.txt", RAID), desk.file("storm.txt", STORM), "--title", "A", "--place", "B")

    assert (done.status, done.out) == (2, "")
    assert done.err == "incident-bot add: --title, --place would be the same for 2 articles; add them one by one\n"
    assert not desk.corpus.exists()


@pytest.mark.parametrize(
    "option",
    [
        ("--published", "2022-02-30"),
        ("--published", "yesterday"),
        ("--url", "dawn.example/1"),
        ("--title", " "),
        ("--title", "x" * 301),
        ("--source", "\x1b[2J"),
        ("--place", "half \udcff"),
    ],
)
def test_an_option_that_cannot_be_is_wrong_usage(desk: Desk, option: tuple[str, str]) -> None:
    done = desk.add("--yes", desk.file("raid.txt", RAID), *option)

    assert (done.status, done.out) == (2, "")
    assert f"argument {option[0]}: " in done.err


def test_a_corpus_that_cannot_be_written_is_one_line(desk: Desk) -> None:
    desk.corpus.write_text("a file, where the folder should be", encoding="utf-8")
    done = desk.add("--yes", desk.file("raid.txt", RAID))

    assert done.status == 1
    assert done.err.startswith("incident-bot: ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(("typed", "status", "count"), [("y", 0, 1), ("YES", 0, 1), ("n", 1, 0), ("", 1, 0)])
async def test_on_a_terminal_it_asks_first(tmp_path: Path, typed: str, status: int, count: int) -> None:
    async with add_on_a_terminal(tmp_path) as terminal:
        assert MISSING in await terminal.reads("Add? [y/N] ")
        assert added_to(tmp_path) == 0
        terminal.type(typed + ENTER)

        assert await terminal.status() == status
    assert added_to(tmp_path) == count


async def test_to_hang_up_is_to_say_no(tmp_path: Path) -> None:
    async with add_on_a_terminal(tmp_path) as terminal:
        await terminal.reads("Add? [y/N] ")
        terminal.type(CTRL_D)
        await terminal.reads("Nothing was added.")

        assert await terminal.status() == 1
