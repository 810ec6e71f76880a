"""A web site that serves what a test gives it, good or bad, and a made-up internet in which every name leads to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import httpcore

from bot.addresses import IPAddress
from bot.http_client import Network

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Served:
    """What stands at a path; a function as body is one that goes on for as long as it yields."""

    body: bytes | Callable[[], Iterator[bytes]] = b"<p>Four men robbed a bank."
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": HTML})


def redirect(location: str, status: int = 302) -> Served:
    return Served(b"", status, {"Location": location})


class WebSite:
    """`asked` are the Host header and the path of every request, in order; what is not in `pages` is 404."""

    def __init__(self) -> None:
        self.pages: dict[str, Served] = {}
        self.asked: list[tuple[str, str]] = []
        self.agents: set[str] = set()
        self.cookies: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    @contextmanager
    def running(self) -> Iterator["WebSite"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.headers["Host"], self.path))
                site.agents.add(self.headers["User-Agent"])
                site.cookies.update(self.headers.get_all("Cookie", ()))
                served = site.pages.get(self.path.partition("?")[0], Served(b"", 404))
                self.send_response(served.status)
                for name, value in served.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for chunk in [served.body] if isinstance(served.body, bytes) else served.body():
                        self.wfile.write(chunk)
                        self.wfile.flush()
                except OSError:  # the reader has heard enough
                    pass

            def log_message(self, *_arguments: object) -> None:
                pass

        return Handler


class Internet:
    """Names and what they resolve to, one answer after the other; the last one stays. Every address is the site's."""

    def __init__(self, site: WebSite, names: dict[str, list[list[str]]]) -> None:
        self.connected: list[str] = []
        self._site = site
        self._names = names
        self._backend = httpcore.SyncBackend()

    @property
    def network(self) -> Network:
        return Network(self._resolve, self._connect)

    def _resolve(self, host: str, _port: int) -> tuple[IPAddress, ...]:
        answers = self._names.get(host, [[]])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return tuple(map(ip_address, answer))

    def _connect(self, address: str, port: int, timeout_s: float) -> httpcore.NetworkStream:
        self.connected.append(f"{address} {port}")
        return self._backend.connect_tcp("127.0.0.1", self._site.port, timeout_s)
