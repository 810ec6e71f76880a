import json
import os
import re
from pathlib import Path

import pytest

from index.corpus import MAX_BYTES, Corpus, Problem, read_corpus
from index.errors import CorpusError

PROJECT = Path(__file__).parents[2]
SEED = PROJECT.parent / "shared" / "seeds" / "bannu-siege.txt"


def write(folder: Path, **files: str | bytes) -> None:
    """Write files; `a__b_md` stands for a/b.md."""
    for name, content in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        path = folder / f"{stem}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def ids(corpus: Corpus) -> list[str]:
    return [article.id for article in corpus.articles]


def told(corpus: Corpus) -> list[str]:
    return [str(problem) for problem in corpus.problems]


def test_articles_come_from_all_subfolders_in_the_order_of_path_and_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        b_txt="Second\n\nIt rained in Bern.",
        a__deep__first_MD="---\ntitle: First\n---\nIt rained in Aarau.",
        c_jsonl='{"text": "It rained in Chur."}\n\n{"id": "own", "text": "It rained in Davos."}\n',
    )

    corpus = read_corpus(tmp_path)

    assert [article.title for article in corpus.articles] == [
        "First", "Second", "It rained in Chur", "It rained in Davos",
    ]  # fmt: skip
    assert ids(corpus)[:2] == ["a/deep/first", "b"]
    assert re.fullmatch(r"c-[0-9a-f]{12}", ids(corpus)[2])
    assert ids(corpus)[3] == "own"
    assert corpus.problems == ()


def test_every_bad_file_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        good_md="---\ntitle: Good\n---\nIt rained.",
        broken_md="---\ntitle: a: b\n---\nBody.",
        open_md="---\ntitle: a\n\nBody.",
        date_md="---\ntitle: a\npublished: 19.12.2022\n---\nBody.",
        url_md="---\nurl: www.example.org\n---\nBody.",
        empty_txt="",
        blank_jsonl="\n\n",
        binary_txt=b"\x89PNG\x00\x01",
        archive_jsonl=b"PK\x00\x00\n\x00\n\x00",
        latin_txt="Café".encode("latin-1"),
        large_txt="word " * 200_001,
        lines_jsonl='{"text": "It snowed."}\n{"text": \n\n[]\n{"text": "It hailed."}',
        page_html=b"%PDF-1.7",
        report_pdf=b"%PDF-1.7\x00",
        photo_jpg=b"\xff\xd8\x00",
    )
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")

    corpus = read_corpus(tmp_path)

    assert [article.title for article in corpus.articles] == ["Good", "It snowed", "It hailed"]
    assert told(corpus) == [
        "archive.jsonl: binary content (NUL bytes); save it as plain text in UTF-8",
        "binary.txt: binary content (NUL bytes); save it as plain text in UTF-8",
        "blank.jsonl: no text; write the articles, one JSON object a line, or remove the file",
        (
            "broken.md:2: broken front matter (mapping values are not allowed here); "
            "check it, and put values that hold a colon in quotes"
        ),
        "date.md:3: published: '19.12.2022' is not an ISO date; write it like 2022-12-19",
        "empty.txt: no text; write the article there, or remove it",
        "gone.txt: cannot be read (No such file or directory); check that it is there and may be read",
        "large.txt: too large: 1,000,004 characters, at most 1,000,000; split it into several articles",
        "latin.txt:1: not UTF-8: byte 0xe9 at offset 3; save it as UTF-8",
        "lines.jsonl:2: not JSON (Expecting value, at character 11); write one object a line",
        'lines.jsonl:4: not a JSON object; write a line like {"title": "...", "text": "..."}',
        "open.md:1: front matter is not closed; end it with a line ---",
        "page.html: a PDF named .html; give it the right name, or send its text",
        (
            "photo.jpg: not an article format (.md, .txt, .html, .htm, .pdf, .docx, .jsonl); "
            "convert it, or move it out of the corpus"
        ),
        "pipe.txt: not a regular file; put the article itself here",
        "report.pdf: damaged, or not what its name says; save it again, or paste its text",
        "url.md:2: url: 'www.example.org' is no web address; write it like https://example.org/article",
    ]


def test_a_huge_text_file_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(20_000_000_000)  # sparse: takes no room, but to read it would take long

    (problem,) = read_corpus(tmp_path).problems

    assert str(problem).startswith("huge.txt: too large: a file of over 4,000,000 bytes; split it into articles")


def test_a_huge_line_is_refused_and_the_lines_around_it_are_read(tmp_path: Path) -> None:
    huge = json.dumps({"text": "x" * MAX_BYTES})
    write(tmp_path, a_jsonl=f'{{"text": "It rained."}}\n{huge}\n{{"text": "It snowed."}}\n')

    corpus = read_corpus(tmp_path)

    assert [article.text for article in corpus.articles] == ["It rained.", "It snowed."]
    assert [(problem.path, problem.line) for problem in corpus.problems] == [("a.jsonl", 2)]
    assert corpus.problems[0].reason.startswith("too large: a line of over 4,000,000 bytes; split it")


def test_hidden_files_and_folders_are_skipped_in_silence(tmp_path: Path) -> None:
    write(tmp_path, a_txt="It rained.")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.txt").write_text("It snowed.")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")

    corpus = read_corpus(tmp_path)

    assert (ids(corpus), corpus.problems) == (["a"], ())


