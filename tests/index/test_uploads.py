import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import Problem
from index.formats import FormatError
from index.records import Article
from index.uploads import MAX_ARTICLES, MAX_PROBLEMS, page, read_text, read_upload
from tests.index.small_files import docx_file, pdf_file, web_page, zip_file

SEED = Path(__file__).parents[3] / "shared" / "seeds" / "bannu-siege.txt"
PARAGRAPHS = (
    "Four policemen were killed in an ambush near Lakki Marwat on Sunday, officials said.",
    "The attackers fled on motorcycles, and a search was still under way on Monday evening.",
)
TEXT = "\n\n".join(("Four killed in Lakki Marwat", *PARAGRAPHS))


def articles(data: bytes, name: str) -> list[Article]:
    pieces = read_upload(data, name)
    assert not [piece for piece in pieces if isinstance(piece, Problem)]
    return [piece for piece in pieces if isinstance(piece, Article)]


def told(data: bytes, name: str) -> list[str]:
    return [str(piece) for piece in read_upload(data, name) if isinstance(piece, Problem)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", TEXT.encode()),
        ("a.MD", f"# {TEXT}".encode()),
        ("a.html", web_page(PARAGRAPHS, title="Four killed in Lakki Marwat")),
        ("a.docx", docx_file(PARAGRAPHS, heading="Four killed in Lakki Marwat")),
        ("a.pdf", pdf_file([["Four killed in Lakki Marwat", "", PARAGRAPHS[0], "", PARAGRAPHS[1]]])),
        ("a.jsonl", json.dumps({"title": "Four killed in Lakki Marwat", "text": TEXT, "id": "theirs"}).encode()),
    ],
)
def test_every_format_gives_the_same_article_without_an_id(name: str, data: bytes) -> None:
    (article,) = articles(data, name)

    assert article.id == ""
    assert article.title == "Four killed in Lakki Marwat"
    assert article.text.removeprefix("# ") == TEXT
    assert article.text[article.body_start :].startswith("Four policemen")


def test_every_good_line_of_a_jsonl_file_is_read_and_every_bad_one_is_named() -> None:
    data = b'{"text": "It rained."}\n\nno\n{"text": "It snowed.", "published": "2022-12-19"}\r\n{"text": "It  rained."}'
    first, bad, second, again = read_upload(data, "many.jsonl")

    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.text, second.text, second.published) == ("It rained.", "It snowed.", date(2022, 12, 19))
    assert str(bad) == "many.jsonl:3: not JSON (Expecting value, at character 1); write one object a line"
    assert str(again) == "It rained: the same text twice; it is taken once"


def test_an_archive_is_read_piece_by_piece_and_what_systems_add_is_skipped() -> None:
    data = zip_file(
        {
            "news/": b"",
            "news/a.txt": TEXT,
            "__MACOSX/news/._a.txt": b"\0",
            ".DS_Store": b"\0",
            "news/b.pdf": pdf_file([["Rain in Bern", "", "It rained in Bern for days."]]),
            "news/c.docx": docx_file(["It snowed in Davos."]),
            "photo.jpg": b"\xff\xd8\xff",
            "news/\u202etxt.md": "---\ntitle: [\n---\nx",
        }
    )

    found = read_upload(data, "C:\\from\\me.zip")

    assert [piece.title for piece in found if isinstance(piece, Article)] == [
        "Four killed in Lakki Marwat", "Rain in Bern", "It snowed in Davos",
    ]  # fmt: skip
    assert told(data, "me.zip")[0].startswith("me.zip/photo.jpg: not an article format; send .md, .txt")
    assert told(data, "me.zip")[1].startswith("me.zip/news/\\u202etxt.md:3: broken front matter")


def test_of_too_many_articles_the_rest_is_named_once() -> None:
    lines = [json.dumps({"text": f"It rained {number} times."}) for number in range(MAX_ARTICLES + 2)]
    pieces = read_upload("\n".join(lines).encode(), "many.jsonl")

    assert len(pieces) == MAX_ARTICLES + 1
    assert str(pieces[-1]) == "It rained 500 times: more than 500 articles; send this one and the rest apart"


def test_of_too_many_refusals_the_rest_is_named_once() -> None:
    line = b'{"text": "It rained."}\n'

    pieces = read_upload(b"no\n" * (MAX_PROBLEMS + 1) + line, "many.jsonl")

    assert len(pieces) == MAX_PROBLEMS + 1
    assert str(pieces[-1]) == "many.jsonl: more than 500 pieces are refused, the rest is not read; mend these"
    assert isinstance(read_upload(b"no\n" * MAX_PROBLEMS + line, "many.jsonl")[-1], Article)


def test_a_name_without_a_suffix_is_read_as_what_the_file_is() -> None:
    assert [article.title for article in articles(web_page(PARAGRAPHS, title="Rain"), "shared from phone")] == ["Rain"]
    assert told(b"some text", "noname") == [
        "noname: not an article format; send .md, .txt, .html, .htm, .pdf, .docx, .jsonl or .zip"
    ]


def test_a_pasted_text_has_its_first_line_as_title() -> None:
    article = read_text(TEXT)

    assert (article.id, article.title, article.text) == ("", "Four killed in Lakki Marwat", TEXT)


@pytest.mark.parametrize("text", ["", " \n", "...", "half \ud83d"])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        read_text(text)


def test_a_fetched_page_has_the_address_it_was_fetched_from() -> None:
    head = (
        '<meta property="og:site_name" content="The Daily Example">'
        '<meta property="article:published_time" content="2022-12-19T23:00:00+05:00">'
        '<link rel="canonical" href="https://elsewhere.example/other">'
    )
    html = web_page(PARAGRAPHS, title="Four killed in Lakki Marwat", head=head)

    article = page(html, "https://example.org/news?id=7")

    assert (article.url, article.source) == ("https://example.org/news?id=7", "The Daily Example")
    assert article.published == date(2022, 12, 19)
    assert page(web_page(PARAGRAPHS), "https://example.org/2022/12/20/ambush.html").published == date(2022, 12, 20)
    assert articles(html, "saved.html")[0].url == "https://elsewhere.example/other"


def test_the_charset_of_the_header_is_heeded() -> None:
    html = web_page(["Новости: в городе идёт дождь уже третий день подряд, сообщили власти."], charset="cp1251")

    assert page(html, "https://example.org/", charset="windows-1251").text.startswith("Новости: в городе")


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), suffix=st.sampled_from([".md", ".txt", ".jsonl", ".zip", ".doc", ""]))
def test_whatever_comes_is_told_not_raised(data: bytes, suffix: str) -> None:
    assert read_upload(data, f"x{suffix}")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_archive_is_told_not_raised(data: st.DataObject) -> None:
    archive = bytearray(zip_file({"a.txt": TEXT, "b.md": TEXT}))
    for position in data.draw(st.lists(st.integers(0, len(archive) - 1), max_size=8)):
        archive[position] = data.draw(st.integers(0, 255))

    assert read_upload(bytes(archive), "x.zip")


@pytest.mark.skipif(not SEED.exists(), reason="the text of the siege is not here")
def test_the_siege_is_one_article_from_a_file_and_from_an_archive() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(SEED, "siege.txt")

    (article,) = articles(SEED.read_bytes(), SEED.name)

    assert articles(out.getvalue(), "siege.zip") == [article]
    assert article.title.startswith("Security official killed as siege of police station")
    assert article.text[article.body_start :].startswith("Suspected militants have killed")
