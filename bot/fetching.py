"""Fetching a page from the web by its link, as a polite stranger: only what is public, small, text, and let by robots.

Every redirect is treated as a new link. Hosts that the operator trusts may be private; all other rules hold for them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urljoin

from bot.addresses import PORTS, AddressError, IPAddress, Target, is_public, is_trusted, target_of
from bot.http_client import USER_AGENT, HttpClient, Network, RequestFailed, Response, system_network
from bot.robots import MAX_BYTES as MAX_ROBOTS_BYTES
from bot.robots import may_fetch
from index.errors import IncidentError

MAX_BYTES = 5 * 1024 * 1024
TIMEOUT_S = 20.0
MOST_REDIRECTS = 5
CONTENT_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})

_OK = 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_SHOWN_CHARS = 200
T = TypeVar("T")

_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)


class FetchError(IncidentError):
    """A link that gave no page; `url` is the link as it was given, `reason` why and what to do."""

    def __init__(self, url: str, reason: str) -> None:
        self.url = _shown(url)
        self.reason = reason
        super().__init__(f"{self.url}: {reason}")


@dataclass(frozen=True, slots=True)
class Page:
    """What a link led to: `url` after redirects, `content_type` one of CONTENT_TYPES, `charset` where it was told."""

    url: str
    body: bytes
    content_type: str
    charset: str | None = None


def fetch(
    url: str,
    *,
    trusted_hosts: frozenset[str] = frozenset(),
    network: Network | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Page:
    """Fetch a page, blocking; raises FetchError.

    `trusted_hosts` may be private and are named like "intranet.example" or "127.0.0.1:8765".
    """
    rules = _Rules(trusted_hosts)
    try:
        with HttpClient(why_not=rules.why_not, timeout_s=timeout_s, network=network or system_network()) as client:
            return _Visit(client, rules).page(target_of(url))
    except (AddressError, RequestFailed) as error:
        raise FetchError(url, str(error)) from error


@dataclass(frozen=True, slots=True)
class _Rules:
    """Whom one may speak to."""

    trusted_hosts: frozenset[str]

    def check_port(self, target: Target) -> None:
        if target.port not in PORTS and not is_trusted(target.host, target.port, self.trusted_hosts):
            usual = ", ".join(map(str, sorted(PORTS)))
            own = target.authority
            raise AddressError(f"not on a port of web sites ({usual}); if it is yours, name {own} in TRUSTED_HOSTS")

    def why_not(self, host: str, port: int, address: IPAddress) -> str | None:
        """Why a connection may not be."""
        if is_public(address) or is_trusted(host, port, self.trusted_hosts):
            return None
        shown = host if host == str(address) else f"{host} ({address})"
        return f"{shown} is not in the public network; send the page as a file, or name the host in TRUSTED_HOSTS"


class _Visit:
    """The way to one page: its redirects, and the robots.txt of every site on it."""

    def __init__(self, client: HttpClient, rules: _Rules) -> None:
        self._client = client
        self._rules = rules
        self._robots: dict[str, str] = {}

    def page(self, start: Target) -> Page:
        """The page that a link leads to."""
        return self._follow(start, _page_of, before=self._check_robots)

    def _check_robots(self, target: Target) -> None:
        site = f"{target.scheme}://{target.authority}"
        if site not in self._robots:
            self._robots[site] = self._follow(target_of(f"{site}/robots.txt"), _robots_of)
        if not may_fetch(self._robots[site], target.path, agent=USER_AGENT):
            raise RequestFailed("the site's robots.txt asks programs to stay away; open it and send the text")

    def _follow(
        self,
        target: Target,
        read: Callable[[Target, Response], T],
        before: Callable[[Target], None] = lambda _target: None,
    ) -> T:
        """Read what a link leads to, over at most MOST_REDIRECTS redirects, each checked `before` it is asked for."""
        start = target.authority
        for _ in range(MOST_REDIRECTS + 1):
            try:
                self._rules.check_port(target)
                before(target)
                with self._client.get(target) as response:
                    location = response.headers.get("location")
                    if response.status not in _REDIRECTS or location is None:
                        return read(target, response)
            except (AddressError, RequestFailed) as error:
                if target.authority == start:
                    raise
                raise RequestFailed(f"leads on to {_shown(target.url)}: {error}") from error
            target = _redirected(target, location)
        raise RequestFailed(f"leads on and on, over more than {MOST_REDIRECTS} redirects; give the last address")


def _page_of(target: Target, response: Response) -> Page:
    """The page in a response, whose body is only read where it is one that can be used."""
    if response.status != _OK:
        raise RequestFailed(f"the site answers {response.status} {_phrase(response.status)}; send the page as a file")
    told = response.headers.get("content-type", "")
    content_type = told.partition(";")[0].strip().lower()
    if content_type not in CONTENT_TYPES:
        shown = content_type[:60] or "unknown"
        raise RequestFailed(f"its content is {shown}, not a page, a text or a PDF; give the address of an article")
    body = response.body(MAX_BYTES)
    if not body.strip():
        raise RequestFailed("is empty; check the address")
    charset = _CHARSET.search(told)
    return Page(target.url, body, content_type, charset[1].lower() if charset else None)


def _robots_of(_target: Target, response: Response) -> str:
    """The rules of a site: none where it has no such file (RFC 9309, 2.3.1.3)."""
    if response.status in range(400, 500):
        return ""
    if response.status != _OK:
        told = f"{response.status} {_phrase(response.status)}"
        raise RequestFailed(f"its robots.txt cannot be read ({told}), so it is left alone; send the page as a file")
    return response.start(MAX_ROBOTS_BYTES).decode(errors="replace")


def _redirected(target: Target, location: str) -> Target:
    """Where a redirect leads; its bytes are UTF-8 as browsers read them, whatever the header's own encoding."""
    written = location.strip().encode("latin-1").decode(errors="replace").replace(" ", "%20")
    try:
        return target_of(urljoin(target.url, written))
    except ValueError as exc:
        raise RequestFailed("leads on to something that is no address; check it") from exc
    except AddressError as error:
        raise RequestFailed(f"leads on to {_shown(written)}: {error}") from error


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "(no status that is known)"


def _shown(url: str) -> str:
    """An address fit for one line of a message."""
    shown = "".join(char if char.isprintable() else "?" for char in url[: _MAX_SHOWN_CHARS + 1])
    return shown if len(shown) <= _MAX_SHOWN_CHARS else shown[:_MAX_SHOWN_CHARS] + "..."
