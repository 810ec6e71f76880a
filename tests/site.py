"""A small web site on this machine, for tests of what fetches from the web.

    with Site() as site:                       # in a thread of its own: blocking tests can talk to it
        url = site.article("/bank", "Bank robbed", "Two men ...", outlet="The Herald", published="2026-01-30")
        site.robots("User-agent: *\nDisallow: /private")
        old = site.redirect("/old", url)
        fetch(old, trusted_hosts=frozenset({site.host}))
        assert [request.path for request in site.requests] == ["/robots.txt", "/old", "/bank"]

What it has no page for is answered with 404; so is robots.txt, as long as the test gives none.
"""

import asyncio
import gzip
import html
import itertools
import json
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from aiohttp import web

ADDRESS = "127.0.0.1"
HTML = "text/html; charset=utf-8"
START_S = 10.0
PIECE = bytes(64 << 10)


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asked the site for; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Answer:
    """`pieces` are sent one by one, each after a pause; they may never end."""

    pieces: Iterable[bytes]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pause_s: float = 0.0


class Site:
    """The site runs between start() and stop(); what puts something there returns its URL."""

    def __init__(self, address: str = ADDRESS) -> None:
        self.address, self.port = address, 0
        self.requests: list[Request] = []
        self._answers: dict[str, _Answer] = {}
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="site", daemon=True)
        self._end = asyncio.Event()

    @property
    def host(self) -> str:
        """Host and port, as TRUSTED_HOSTS names them."""
        return f"{self.address}:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def page(
        self,
        path: str,
        body: str | bytes,
        content_type: str = HTML,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        pause_s: float = 0.0,
    ) -> str:
        """Put anything at a path; the answer begins after `pause_s`."""
        data = body.encode() if isinstance(body, str) else body
        return self._put(path, _Answer((data,), status, {"Content-Type": content_type, **(headers or {})}, pause_s))

    def article(
        self, path: str, title: str, text: str, *, outlet: str = "", published: str = "", language: str = "en"
    ) -> str:
        """Put an article in a page as news sites have it: metadata, and a menu and a footer around the text."""
        return self.page(path, article_page(title, text, outlet=outlet, published=published, language=language))

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Send whoever asks for a path elsewhere: to a path of this site, or any URL."""
        return self._put(path, _Answer((), status, {"Location": to}))

    def robots(self, text: str, status: int = 200) -> str:
        return self.page("/robots.txt", text, "text/plain; charset=utf-8", status=status)

    def slow(self, path: str, body: str | bytes, *, pause_s: float, content_type: str = HTML) -> str:
        """A page that comes byte by byte, with a pause before each."""
        data = body.encode() if isinstance(body, str) else body
        pieces = tuple(data[at : at + 1] for at in range(len(data)))
        return self._put(path, _Answer(pieces, headers={"Content-Type": content_type}, pause_s=pause_s))

    def endless(self, path: str, content_type: str = HTML) -> str:
        """A page without an end, as fast as it is read."""
        return self._put(path, _Answer(itertools.repeat(PIECE), headers={"Content-Type": content_type}))

    def gzip_bomb(self, path: str, size: int, content_type: str = HTML) -> str:
        """A page of `size` bytes that travels as about a thousandth of them."""
        headers = {"Content-Type": content_type, "Content-Encoding": "gzip"}
        return self._put(path, _Answer((gzip.compress(bytes(size)),), headers=headers))

    def _put(self, path: str, answer: _Answer) -> str:
        self._answers[path] = answer
        return self.url(path)

    def start(self) -> Self:
        self._thread.start()
        if not self._is_up.wait(START_S):
            raise RuntimeError(f"the test site did not start at {self.address} in {START_S} s")
        return self

    def stop(self) -> None:
        """Stop, and cut whoever is still reading; once more does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._listening():
            self._is_up.set()
            await self._end.wait()

    @asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        runner = web.ServerRunner(web.Server(self._answer), handler_cancellation=True, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.address, 0).start()
            self.port = runner.addresses[0][1]
            yield
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.requests.append(Request(request.method, request.path_qs, headers))
        answer = self._answers.get(request.path_qs, _Answer((b"not here",), 404, {"Content-Type": "text/plain"}))
        response = web.StreamResponse(status=answer.status, headers=answer.headers)
        await asyncio.sleep(answer.pause_s)
        await response.prepare(request)
        try:
            for piece in () if request.method == "HEAD" else answer.pieces:
                await response.write(piece)
                await asyncio.sleep(answer.pause_s)
            await response.write_eof()
        except ConnectionError:
            pass  # whoever asked has seen enough
        return response


def article_page(title: str, text: str, *, outlet: str = "", published: str = "", language: str = "en") -> str:
    """An article as an HTML page with Open Graph and schema.org metadata; paragraphs of the text stand apart."""
    known = {"og:title": title, "og:site_name": outlet, "article:published_time": published, "og:type": "article"}
    metas = "\n".join(
        f'<meta property="{name}" content="{html.escape(value)}">' for name, value in known.items() if value
    )
    paragraphs = "\n".join(f"<p>{html.escape(one)}</p>" for one in text.split("\n\n"))
    schema = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title}
    schema |= {"datePublished": published} if published else {}
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{html.escape(f"{title} - {outlet}" if outlet else title)}</title>
{metas}
<script type="application/ld+json">{json.dumps(schema).replace("<", chr(92) + "u003c")}</script>
<style>p {{ color: black }}</style>
</head>
<body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article>
<h1>{html.escape(title)}</h1>
{paragraphs}
</article>
<aside><a href="/other">Read also: something else</a></aside>
<script>document.title = "changed by a script"</script>
<footer><p>All rights reserved. Subscribe to our newsletter.</p></footer>
</body>
</html>
"""
