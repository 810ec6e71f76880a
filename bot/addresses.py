"""Web addresses from outside: where each leads, and whether a stranger may send us there. Pure; nothing is asked.

A page's address is taken apart once, here, and only its parts are used after that: two readers of one address
that disagree about its host are how a request meant for the web ends up inside the network.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, IPv6Network
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from index.errors import IncidentError

PORTS = frozenset({80, 443, 8080, 8443})
"""What web sites listen on; a request to another port may speak to anything, and a mail server may obey it."""

MAX_CHARS = 2_000

IPAddress: TypeAlias = IPv4Address | IPv6Address

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")
_KEPT_AS_THEY_ARE = "!#$%&'()*+,/:;=?@[]~"  # the marks of an address, and what is percent-encoded already
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
_IPV4_BYTES = 4
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # https://www.iana.org/assignments/ipv6-address-space
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052


class AddressError(IncidentError):
    """An address that is not fetched; the text is the reason, without the address."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes: `host` in lower case ASCII, without brackets; `path` with its query, percent-encoded."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them: the port only where it is not the scheme's own."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The address again, in its plain form and without a fragment."""
        return f"{self.scheme}://{self.authority}{self.path}"


def target_of(url: str) -> Target:
    """Take an address apart; raises AddressError where it is not one that a web page could have."""
    url = url.strip()
    if len(url) > MAX_CHARS:
        raise AddressError(f"longer than {MAX_CHARS:,} characters; send the page as a file")
    if not url.isprintable() or " " in url:  # the standard library would drop line breaks in silence
        raise AddressError("holds spaces or control characters; copy the address again")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise AddressError("not a web address; write it like https://example.org/article") from exc
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise AddressError("not a web address; write it like https://example.org/article")
    if "@" in parts.netloc or "\\" in parts.netloc:
        raise AddressError("holds a user name or password; write it without")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(scheme, _host(parts.hostname), _DEFAULT_PORTS[scheme] if port is None else port, _encoded(path))


def is_trusted(host: str, port: int, trusted_hosts: Collection[str]) -> bool:
    """Tell whether a host is named among those that may be private, as "host" (on a usual port) or as "host:port"."""
    names = {name.strip().lower() for name in trusted_hosts}
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" in names or (port in PORTS and not names.isdisjoint({host, shown}))


def literal_address(host: str) -> IPAddress | None:
    """The address that a host spells out in any form that a system's resolver knows; None for a name.

    IPv4 as 127.0.0.1, 2130706433, 0x7f.1 or 0177.0.0.1, as https://url.spec.whatwg.org/#concept-ipv4-parser reads
    it. Raises AddressError for a host that ends in a number and is no address.
    """
    try:
        if ":" in host:
            return IPv6Address(host)
        parts = host.removesuffix(".").split(".")
        if not _NUMBER.fullmatch(parts[-1]):
            return None
        if len(parts) > _IPV4_BYTES:
            raise AddressValueError(host)
        *firsts, last = map(_number, parts)
        ending = last.to_bytes(_IPV4_BYTES - len(firsts), "big")  # the last number fills what the others leave
        return IPv4Address(bytes(firsts) + ending)
    except (ValueError, OverflowError) as exc:
        raise AddressError("has a host that is no address; check it") from exc


def is_public(address: IPAddress) -> bool:
    """Tell whether an address lies in the public network, also where it holds another one that it leads to."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    if address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if address.sixtofour and not is_public(address.sixtofour):
        return False
    if address.teredo and not all(map(is_public, address.teredo)):
        return False
    return address in _GLOBAL_UNICAST and address.is_global


def _host(host: str) -> str:
    """A host in its ASCII form, as it goes into the network; an address in the form that is written usually."""
    if ":" not in host:
        try:
            host = host.encode("idna").decode().lower()  # which also folds full-width digits and the like
        except UnicodeError as exc:
            raise AddressError("has a host that is no name; check it") from exc
        if not _HOST_NAME.fullmatch(host):
            raise AddressError("has a host that is no name; check it")
    address = literal_address(host)
    if isinstance(address, IPv6Address) and address.scope_id:
        raise AddressError("names a network card; write it without")
    return host if address is None else str(address)


def _encoded(path: str) -> str:
    return quote(path, safe=_KEPT_AS_THEY_ARE)


def _number(written: str) -> int:
    if not _NUMBER.fullmatch(written):
        raise AddressValueError(written)
    if written[:2].lower() == "0x":
        return int(written[2:] or "0", 16)
    return int(written, 8 if len(written) > 1 and written.startswith("0") else 10)
