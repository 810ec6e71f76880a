import gzip
import time
import zlib
from collections.abc import Iterator

import pytest

from bot.fetching import MAX_BYTES, MOST_REDIRECTS, FetchError, Page, fetch
from tests.bot.web_site import HTML, Internet, Served, WebSite, redirect

PUBLIC = "93.184.215.14"


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite().running() as site:
        yield site


def fetched(site: WebSite, path: str = "/a", *, timeout_s: float = 10.0) -> Page:
    return fetch(site.url(path), trusted_hosts=frozenset({site.host}), timeout_s=timeout_s)


def refusal(site: WebSite, path: str = "/a", *, timeout_s: float = 10.0) -> str:
    with pytest.raises(FetchError) as caught:
        fetched(site, path, timeout_s=timeout_s)
    message = str(caught.value)
    assert message == f"{site.url(path)}: {caught.value.reason}"
    assert "\n" not in message
    return caught.value.reason


def endless(chunk: bytes, pause_s: float = 0.0) -> Iterator[bytes]:
    while True:
        yield chunk
        time.sleep(pause_s)


def packed(body: bytes, coding: str = "gzip") -> Served:
    return Served(body, headers={"Content-Type": HTML, "Content-Encoding": coding})


def test_a_page_is_fetched_with_our_name_after_its_robots(site: WebSite) -> None:
    site.pages["/a"] = Served(b"<p>x", headers={"Content-Type": "Text/HTML; Charset='windows-1251'"})

    assert fetched(site, "/a?b=1#c") == Page(site.url("/a?b=1"), b"<p>x", "text/html", "windows-1251")
    assert site.asked == [(site.host, "/robots.txt"), (site.host, "/a?b=1")]
    assert site.agents == {"incident-bot"}


@pytest.mark.parametrize("kind", ["application/xhtml+xml", "text/plain", "application/pdf"])
def test_texts_and_pdfs_are_fetched_too(site: WebSite, kind: str) -> None:
    site.pages["/a"] = Served(b"x", headers={"Content-Type": kind})

    assert fetched(site).content_type == kind


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "text/htmlx", "", "text/html, image/png"])
def test_what_is_no_text_is_not_downloaded(site: WebSite, kind: str) -> None:
    site.pages["/a"] = Served(lambda: endless(b"x"), headers={"Content-Type": kind})

    assert "not a page, a text or a PDF" in refusal(site)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a",
        "http://127.1:{port}/a",
        "http://2130706433:8080/a",
        "http://0x7f.1/a",
        "http://0177.0.0.1/a",
        "http://[::1]:8080/a",
        "http://[::ffff:127.0.0.1]/a",
        "http://[::]/a",
        "http://0.0.0.0/a",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/a",
        "http://localhost/a",
        "http://localhost.:8080/a",
        "http://LOCALHOST:{port}/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
    ],
)
def test_nothing_private_is_ever_asked(site: WebSite, url: str) -> None:
    site.pages["/a"] = Served()
    with pytest.raises(FetchError):
        fetch(url.format(port=site.port))

    assert site.asked == []


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["::1"], ["fe80::1"], [PUBLIC, "192.168.0.1"], ["::ffff:10.0.0.1", PUBLIC]]
)
def test_a_name_with_any_private_address_is_refused_before_a_connection(site: WebSite, addresses: list[str]) -> None:
    internet = Internet(site, {"news.example": [addresses]})
    with pytest.raises(FetchError, match=r"news\.example \(.*\) is not in the public network.*TRUSTED_HOSTS"):
        fetch("http://news.example/a", network=internet.network)

    assert internet.connected == []


def test_a_connection_goes_to_the_address_that_was_judged(site: WebSite) -> None:
    site.pages["/a"] = Served()
    internet = Internet(site, {"news.example": [[PUBLIC]]})
    page = fetch("http://news.example/a", network=internet.network)

    assert page.url == "http://news.example/a"
    assert set(internet.connected) == {f"{PUBLIC} 80"}
    assert site.asked[-1] == ("news.example", "/a")


