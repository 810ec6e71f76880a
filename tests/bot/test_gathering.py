import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.gathering import MOST_LINKS, gather_link, gather_path, only_links
from index.corpus import Problem
from index.records import Article
from index.uploads import MAX_UPLOAD_BYTES, Piece
from tests.bot.web_site import Served, WebSite, redirect

PAGE = """<html><head><title>Raid on a bank in Bannu</title>
<meta property="og:site_name" content="The Frontier Post"><meta property="article:published_time" content="2022-12-19">
<link rel="canonical" href="{canonical}"></head><body><article><h1>Raid on a bank in Bannu</h1>
<p>Four men robbed a bank in the town of Bannu on Monday and fled on motorcycles, the police said in a statement.</p>
<p>Nobody was hurt. The police have closed the roads to the north and ask whoever saw the four men to call them.</p>
</article></body></html>"""


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite().running() as site:
        yield site


def gathered(site: WebSite, path: str = "/a") -> tuple[Piece, ...]:
    return gather_link(site.url(path), trusted_hosts=frozenset({site.host}))


def article(site: WebSite, path: str = "/a") -> Article:
    (piece,) = gathered(site, path)
    assert isinstance(piece, Article)
    return piece


def problem(site: WebSite, path: str = "/a") -> Problem:
    (piece,) = gathered(site, path)
    assert isinstance(piece, Problem)
    return piece


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (" https://a.example/1 ", ("https://a.example/1",)),
        ("https://a.example/1\n\nHTTP://b.example", ("https://a.example/1", "HTTP://b.example")),
        ("<https://a.example/1>, https://a.example/1;", ("https://a.example/1",)),
        ("see https://a.example/1", ()),
        ("https://a.example/1 is what I mean", ()),
        ("a.example", ()),
        ("ftp://a.example", ()),
        ("", ()),
    ],
)
def test_a_message_is_taken_for_links_only_where_it_is_nothing_else(text: str, links: tuple[str, ...]) -> None:
    assert only_links(text) == links


def test_more_than_the_most_links_are_a_text() -> None:
    links = [f"https://a.example/{number}" for number in range(MOST_LINKS + 1)]

    assert only_links(" ".join(links[1:])) == tuple(links[1:])
    assert only_links(" ".join(links)) == ()


def test_a_link_becomes_an_article_with_title_outlet_date_and_its_address(site: WebSite) -> None:
    site.pages["/a"] = Served(PAGE.format(canonical="").encode())
    found = article(site)

    assert (found.id, found.title, found.source) == ("", "Raid on a bank in Bannu", "The Frontier Post")
    assert (found.published, found.url) == (date(2022, 12, 19), site.url("/a"))
    assert "Four men robbed a bank" in found.text
    assert "<p>" not in found.text


def test_the_address_is_the_one_after_redirects_and_the_outlet_at_least_the_host(site: WebSite) -> None:
    site.pages = {
        "/a": redirect("/b.txt"),
        "/b.txt": Served(b"A raid\n\nFour men.", headers={"Content-Type": "text/plain"}),
    }
    found = article(site)

    assert (found.title, found.url, found.source) == ("A raid", site.url("/b.txt"), "127.0.0.1")


def test_a_page_cannot_pass_itself_off_as_one_of_another_site(site: WebSite) -> None:
    site.pages["/a"] = Served(PAGE.format(canonical="https://www.other.example/a").encode())

    assert article(site).url == site.url("/a")


@pytest.mark.parametrize("charset", ["ISO-8859-2", "latin2", '"iso-8859-2"'])
def test_a_plain_text_is_read_in_the_encoding_that_its_site_tells(site: WebSite, charset: str) -> None:
    text = "Napad na bank\n\nCzterech mężczyzn okradło bank."
    site.pages["/a"] = Served(text.encode("iso-8859-2"), headers={"Content-Type": f"text/plain; charset={charset}"})

    assert article(site).text == text


@pytest.mark.parametrize("charset", ["punycode", "unicode_escape", "zlib", "idna", "nonsense", "hex"])
def test_an_encoding_that_no_page_has_is_not_tried(site: WebSite, charset: str) -> None:
    site.pages["/a"] = Served(b"A raid \xff\n\nFour men.", headers={"Content-Type": f"text/plain; charset={charset}"})

    assert problem(site).path == site.url("/a")
    assert "UTF-8" in problem(site).reason


def test_a_link_that_gives_no_page_is_a_problem_with_the_link_and_the_reason(site: WebSite) -> None:
    assert str(problem(site)) == f"{site.url('/a')}: the site answers 404 Not Found; send the page as a file"


def test_a_link_into_the_network_inside_is_a_problem() -> None:
    (piece,) = gather_link("http://127.0.0.1/", trusted_hosts=frozenset())

    assert str(piece).startswith("http://127.0.0.1/: 127.0.0.1 is not in the public network")


@pytest.mark.parametrize(("kind", "body"), [("text/html", b"<p></p>"), ("application/pdf", b"%PDF-1.4 broken")])
def test_a_page_without_an_article_is_a_problem_with_its_address(site: WebSite, kind: str, body: bytes) -> None:
    site.pages = {"/a": redirect("/b"), "/b": Served(body, headers={"Content-Type": kind})}

    assert problem(site).path == site.url("/b")
    assert problem(site).reason


def test_the_files_of_a_folder_are_read_in_order_and_hidden_ones_are_not(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    for name in ("b/c/1.txt", "a.md", ".hidden.txt", ".git/2.txt", "b/3.txt"):
        (tmp_path / name).write_text(f"{name} happened\n\nIt happened in {name}.", encoding="utf-8")
    (tmp_path / "b" / "round").symlink_to(tmp_path)
    (tmp_path / "d.png").write_bytes(b"\x89PNG")
    *articles, bad, link = sorted(gather_path(tmp_path), key=lambda piece: isinstance(piece, Problem))

    assert [piece.title for piece in articles if isinstance(piece, Article)] == [
        "a.md happened",
        "b/3.txt happened",
        "b/c/1.txt happened",
    ]
    assert {str(bad).partition(":")[0], str(link).partition(":")[0]} == {
        str(tmp_path / "d.png"),
        str(tmp_path / "b" / "round"),
    }


def test_a_file_too_large_is_not_opened(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_UPLOAD_BYTES + 1)
    large.chmod(0)
    (piece,) = gather_path(large)

    assert str(piece) == f"{large}: too large: over 20 MiB; split it into several files"


def test_what_is_no_file_is_a_problem(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "empty").mkdir()
    places = (tmp_path / "pipe.txt", tmp_path / "nowhere.txt", tmp_path / "empty")
    pipe, nowhere, empty = (str(piece) for place in places for piece in gather_path(place))

    assert pipe == f"{places[0]}: not a regular file; name the article itself"
    assert nowhere.startswith(f"{places[1]}: cannot be read (No such file or directory)")
    assert empty == f"{places[2]}: holds no file; name a folder with articles"
