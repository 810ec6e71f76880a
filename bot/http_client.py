"""One GET request after another, over connections that are checked when they are made. The only import of httpcore.

A name is resolved here, every address that it has is judged, and the connection goes to what was judged: a name that
changes its address between question and connection (DNS rebinding) gains nothing. Proxies from the environment
are not used. httpcore rather than httpx above it, since only there is the connection ours to make.
"""

import contextlib
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Self, TypeAlias

import httpcore

from bot.addresses import IPAddress, Target, literal_address
from index.errors import IncidentError

USER_AGENT = "incident-bot"
CONNECT_S = 5.0
"""For one of a host's addresses, so that there is time for the next."""

_HEADERS = (("User-Agent", USER_AGENT), ("Accept-Encoding", "gzip, deflate"), ("Accept", "*/*"))
_ANY_WINDOW = zlib.MAX_WBITS | 32  # gzip or zlib, as the data's head says

Judge: TypeAlias = Callable[[str, int, IPAddress], str | None]
"""Why a connection to a host, a port and one address of the host may not be; None where it may."""


class RequestFailed(IncidentError):
    """No answer, or one that cannot be read; the text is the reason, without the address."""


class TooLarge(RequestFailed):
    """The body is larger than what was asked for."""


@dataclass(frozen=True, slots=True)
class Network:
    """How names become addresses, and addresses connections: a host and port; an address, port and seconds."""

    resolve: Callable[[str, int], tuple[IPAddress, ...]]
    connect: Callable[[str, int, float], httpcore.NetworkStream]


@dataclass(frozen=True, slots=True)
class Response:
    """The head of an answer, names of headers in lower case; its body is read by `body`, once."""

    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]

    def body(self, max_bytes: int) -> bytes:
        """Read the body, unpacked; raises TooLarge as soon as it is over `max_bytes`, packed or unpacked."""
        packed = _first(self.chunks, max_bytes + 1)
        body, is_whole = self._unpacked(packed, max_bytes + 1)
        if len(packed) > max_bytes or len(body) > max_bytes:
            raise TooLarge(f"larger than {max_bytes >> 20} MB; send the text itself")
        if not is_whole:
            raise RequestFailed("breaks off before its end; try again")
        return body

    def start(self, max_bytes: int) -> bytes:
        """Read the body as far as `max_bytes`, unpacked, and leave the rest."""
        return self._unpacked(_first(self.chunks, max_bytes), max_bytes)[0]

    def _unpacked(self, packed: bytes, max_bytes: int) -> tuple[bytes, bool]:
        """Unpack as much as may be kept (a few kilobytes can hold gigabytes), and tell whether that is all."""
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding in ("", "identity"):
            return packed, True
        if coding not in ("gzip", "x-gzip", "deflate"):
            raise RequestFailed(f"is packed as {coding[:20]!r}, which was not asked for; send the page as a file")
        for window in (_ANY_WINDOW, -zlib.MAX_WBITS):  # some send "deflate" without its head
            unpacking = zlib.decompressobj(window)
            with contextlib.suppress(zlib.error):
                return unpacking.decompress(packed, max_bytes), unpacking.eof
        raise RequestFailed("is packed in a way that cannot be read; send the page as a file")


class HttpClient:
    """Sends GET requests; all of them together take at most `timeout_s`. Not safe to use from two threads."""

    def __init__(self, *, why_not: Judge, timeout_s: float, network: Network) -> None:
        self._connections = httpcore.ConnectionPool(network_backend=_Guard(why_not, timeout_s, network))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self._connections.close()

    @contextlib.contextmanager
    def get(self, target: Target) -> Iterator[Response]:
        """Ask for a page and give the head of the answer; raises RequestFailed, also while the body is read."""
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        try:
            with self._connections.stream("GET", url, headers=(("Host", target.authority), *_HEADERS)) as answer:
                headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
                yield Response(answer.status, headers, iter(answer.iter_stream()))
        except httpcore.TimeoutException as exc:
            raise RequestFailed("takes too long to answer; try again later, or send the page as a file") from exc
        except (httpcore.NetworkError, httpcore.ProtocolError) as exc:
            raise RequestFailed(f"does not answer as a web site ({_reason(exc)}); check the address") from exc


def system_network() -> Network:
    """The network of this machine."""
    return Network(_resolved, httpcore.SyncBackend().connect_tcp)


class _Guard(httpcore.NetworkBackend):
    """Makes the connections: only to what is judged fit, and none outlives the deadline."""

    def __init__(self, why_not: Judge, timeout_s: float, network: Network) -> None:
        self._why_not = why_not
        self._network = network
        self._left = _Deadline(time.monotonic() + timeout_s)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        del timeout, local_address, socket_options  # the deadline is ours, the others are not used
        addresses = self._addresses(host, port)
        for reason in filter(None, (self._why_not(host, port, address) for address in addresses)):
            raise RequestFailed(reason)
        return _TimedStream(self._first_connection(addresses, port), self._left)

    def _addresses(self, host: str, port: int) -> tuple[IPAddress, ...]:
        literal = literal_address(host)
        found = (literal,) if literal else _within(self._left(), lambda: self._network.resolve(host, port))
        if not found:
            raise RequestFailed("has no address in the network; check how the host is written")
        return found

    def _first_connection(self, addresses: tuple[IPAddress, ...], port: int) -> httpcore.NetworkStream:
        *others, last = addresses
        for address in others:
            try:
                return self._network.connect(str(address), port, self._left(CONNECT_S))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._network.connect(str(last), port, self._left(CONNECT_S))


class _Deadline:
    """What is left of the time for everything."""

    def __init__(self, end_s: float) -> None:
        self._end_s = end_s

    def __call__(self, at_most_s: float | None = None) -> float:
        left_s = self._end_s - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout("no time is left")
        return left_s if at_most_s is None else min(left_s, at_most_s)


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, left: _Deadline) -> None:
        self._stream = stream
        self._left = left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        del timeout
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        del timeout
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        del timeout
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._left)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int) -> tuple[IPAddress, ...]:
    """Every address of a host, as the system knows it; () where there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


def _within(timeout_s: float, resolve: Callable[[], tuple[IPAddress, ...]]) -> tuple[IPAddress, ...]:
    """Wait for a resolver, which knows no timeout of ours, in a thread that nobody waits for at the end."""
    found: queue.SimpleQueue[tuple[IPAddress, ...]] = queue.SimpleQueue()
    threading.Thread(target=lambda: found.put(resolve()), daemon=True).start()
    try:
        return found.get(timeout=timeout_s)
    except queue.Empty:
        raise httpcore.ConnectTimeout("the name is not resolved") from None


def _first(chunks: Iterator[bytes], max_bytes: int) -> bytes:
    """The first bytes of a body; what comes after them is not waited for."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) >= max_bytes:
            break
    return bytes(body[:max_bytes])


def _reason(exc: Exception) -> str:
    return " ".join(str(exc).split())[:120] or type(exc).__name__
