import io
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index import documents
from index.corpus import read_corpus
from index.documents import DocumentReader, document
from index.formats import FormatError
from tests.index.small_files import docx_file, pdf_file, web_page

PARAGRAPHS = (
    "Four policemen were killed in an ambush near Lakki Marwat on Sunday, officials said.",
    "The attackers fled on motorcycles, and a search was still under way on Monday evening.",
)
PAGE = web_page(PARAGRAPHS, title="Four killed")


def title_of(data: bytes, suffix: str) -> str:
    return document(data, suffix, article_id="x").title


def test_a_page_is_its_article_without_menu_and_foot() -> None:
    head = '<meta property="og:title" content="Four killed"><meta name="date" content="2022-12-19">'
    article = document(
        web_page([*PARAGRAPHS, "It was <b>the second</b> this month.<ul><li>One<li>Two</ul>"], title="x", head=head),
        ".html",
        article_id="page",
    )

    assert (article.id, article.title, article.published) == ("page", "Four killed", date(2022, 12, 19))
    assert article.text.split("\n\n")[-5:] == [*PARAGRAPHS, "It was the second this month.", "One", "Two"]
    assert "Home" not in article.text
    assert "rights" not in article.text


def test_a_date_that_only_stands_in_the_text_is_not_taken() -> None:
    page = web_page([*PARAGRAPHS, "Published on 3 May 2021. Updated: 2021-05-04."], title="Four killed")

    assert document(page, ".html", article_id="x").published is None


def test_a_word_file_gives_paragraphs_and_tables_in_order_as_if_its_changes_were_accepted() -> None:
    word = Document()
    word.add_paragraph("Four were killed").add_run(" on Sunday.")
    table = word.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Killed", "4"
    changed = parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">Officials </w:t></w:r>'
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t>spoke</w:t><w:br/></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>elsewhere</w:t></w:r></w:moveFrom><w:r><w:t>of it.</w:t></w:r></w:p>"
    )
    table._element.addnext(changed)
    out = io.BytesIO()
    word.save(out)

    assert document(out.getvalue(), ".docx", article_id="x").text == (
        "Four were killed on Sunday.\n\nKilled\n4\n\nOfficials spoke\nof it."
    )


@pytest.mark.parametrize(
    ("hint", "lines", "title"),
    [
        ("Ambush near Lakki Marwat", PARAGRAPHS, "Ambush near Lakki Marwat"),
        ("Microsoft Word - ambush.doc", ("Four killed", "", *PARAGRAPHS), "Four killed"),
        ("Left over from before", ("Four killed", "", *PARAGRAPHS), "Four killed"),
        ("Four killed in ambush", ("The Daily", "", "Four killed in ambush", "", *PARAGRAPHS), "Four killed in ambush"),
        ("untitled", ("Four killed", "", *PARAGRAPHS), "Four killed"),
    ],
)
def test_the_title_among_a_files_properties_counts_where_the_text_has_no_other(
    hint: str, lines: tuple[str, ...], title: str
) -> None:
    assert title_of(pdf_file([lines], title=hint), ".pdf") == title
    assert title_of(docx_file(filter(None, lines), title=hint), ".docx") == title


def test_one_process_reads_many_documents_and_outlives_a_bad_one() -> None:
    with DocumentReader() as reader:
        first = reader.read(PAGE, ".html", article_id="a")
        process = reader._process
        with pytest.raises(FormatError):
            reader.read(b"%PDF-1.7", ".pdf", article_id="b")
        second = reader.read(PAGE, ".htm", article_id="c")

        assert reader._process is process
    assert first.text == second.text
    assert process is not None
    assert process.returncode == 0


def test_a_reader_that_is_killed_is_told_and_the_next_document_is_read() -> None:
    with DocumentReader() as reader:
        reader.read(PAGE, ".html", article_id="a")
        assert reader._process is not None
        reader._process.kill()
        with pytest.raises(FormatError, match=r"reading it failed|takes too long"):
            reader.read(PAGE, ".html", article_id="a")

        assert reader.read(PAGE, ".html", article_id="a").title == "Four killed"


def test_what_takes_too_long_is_stopped() -> None:
    began = time.monotonic()
    with DocumentReader(max_seconds=0.05) as reader, pytest.raises(FormatError, match=r"^takes too long to read"):
        reader.read(PAGE, ".html", article_id="a")

    assert time.monotonic() - began < 5


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
def test_the_reading_process_knows_no_secret_and_has_no_file_of_ours_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:secret")
    with DocumentReader() as reader, Path(__file__).open():
        reader.read(PAGE, ".html", article_id="a")
        assert reader._process is not None
        process = Path("/proc") / str(reader._process.pid)
        environment = (process / "environ").read_bytes()
        opened = [str(path.readlink()) for path in (process / "fd").iterdir()]

    assert b"secret" not in environment
    assert b"TELEGRAM" not in environment
    assert not [path for path in opened if path.endswith(".py")]


def test_the_limits_hold(tmp_path: Path) -> None:
    code = """
from index.extraction.limits import apply_limits
import os, subprocess, sys
apply_limits()
write = "os.write(os.open('written', os.O_CREAT | os.O_WRONLY), b'x')"
for attempt in ("bytearray(2 << 30)", write, "[open('/dev/null') for _ in range(64)]"):
    try:
        eval(attempt)
    except (MemoryError, OSError) as exc:
        print(type(exc).__name__)
print(os.nice(0) >= 10)
while True:
    pass
"""
    patched = "import resource, index.extraction.limits as limits; limits.CPU_S = 1\n" + code
    run = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", patched], capture_output=True, text=True, check=False, cwd=tmp_path
    )

    assert run.stdout.split() == ["MemoryError", "OSError", "OSError", "True"]
    assert run.returncode < 0


def test_a_reply_that_is_no_article_is_refused() -> None:
    for line in (b"nonsense\n", b"[]\n", b'{"text": 7}\n', b"{}\n"):
        with pytest.raises(FormatError, match="reading it failed"):
            documents._fields(line)


def test_documents_in_the_corpus_folder_are_articles_under_their_path(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(PAGE)
    (tmp_path / "b.PDF").write_bytes(pdf_file([["Rain in Bern", "", "It rained in Bern for days."]]))
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / "d.docx").write_bytes(docx_file(["It snowed in Davos."]))
    (tmp_path / "e.pdf").write_bytes(b"no")

    corpus = read_corpus(tmp_path)

    assert [(article.id, article.title) for article in corpus.articles] == [
        ("a", "Four killed"), ("b", "Rain in Bern"), ("c/d", "It snowed in Davos"),
    ]  # fmt: skip
    assert [str(problem) for problem in corpus.problems] == [
        "e.pdf: not what .pdf says; save it again, or send its text"
    ]
