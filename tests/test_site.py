"""The web site that tests fetch from does what its pages say."""

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.site import Request, Site


@pytest.fixture(scope="module")
def running() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    running.requests.clear()
    return running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, verify=False) as client:  # noqa: S501 - over plain HTTP there is nothing to verify
        yield client


def test_an_article_is_a_page_with_its_metadata_and_what_stands_around_it(site: Site, client: httpx.Client) -> None:
    url = site.article(
        "/a?id=1", 'Bank "robbed" & burnt', "One <man>.\n\nTwo.", outlet="The Herald", published="2026-01-30"
    )
    answer = client.get(url)

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<p>One &lt;man&gt;.</p>\n<p>Two.</p>" in answer.text
    assert '<meta property="og:title" content="Bank &quot;robbed&quot; &amp; burnt">' in answer.text
    assert '<meta property="og:site_name" content="The Herald">' in answer.text
    assert '"datePublished": "2026-01-30"' in answer.text
    assert "newsletter" in answer.text


def test_what_is_asked_for_is_kept_with_its_headers(site: Site, client: httpx.Client) -> None:
    site.page("/x", b"%PDF-", "application/pdf", status=203, headers={"X-Test": "yes"})
    answer = client.get(site.url("/x"), headers={"User-Agent": "tester"})
    missing = client.head(site.url("/robots.txt"))

    assert (answer.status_code, answer.content, answer.headers["X-Test"]) == (203, b"%PDF-", "yes")
    assert missing.status_code == 404
    assert [(request.method, request.path) for request in site.requests] == [("GET", "/x"), ("HEAD", "/robots.txt")]
    assert isinstance(site.requests[0], Request)
    assert site.requests[0].headers["user-agent"] == "tester"


def test_redirects_lead_to_paths_and_to_other_sites(site: Site, client: httpx.Client) -> None:
    with Site() as other:
        there = other.page("/there", "arrived")
        site.redirect("/second", there, 308)
        answer = client.get(site.redirect("/first", "/second"), follow_redirects=True)

        assert answer.text == "arrived"
        assert [response.status_code for response in answer.history] == [302, 308]
        assert other.host != site.host


def test_rules_for_robots_stand_where_robots_look(site: Site, client: httpx.Client) -> None:
    site.robots("User-agent: *\nDisallow: /")

    assert client.get(site.url("/robots.txt")).text.endswith("Disallow: /")
    site.robots("", 503)
    assert client.get(site.url("/robots.txt")).status_code == 503


def test_a_slow_page_comes_byte_by_byte(site: Site, client: httpx.Client) -> None:
    began = time.monotonic()
    with client.stream("GET", site.slow("/slow", "abcd", pause_s=0.05)) as answer:
        pieces = list(answer.iter_raw())

    assert pieces == [b"a", b"b", b"c", b"d"]
    assert time.monotonic() - began >= 0.2


def test_an_endless_page_ends_with_its_reader(site: Site, client: httpx.Client) -> None:
    with client.stream("GET", site.endless("/endless")) as answer:
        read = sum(len(piece) for piece, _ in zip(answer.iter_raw(), range(100), strict=False))

    assert read > 0
    assert client.get(site.page("/after", "still there")).text == "still there"


def test_a_bomb_is_small_on_its_way_and_large_once_opened(site: Site, client: httpx.Client) -> None:
    with client.stream("GET", site.gzip_bomb("/bomb", 5_000_000)) as answer:
        size = sum(map(len, answer.iter_bytes()))

        assert size == 5_000_000
        assert answer.num_bytes_downloaded < 10_000


async def test_an_asynchronous_test_can_read_it_too(site: Site) -> None:
    url = site.page("/page", "text")
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:  # noqa: S501 - as above
        answers = await asyncio.gather(*(client.get(url) for _ in range(5)))

    assert [answer.text for answer in answers] == ["text"] * 5


def test_a_site_stops_while_somebody_still_reads(client: httpx.Client) -> None:
    began = time.monotonic()
    with Site() as site, client.stream("GET", site.slow("/slow", "x" * 1_000, pause_s=0.05)) as answer:
        next(answer.iter_raw())
        site.stop()

    assert time.monotonic() - began < 5
    with pytest.raises(httpx.ConnectError):
        client.get(site.url("/slow"))
