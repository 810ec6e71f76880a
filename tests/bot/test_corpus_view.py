import os
from pathlib import Path

import pytest

from bot.admin_buttons import article_key
from bot.corpus_view import CorpusView
from index.corpus import Corpus
from index.editing import CorpusEditor
from index.errors import CorpusError

LONG_AGO = (1, 1)
TEXT = "Gunmen took a police station in Bannu on Sunday and hold six officers there, a spokesman said on Monday."
FILES = {
    "dawn/siege.md": f"---\ntitle: Siege in Bannu\nsource: Dawn\npublished: 2022-12-19\nplace: Bannu\n---\n{TEXT}\n",
    "raid.md": "---\ntitle: Raid\nsource: AFP\npublished: 2022-12-20\n---\nPolice raided a house in Karachi.\n",
    "flood.txt": "Flood in Sibi\n\nA flood took the bridge of Sibi at noon.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def found(view: CorpusView, words: str) -> list[str]:
    return [article.id for article in view.found(words)]


def test_the_corpus_is_read_again_only_where_a_file_has_changed(folder: Path) -> None:
    view = CorpusView(folder)
    before = view.corpus()
    assert view.corpus() is before

    (folder / "flood.txt").write_text("Flood in Sibi\n\nA flood took two bridges of Sibi at noon.", encoding="utf-8")
    after = view.corpus()
    assert after is not before
    assert "two bridges" in next(article.text for article in after.articles if article.id == "flood")


@pytest.mark.parametrize("change", ["new", "gone", "touched"])
def test_every_change_of_a_file_is_seen(folder: Path, change: str) -> None:
    view = CorpusView(folder)
    before = view.corpus()
    match change:
        case "new":
            (folder / "late.txt").write_text("Late news\n\nA shop in Hub burnt down.", encoding="utf-8")
        case "gone":
            (folder / "raid.md").unlink()
        case "touched":
            os.utime(folder / "raid.md", LONG_AGO)

    assert view.corpus() is not before
    assert len(view.corpus().articles) == {"new": 4, "gone": 2, "touched": 3}[change]


def test_a_folder_that_is_not_there_holds_no_article_and_is_seen_when_it_comes(tmp_path: Path) -> None:
    view = CorpusView(tmp_path / "corpus")
    assert view.corpus() == Corpus((), (), "")
    assert (view.found(""), view.by_key("x"), view.withdrawn()) == ((), None, frozenset())
    assert view.known().copies_of(TEXT) == ()

    (tmp_path / "corpus").mkdir()
    assert view.corpus().articles == ()
    (tmp_path / "corpus" / "flood.txt").write_text(FILES["flood.txt"], encoding="utf-8")
    assert found(view, "") == ["flood"]


def test_a_corpus_that_is_neither_folder_nor_file_is_an_error(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(CorpusError, match="no corpus folder"):
        CorpusView(tmp_path / "pipe").corpus()


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("", ["raid", "dawn/siege", "flood"]),
        ("bannu", ["dawn/siege"]),
        ("SIEGE Dawn", ["dawn/siege"]),
        ("in", ["dawn/siege", "flood"]),
        ("siege afp", []),
        ("2022-12", ["raid", "dawn/siege"]),
        ("19 dec", ["dawn/siege"]),
        ("dawn/", ["dawn/siege"]),
        ("karachi", []),
    ],
    ids=["all", "place", "any case", "two", "all words", "month", "day", "id", "only in the text"],
)
def test_articles_are_found_by_all_words_the_newest_first(folder: Path, words: str, ids: list[str]) -> None:
    assert found(CorpusView(folder), words) == ids


def test_an_article_is_found_by_the_key_of_its_buttons(folder: Path) -> None:
    view = CorpusView(folder)
    article = view.by_key(article_key("dawn/siege"))

    assert article
    assert article.title == "Siege in Bannu"
    assert view.by_key(article_key("dawn/raid")) is None


def test_near_copies_are_of_the_corpus_as_it_is_now(folder: Path) -> None:
    view = CorpusView(folder)
    [copy] = view.known().copies_of(f"Bannu, again\n\n{TEXT}")
    assert copy.article.id == "dawn/siege"

    (folder / "dawn" / "siege.md").unlink()
    assert view.known().copies_of(TEXT) == ()


def test_what_was_withdrawn_is_known_by_its_id(folder: Path) -> None:
    view = CorpusView(folder)
    CorpusEditor(folder).withdraw("dawn/siege")

    assert view.withdrawn() == {"dawn/siege"}
    assert view.by_key(article_key("dawn/siege")) is None