def test_a_name_that_turns_private_between_two_connections_is_refused(site: WebSite) -> None:
    site.pages["/a"] = Served()
    internet = Internet(site, {"news.example": [[PUBLIC], ["127.0.0.1"]]})
    with pytest.raises(FetchError, match="not in the public network"):
        fetch("http://news.example/a", network=internet.network)

    assert internet.connected == [f"{PUBLIC} 80"]
    assert site.asked == [("news.example", "/robots.txt")]


def test_a_name_without_an_address_is_told(site: WebSite) -> None:
    with pytest.raises(FetchError, match=r"^http://nowhere\.example/: has no address"):
        fetch("http://nowhere.example/", network=Internet(site, {}).network)


def test_a_port_that_no_web_site_has_is_refused(site: WebSite) -> None:
    internet = Internet(site, {"news.example": [[PUBLIC]]})
    with pytest.raises(FetchError, match=r"not on a port of web sites .* name news\.example:25 in TRUSTED_HOSTS"):
        fetch("http://news.example:25/", network=internet.network)

    assert internet.connected == []


@pytest.mark.parametrize(
    "location",
    [
        "http://10.0.0.1/",
        "//169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:1/a",
        "http://[::1]:8080/",
        "http://0x7f.1/",
        "http://localhost/",
        "http://user:password@127.0.0.1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[",
        "http://news.example:22/",
    ],
)
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_a_redirect_to_what_is_not_public_is_refused(site: WebSite, path: str, location: str) -> None:
    site.pages = {"/a": Served(), path: redirect(location)}

    assert refusal(site).startswith("leads on to ")
    assert ("/a" in [asked for _, asked in site.asked]) is (path == "/a")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_counts(site: WebSite, status: int) -> None:
    site.pages = {
        "/a": redirect("b c/é?d#e".encode().decode("latin-1"), status),
        "/b%20c/%C3%A9": redirect("/last"),
        "/last": Served(b"x"),
    }

    assert fetched(site).url == site.url("/last")


def test_too_many_redirects_are_not_followed(site: WebSite) -> None:
    site.pages = {f"/{number}": redirect(f"/{number + 1}") for number in range(10)}

    assert f"over more than {MOST_REDIRECTS} redirects" in refusal(site, "/0")
    assert len(site.asked) == 1 + MOST_REDIRECTS + 1


def test_every_site_on_the_way_is_asked_for_its_robots_once(site: WebSite) -> None:
    site.pages = {"/a": redirect("http://b.example/a2"), "/a2": redirect("/a3"), "/a3": Served()}
    internet = Internet(site, {"a.example": [[PUBLIC]], "b.example": [[PUBLIC]]})
    fetch("http://a.example/a", network=internet.network)

    hosts = ["a.example", "a.example", "b.example", "b.example", "b.example"]
    assert site.asked == list(zip(hosts, ["/robots.txt", "/a", "/robots.txt", "/a2", "/a3"], strict=True))


def test_what_robots_close_is_not_asked_for_also_behind_a_redirect(site: WebSite) -> None:
    site.pages = {"/a": redirect("/private/a"), "/private/a": Served()}
    site.pages["/robots.txt"] = Served(b"User-agent: *\nDisallow: /private")

    assert "robots.txt asks programs to stay away" in refusal(site)
    assert (site.host, "/private/a") not in site.asked


@pytest.mark.parametrize("status", [500, 503, 204])
def test_a_site_whose_robots_cannot_be_read_is_left_alone(site: WebSite, status: int) -> None:
    site.pages = {"/a": Served(), "/robots.txt": Served(b"", status)}

    assert f"its robots.txt cannot be read ({status} " in refusal(site)


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_is_open(site: WebSite, status: int) -> None:
    site.pages = {"/a": Served(), "/robots.txt": Served(b"User-agent: *\nDisallow: /", status)}

    assert fetched(site).body


def test_of_endless_robots_only_the_start_is_read(site: WebSite) -> None:
    rules = b"User-agent: *\nDisallow: /private\n"
    site.pages = {"/a": Served(), "/robots.txt": Served(lambda: iter([rules, *[b"# more\n" * 9_000] * 999]))}
    assert fetched(site).body

    site.pages["/robots.txt"] = Served(gzip.compress(rules + b"#" * 10**8), headers={"Content-Encoding": "gzip"})
    assert "stay away" in refusal(site, "/private")