def test_links_are_followed_and_loops_end(tmp_path: Path) -> None:
    write(tmp_path, corpus__a_txt="It rained.", outside__b_txt="It snowed.")
    (tmp_path / "corpus" / "loop").symlink_to(tmp_path / "corpus")
    (tmp_path / "corpus" / "more").symlink_to(tmp_path / "outside")
    (tmp_path / "corpus" / "self.txt").symlink_to(tmp_path / "corpus" / "self.txt")

    corpus = read_corpus(tmp_path / "corpus")

    assert ids(corpus) == ["a", "more/b"]
    assert [problem.path for problem in corpus.problems] == ["self.txt"]


def test_the_later_of_two_equal_texts_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_txt="Rain\n\nIt rained  all day.",
        b_jsonl='{"text": "It snowed."}\n{"text": "Rain It rained all\\nday. "}\n{"text": "It snowed."}',
    )

    corpus = read_corpus(tmp_path)

    assert len(corpus.articles) == 2
    assert told(corpus) == [
        "b.jsonl:2: same text as a.txt; keep one of them",
        "b.jsonl:3: same text as b.jsonl:1; keep one of them",
    ]


def test_the_later_of_two_equal_ids_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, a_md="It rained.", a_txt="It snowed.", b_jsonl='{"id": "a", "text": "It hailed."}')

    corpus = read_corpus(tmp_path)

    assert [article.text for article in corpus.articles] == ["It rained."]
    assert told(corpus) == [
        "a.txt: same id 'a' as a.md; rename the file or give it another id",
        "b.jsonl:1: same id 'a' as a.md; rename the file or give it another id",
    ]


def test_of_two_versions_of_an_article_the_newer_is_read_wherever_it_lies(tmp_path: Path) -> None:
    write(
        tmp_path,
        a_md="---\nid: it\nrevision: 2\n---\nIt rained.",
        b_md="---\nid: it\nrevision: 10\n---\nIt snowed.",
        c_jsonl='{"id": "it", "text": "It hailed."}',
        it_txt="It was dry.",
        other_txt="It  rained.",
    )

    corpus = read_corpus(tmp_path)

    assert {article.id: article.text for article in corpus.articles} == {"it": "It snowed.", "other": "It  rained."}
    assert told(corpus) == [
        "a.md: an older version of b.md; it may be removed",
        "c.jsonl:1: an older version of b.md; it may be removed",
        "it.txt: an older version of b.md; it may be removed",
    ]


def test_one_file_can_be_read_alone(tmp_path: Path) -> None:
    write(tmp_path, a_txt="It rained.", b_txt="It snowed.")

    assert ids(read_corpus(tmp_path / "b.txt")) == ["b"]


def test_an_empty_folder_is_an_empty_corpus(tmp_path: Path) -> None:
    corpus = read_corpus(tmp_path)

    assert (corpus.articles, corpus.problems) == ((), ())


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no corpus folder at .*nowhere; create it and put articles in"):
        read_corpus(tmp_path / "nowhere")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_a_problem_or_an_error(tmp_path: Path) -> None:
    write(tmp_path, a_txt="It rained.", locked__b_txt="It snowed.")
    (tmp_path / "locked").chmod(0)

    try:
        assert [problem.path for problem in read_corpus(tmp_path).problems] == ["locked"]
        with pytest.raises(CorpusError, match="cannot be read"):
            read_corpus(tmp_path / "locked")
    finally:
        (tmp_path / "locked").chmod(0o700)


def test_a_file_name_that_is_no_text_is_told_on_one_printable_line(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9\n.txt")).write_text("It rained.")

    assert told(read_corpus(tmp_path)) == [r"caf\udce9\n.txt: the name is not valid UTF-8; rename the file"]


def test_the_digest_changes_with_any_field_and_only_then(tmp_path: Path) -> None:
    def digest(text: str, path: str = "a.md") -> str:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        (folder / path).write_text(text)
        (folder / "notes.doc").write_text(text)
        return read_corpus(folder).digest

    first = digest("---\ntitle: A\nplace: B\n---\nIt rained.")

    assert first == digest("---\nplace: B\ntitle: A\n---\n\nIt rained.\n")
    assert len({
        first,
        digest("---\ntitle: A\nplace: C\n---\nIt rained."),
        digest("---\ntitle: A\nsource: B\n---\nIt rained."),
        digest("---\ntitle: A\nplace: B\npublished: 2022-01-01\n---\nIt rained."),
        digest("---\ntitle: A\nplace: B\n---\nIt rained!"),
        digest("---\ntitle: A\nplace: B\n---\nIt rained.", "b.md"),
    }) == 6  # fmt: skip


def test_a_problem_without_a_line_is_path_and_reason() -> None:
    assert str(Problem("a.md", None, "no text")) == "a.md: no text"


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def test_the_articles_that_ship_are_read_without_a_problem() -> None:
    corpus = read_corpus(PROJECT / "corpus")

    assert corpus.problems == ()
    assert len(corpus.articles) >= 8
    for article in corpus.articles:
        assert "own words" in (article.source or "")
        assert article.published
        assert article.place
        assert 120 <= len(article.text.split()) <= 220, article.id


def test_the_articles_that_ship_are_in_our_own_words() -> None:
    if not SEED.is_file():
        pytest.skip("the seed article is not part of the project")
    seed = words(SEED.read_text())
    runs = {tuple(seed[start : start + 8]) for start in range(len(seed))}

    for article in read_corpus(PROJECT / "corpus").articles:
        own = words(article.text)
        copied = [own[start : start + 8] for start in range(len(own)) if tuple(own[start : start + 8]) in runs]
        assert copied == [], article.id
