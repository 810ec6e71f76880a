import json
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from index.corpus import read_corpus
from index.durable import UNFINISHED
from index.editing import CorpusEditor, NoSuchArticle, SameArticle
from index.errors import CorpusError, FormatError
from index.formats import write_markdown
from index.history import withdrawn_ids
from index.records import Article
from tests.index.small_disk import make_read_only, small_disk

PROJECT = Path(__file__).parents[2]
KILLS = 200

RAIN = Article(
    id="",
    title="Regen über Aarau: der 3. Tag",
    text="Regen über Aarau\n\nIt rained in Aarau.",
    source="Post",
    url="https://example.org/rain",
    published=date(2022, 12, 19),
    place="Aarau",
    body_start=18,
)
SNOW = Article(id="", title="Snow", text="It snowed in Bern.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "corpus"


@pytest.fixture
def editor(folder: Path) -> CorpusEditor:
    return CorpusEditor(folder)


def texts(folder: Path) -> dict[str, str]:
    return {article.id: article.text for article in read_corpus(folder).articles}


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in read_corpus(folder).problems]


def files(folder: Path) -> set[str]:
    """The files of a corpus that are no part of its history."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if path.parts[0] not in {".history", ".lock"}}


def put(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_an_added_article_is_read_as_it_was_given_under_a_name_of_ours(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(RAIN, key="key-1")

    name = "added/2022/2022-12-19-regen-uber-aarau-der-3-tag-key-1"
    assert added == replace(RAIN, id=name)
    assert read_corpus(folder).articles == (added,)
    assert files(folder) == {f"{name}.md"}


def test_a_title_without_a_latin_letter_and_no_date_still_make_a_name(editor: CorpusEditor) -> None:
    assert editor.add(replace(SNOW, title="\u0628\u0646\u0648\u06ba"), key="key-1").id == (
        "added/undated/no-date-article-key-1"
    )


def test_an_article_may_bring_its_own_id_but_not_one_that_is_taken(editor: CorpusEditor, folder: Path) -> None:
    editor.add(replace(SNOW, id="snow"), key="key-1")

    with pytest.raises(CorpusError, match="there is an article 'snow' already; correct that one"):
        editor.add(replace(RAIN, id="snow"), key="key-2")
    assert texts(folder) == {"snow": SNOW.text}


def test_the_same_addition_again_adds_nothing(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")
    another = CorpusEditor(folder)

    assert another.add(SNOW, key="key-1") == added
    assert len(files(folder)) == 1


def test_an_addition_asked_for_again_after_a_correction_gives_the_corrected_article(editor: CorpusEditor) -> None:
    added = editor.add(SNOW, key="key-1")
    corrected = editor.correct(added.id, RAIN, key="key-2")

    assert editor.add(SNOW, key="key-1") == corrected


def test_an_addition_asked_for_again_does_not_undo_a_withdrawal(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")
    editor.withdraw(added.id)

    with pytest.raises(CorpusError, match="was added and withdrawn since; send the article again"):
        editor.add(SNOW, key="key-1")
    assert texts(folder) == {}
    assert editor.add(SNOW, key="key-2").text == SNOW.text


def test_a_text_that_the_corpus_has_is_not_added_twice(editor: CorpusEditor, folder: Path) -> None:
    put(folder, "snow.txt", "It  snowed in\nBern.")

    with pytest.raises(SameArticle, match="the corpus has this text already, as 'snow'") as caught:
        editor.add(SNOW, key="key-1")
    assert caught.value.article.id == "snow"
    assert files(folder) == {"snow.txt"}


@pytest.mark.parametrize("key", ["", "abc", "ABCD", "key/1", "../..", "k" * 65, "key 1", "key.1"])
def test_a_key_that_could_be_no_part_of_a_name_is_a_bug_of_the_caller(editor: CorpusEditor, key: str) -> None:
    with pytest.raises(ValueError, match="not a key"):
        editor.add(SNOW, key=key)


@pytest.mark.parametrize("text", ["", " \n", "It \0 snowed.", "x" * 1_000_001])
def test_what_is_no_article_is_refused(editor: CorpusEditor, folder: Path, text: str) -> None:
    with pytest.raises(FormatError):
        editor.add(replace(SNOW, text=text), key="key-1")
    assert files(folder) == set()


def test_a_correction_takes_the_place_of_the_article_and_keeps_its_id(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")
    corrected = editor.correct(added.id, RAIN, key="key-2")

    assert corrected == replace(RAIN, id=added.id)
    assert read_corpus(folder).articles == (corrected,)
    assert told(folder) == []
    assert files(folder) == {"added/2022/2022-12-19-regen-uber-aarau-der-3-tag-key-2.md"}


def test_the_same_correction_again_changes_nothing(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")
    first = editor.correct(added.id, RAIN, key="key-2")
    last = editor.correct(added.id, replace(RAIN, text="It hailed."), key="key-3")

    assert CorpusEditor(folder).correct(added.id, RAIN, key="key-2") == last != first
    assert len(editor.versions(added.id)) == 2


def test_a_correction_may_change_the_title_alone(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")

    assert editor.correct(added.id, replace(SNOW, title="Much snow"), key="key-2").title == "Much snow"
    assert texts(folder) == {added.id: SNOW.text}


def test_a_correction_that_would_be_a_copy_of_another_article_is_refused(editor: CorpusEditor, folder: Path) -> None:
    snow, rain = editor.add(SNOW, key="key-1"), editor.add(RAIN, key="key-2")

    with pytest.raises(SameArticle):
        editor.correct(snow.id, RAIN, key="key-3")
    assert texts(folder) == {snow.id: SNOW.text, rain.id: RAIN.text}


@pytest.mark.parametrize(
    ("name", "content", "article_id"),
    [
        ("news/old.md", "---\ntitle: Old\n---\nIt hailed.", "news/old"),
        ("old.txt", "Old\n\nIt hailed.", "old"),
        ("old.jsonl", '{"text": "First."}\n{"id": "old", "text": "It hailed."}\n{"text": "Last."}', "old"),
    ],
)
def test_articles_of_every_form_are_corrected_and_withdrawn(
    editor: CorpusEditor, folder: Path, name: str, content: str, article_id: str
) -> None:
    put(folder, name, content)
    before = texts(folder)
    corrected = editor.correct(article_id, SNOW, key="key-1")
    after = texts(folder)
    withdrawn = editor.withdraw(article_id)

    assert corrected == withdrawn == replace(SNOW, id=article_id)
    assert after == before | {article_id: SNOW.text}
    assert texts(folder) == {key: text for key, text in before.items() if key != article_id}
    assert told(folder) == []
    assert [version.what for version in editor.versions(article_id)] == ["corrected", "withdrawn"]
    assert "It hailed." in editor.versions(article_id)[0].path.read_text(encoding="utf-8")


@pytest.mark.parametrize("key", ["a/b", "../../../up", "Ticket 7", "k" * 300, "[a, b]"])
def test_a_key_that_is_none_of_ours_names_no_file(editor: CorpusEditor, folder: Path, key: str) -> None:
    put(folder, "old.md", f"---\nchange_key: {key}\n---\nIt hailed.")
    editor.correct("old", SNOW, key="key-1")
    editor.withdraw("old")

    assert [version.what for version in editor.versions("old")] == ["corrected", "withdrawn"]
    assert withdrawn_ids(folder) == {"old"}


def test_a_line_is_taken_out_of_its_file_and_the_others_stay_as_they_are(editor: CorpusEditor, folder: Path) -> None:
    others = '{"text": "First."}\r\n\n not JSON\n', '{"text": "Last."}'
    line = '{"id": "it",  "text": "It hailed."}\n'
    path = put(folder, "old.jsonl", "")
    path.write_bytes(line.join(others).encode())
    path.chmod(0o640)
    editor.withdraw("it")

    assert path.read_bytes() == "".join(others).encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert editor.versions("it")[0].path.read_text(encoding="utf-8") == line


def test_a_file_goes_with_its_last_line(editor: CorpusEditor, folder: Path) -> None:
    put(folder, "old.jsonl", '\n{"id": "it", "text": "It hailed."}\n\n')
    editor.withdraw("it")

    assert (files(folder), told(folder)) == (set(), [])


def test_a_link_to_a_file_is_taken_away_and_the_file_stays(editor: CorpusEditor, folder: Path, tmp_path: Path) -> None:
    outside = put(tmp_path, "outside.txt", "It hailed.")
    folder.mkdir()
    (folder / "it.txt").symlink_to(outside)
    editor.withdraw("it")

    assert not (folder / "it.txt").is_symlink()
    assert outside.read_text(encoding="utf-8") == editor.versions("it")[0].path.read_text(encoding="utf-8")


def test_a_withdrawn_article_is_gone_kept_and_cannot_be_withdrawn_again(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-1")

    assert editor.withdraw(added.id) == added
    assert texts(folder) == {}
    assert withdrawn_ids(folder) == {added.id}
    with pytest.raises(NoSuchArticle, match=f"there is no article '{added.id}'; to list them"):
        editor.withdraw(added.id)
    with pytest.raises(NoSuchArticle):
        editor.correct(added.id, RAIN, key="key-2")


def test_what_would_be_read_in_the_place_of_an_article_goes_with_it(editor: CorpusEditor, folder: Path) -> None:
    for name in ("a.md", "copy.txt", "lines.jsonl"):
        put(folder, name, '{"id": "line", "text": "It hailed."}\n' * 2 if name == "lines.jsonl" else "It hailed.")
    put(folder, "a.txt", "Another text under the same id.")
    editor.withdraw("a")

    assert (texts(folder), told(folder)) == ({}, [])


def test_the_copies_of_an_article_do_not_survive_its_correction(editor: CorpusEditor, folder: Path) -> None:
    put(folder, "a.md", "It hailed.")
    put(folder, "copy.txt", "It hailed.")
    editor.correct("a", SNOW, key="key-1")

    assert texts(folder) == {"a": SNOW.text}


def test_a_later_change_puts_in_order_what_a_killed_one_left(editor: CorpusEditor, folder: Path) -> None:
    put(folder, "it.txt", "It hailed.")
    put(folder, "newer.md", write_markdown(replace(SNOW, id="it"), revision=1, key="key-0").decode())
    put(folder, f"added/2022/{UNFINISHED}", "---\ntit")
    seen = told(folder)
    editor.add(RAIN, key="key-1")

    assert seen == ["it.txt: an older version of newer.md; it may be removed"]
    assert told(folder) == []
    assert [version.what for version in editor.versions("it")] == ["corrected"]
    assert not [*folder.rglob(UNFINISHED)]


def test_a_document_of_another_format_is_corrected_by_an_article_of_ours(editor: CorpusEditor, folder: Path) -> None:
    page = put(folder, "page.html", f"<html><body><p>{'It hailed in Chur all day long. ' * 9}</p></body></html>")
    corrected = editor.correct("page", SNOW, key="key-1")

    assert texts(folder) == {"page": corrected.text}
    assert not page.exists()
    assert editor.versions("page")[0].path.suffix == ".html"


def test_what_is_changed_outside_is_seen_by_the_next_change(editor: CorpusEditor, folder: Path) -> None:
    editor.add(SNOW, key="key-1")
    path = put(folder, "it.txt", "It hailed.")
    editor.withdraw("it")
    put(folder, "it.txt", "It hailed anew.")

    assert editor.withdraw("it").text == "It hailed anew."
    assert not path.exists()


def test_whoever_reads_during_corrections_finds_every_article(editor: CorpusEditor, folder: Path) -> None:
    added = editor.add(SNOW, key="key-0")
    put(folder, "zzz/last.txt", "It hailed.")

    def correct() -> None:
        for number in range(1, 30):
            for article_id in (added.id, "zzz/last"):
                editor.correct(
                    article_id, replace(RAIN, text=f"{article_id} {number}"), key=f"key-{len(article_id)}-{number}"
                )

    changing = threading.Thread(target=correct)
    changing.start()
    read = [set(texts(folder))]
    while changing.is_alive():
        read.append(set(texts(folder)))

    assert len(read) > 10
    assert [found for found in read if found != {added.id, "zzz/last"}] == []


@contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """As on a full disk, no file can grow over a size."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_what_cannot_be_written_whole_leaves_the_corpus_as_it_was(editor: CorpusEditor, folder: Path) -> None:
    lines = "".join(
        json.dumps({"id": f"{number}", "text": f"It rained {number} times. " * 9}) + "\n" for number in range(9)
    )
    put(folder, "lines.jsonl", lines)
    before = texts(folder)
    long = replace(SNOW, text="It snowed. " * 99)
    changes: tuple[Callable[[], object], ...] = (
        partial(editor.add, long, key="key-1"),
        partial(editor.correct, "1", long, key="key-2"),
        partial(editor.withdraw, "1"),
    )
    for change in changes:
        with no_file_over(600), pytest.raises(CorpusError, match=r"cannot be changed \(File too large\); make room"):
            change()

    assert texts(folder) == before
    assert files(folder) == {"lines.jsonl"}
    assert editor.withdraw("1").id == "1"