@pytest.mark.parametrize(("status", "told"), [(404, "404 Not Found"), (403, "403 Forbidden"), (599, "599 ")])
def test_a_page_that_is_not_there_is_told_with_its_status(site: WebSite, status: int, told: str) -> None:
    site.pages["/a"] = Served(b"x", status)

    assert f"the site answers {told}" in refusal(site)


@pytest.mark.parametrize("body", [b"", b" \n"])
def test_an_empty_page_is_refused(site: WebSite, body: bytes) -> None:
    site.pages["/a"] = Served(body)

    assert "is empty" in refusal(site)


def test_a_page_that_never_ends_is_refused_at_the_limit(site: WebSite) -> None:
    site.pages["/a"] = Served(lambda: endless(b"x" * 65_536))

    assert "larger than 5 MB" in refusal(site)


def test_a_page_of_just_the_limit_is_fetched_and_one_byte_more_refused(site: WebSite) -> None:
    site.pages = {"/a": Served(b"x" * MAX_BYTES), "/b": Served(b"x" * (MAX_BYTES + 1))}

    assert len(fetched(site).body) == MAX_BYTES
    assert "larger" in refusal(site, "/b")


def test_a_page_that_drips_is_refused_when_the_time_is_over(site: WebSite) -> None:
    site.pages["/a"] = Served(lambda: endless(b"x", pause_s=0.05))
    begun = time.monotonic()

    assert "takes too long" in refusal(site, timeout_s=1.0)
    assert time.monotonic() - begun < 2


def test_robots_that_drip_are_refused_when_the_time_is_over(site: WebSite) -> None:
    site.pages = {"/a": Served(), "/robots.txt": Served(lambda: endless(b"#\n", pause_s=0.05))}

    assert "takes too long" in refusal(site, timeout_s=1.0)


@pytest.mark.parametrize("coding", ["gzip", "X-GZIP", "deflate"])
def test_a_packed_page_is_unpacked(site: WebSite, coding: str) -> None:
    pack = zlib.compress if coding == "deflate" else gzip.compress
    site.pages["/a"] = packed(pack(b"<p>x"), coding)

    assert fetched(site).body == b"<p>x"


def test_a_page_deflated_without_a_head_is_unpacked(site: WebSite) -> None:
    raw = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    site.pages["/a"] = packed(raw.compress(b"<p>x") + raw.flush(), "deflate")

    assert fetched(site).body == b"<p>x"


def test_a_bomb_is_refused_without_unpacking_it(site: WebSite) -> None:
    site.pages["/a"] = packed(gzip.compress(b"x" * 500_000_000, compresslevel=1))

    assert "larger than 5 MB" in refusal(site)


@pytest.mark.parametrize(
    ("body", "coding", "reason"),
    [
        (b"x", "br", "packed as 'br', which was not asked for"),
        (gzip.compress(gzip.compress(b"x")), "gzip, gzip", "which was not asked for"),
        (b"<p>not packed", "gzip", "cannot be read"),
        (gzip.compress(b"<p>x" * 99)[:-20], "gzip", "breaks off"),
    ],
)
def test_a_page_packed_wrongly_is_refused(site: WebSite, body: bytes, coding: str, reason: str) -> None:
    site.pages["/a"] = packed(body, coding)

    assert reason in refusal(site)


def test_a_body_shorter_than_it_says_is_refused(site: WebSite) -> None:
    site.pages["/a"] = Served(b"x", headers={"Content-Type": HTML, "Content-Length": "9"})

    assert "does not answer as a web site" in refusal(site)


def test_a_site_that_is_down_is_told() -> None:
    with pytest.raises(FetchError, match="does not answer as a web site"):
        fetch("http://127.0.0.1:1/a", trusted_hosts=frozenset({"127.0.0.1:1"}))


def test_the_proxy_of_the_environment_is_not_asked(site: WebSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.pages["/a"] = Served()

    assert fetched(site).body


def test_cookies_are_not_kept(site: WebSite) -> None:
    site.pages = {"/a": Served(b"", 302, {"Location": "/b", "Set-Cookie": "a=b"}), "/b": Served()}
    fetched(site)

    assert site.cookies == set()


def test_a_link_is_shown_short_and_on_one_line() -> None:
    with pytest.raises(FetchError) as caught:
        fetch("http://example.org/\n\x1b[2J" + "a" * 5_000)

    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 400