def test_on_a_full_disk_nothing_is_lost_and_the_reason_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="64k") as disk:
        editor = CorpusEditor(disk)
        added: dict[str, str] = {}

        def add_many() -> None:
            for number in range(99):
                article = editor.add(replace(SNOW, text=f"It snowed. {number} " * 500), key=f"key-{number}")
                added[article.id] = article.text

        with pytest.raises(CorpusError, match=r"cannot be changed \(No space left on device\); make room there"):
            add_many()

        assert len(added) > 3
        assert texts(disk) == added
        assert told(disk) == []
        assert not [*disk.rglob(UNFINISHED)]


def test_on_a_read_only_disk_nothing_is_changed_and_the_reason_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", size="1m") as disk:
        editor = CorpusEditor(disk)
        added = editor.add(SNOW, key="key-1")
        make_read_only(disk)

        changes: tuple[Callable[[], object], ...] = (
            partial(editor.add, RAIN, key="key-2"),
            partial(editor.correct, added.id, RAIN, key="key-3"),
            partial(editor.withdraw, added.id),
        )
        for change in changes:
            with pytest.raises(CorpusError, match=r"cannot be changed \(Read-only file system\); .*permissions"):
                change()
        assert texts(disk) == {added.id: SNOW.text}


def test_a_corpus_of_one_file_is_not_changed(tmp_path: Path) -> None:
    path = put(tmp_path, "one.txt", "It hailed.")

    with pytest.raises(CorpusError, match=r"one\.txt is one file; to change articles, set CORPUS_DIR to a folder"):
        CorpusEditor(path).add(SNOW, key="key-1")


def test_changes_killed_at_any_moment_are_made_or_not_and_nothing_is_lost(tmp_path: Path) -> None:
    run = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tests.index.killed_edits", str(tmp_path), str(KILLS)],
        env=os.environ | {"OMP_NUM_THREADS": "1"}, cwd=PROJECT,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    *changes, end = [json.loads(line) for line in run.stdout.splitlines()]
    killed = [change for change in changes if change["status"] == -signal.SIGKILL]

    assert (run.stderr, run.returncode) == ("", 0)
    assert len(killed) == KILLS
    assert {(change["change"], change["state"]) for change in killed} == {
        (name, state) for name in ("add", "correct", "withdraw") for state in ("before", "after")
    }
    assert {change["status"] for change in changes} == {0, -signal.SIGKILL}
    assert {change["state"] for change in changes if change["status"] == 0} == {"after"}
    assert {change.get("again", "after") for change in changes} == {"after"}
    assert end["accepted"] > KILLS / 4
    assert (end["left"], end["lost"]) == ([], [])
