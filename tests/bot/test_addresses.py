from ipaddress import IPv4Address, ip_address
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import AddressError, is_public, is_trusted, literal_address, target_of

LOOPBACK = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0X7F.1",
    "017700000001",
    "0177.0.0.01",
    "127.0.0.1.",
    "127.0.0.0x1",
    "[::ffff:127.0.0.1]",
    "[0:0:0:0:0:ffff:7f00:1]",
    "[::1]",
    "[0000:0:0:0::0001]",
    "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]",
    "①②⑦.⓪.⓪.①",
    "127。0。0。1",
    "\uff11\uff12\uff17.0.0.1",
]
PRIVATE = [
    "0.0.0.0",  # noqa: S104 - nothing binds here
    "0",
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "0xa9fea9fe",
    "2852039166",
    "172.16.0.1",
    "192.168.1.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[ff02::1]",
    "[100::1]",
    "[2001:db8::1]",
    "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::1]",
    "[2002:a00:1::1]",
]


@pytest.mark.parametrize("host", LOOPBACK + PRIVATE)
def test_every_spelling_of_an_address_that_is_not_public_is_seen(host: str) -> None:
    address = literal_address(target_of(f"http://{host}/").host)

    assert address is not None
    assert not is_public(address)


@pytest.mark.parametrize("written", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_an_address_of_the_public_network_is_public(written: str) -> None:
    assert is_public(ip_address(written))


@given(st.integers(0, 2**32 - 1), st.sampled_from(["{0}", "0x{0:x}", "0{0:o}", "0x{1:x}.{2}", "{1}.0{3:o}.0x{4:x}"]))
def test_every_number_is_the_address_that_it_spells(number: int, form: str) -> None:
    first, rest = divmod(number, 1 << 24)
    second, third = divmod(rest, 1 << 16)

    assert literal_address(form.format(number, first, rest, second, third)) == IPv4Address(number)


@pytest.mark.parametrize("host", ["1.2.3.4.5", "256.0.0.1", "1.2.3.256", "08.0.0.1", "0x1ffffffff", "news.1", "1..1"])
def test_a_host_that_ends_in_a_number_and_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(AddressError, match="no address"):
        literal_address(host)


@pytest.mark.parametrize("host", ["example.org", "localhost", "0xample.org", "127.0.0.1.example.org", "a1"])
def test_a_name_is_no_address(host: str) -> None:
    assert literal_address(host) is None


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        (" https://Example.ORG ", "https://example.org/"),
        ("HTTP://example.org:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://example.org:8443", "https://example.org:8443/"),
        ("http://example.org?q", "http://example.org/?q"),
        ("http://example.org/a%20b/é?ü=1", "http://example.org/a%20b/%C3%A9?%C3%BC=1"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://0x7f.1:8765/", "http://127.0.0.1:8765/"),
        ("http://[::FFFF:1.1.1.1]:8080/", "http://[::ffff:101:101]:8080/"),
    ],
)
def test_an_address_has_one_plain_form(url: str, plain: str) -> None:
    assert target_of(url).url == plain
    assert target_of(plain).url == plain


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "not a web address"),
        ("file:///etc/passwd", "not a web address"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "not a web address"),
        ("http:///path", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://example.org:port/", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("", "not a web address"),
        ("http://user:password@example.org/", "user name or password"),
        ("http://example.org@127.0.0.1/", "user name or password"),
        ("http://example.org\\@127.0.0.1/", "user name or password"),
        ("http://example.org/a b", "spaces or control characters"),
        ("http://example.org/\r\nHost: other", "spaces or control characters"),
        ("http://exa\tmple.org/", "spaces or control characters"),
        ("http://%31%32%37.0.0.1/", "no name"),
        ("http://exa_mple..org/", "no name"),
        ("http://-.org/", "no name"),
        (f"http://{'a' * 64}.org/", "no name"),
        ("http://[fe80::1%25eth0]/", "network card"),
        ("http://[::zz]/", "address"),
        (f"http://example.org/{'a' * 2_000}", "longer than 2,000 characters"),
    ],
)
def test_what_no_page_could_have_as_its_address_is_refused(url: str, reason: str) -> None:
    with pytest.raises(AddressError, match=reason):
        target_of(url)


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z0-9\[\]:.@%\\/?#]{1,30}", fullmatch=True))
def test_whatever_is_not_refused_is_read_alike_by_the_standard_library(url: str) -> None:
    try:
        target = target_of(url)
    except AddressError:
        return
    again = urlsplit(target.url)

    assert (again.scheme, again.hostname, again.username) == (target.scheme, target.host, None)
    assert target.url.isascii()
    assert target.url.isprintable()


@pytest.mark.parametrize(
    ("host", "port", "trusted"),
    [
        ("intranet.example", 80, True),
        ("intranet.example", 8443, True),
        ("intranet.example", 6379, False),
        ("127.0.0.1", 8765, True),
        ("127.0.0.1", 80, False),
        ("::1", 9000, True),
        ("fd00::1", 443, True),
        ("www.intranet.example", 80, False),
    ],
)
def test_only_a_host_that_is_named_is_trusted_and_on_another_port_only_with_it(
    host: str, port: int, *, trusted: bool
) -> None:
    names = frozenset({" Intranet.example", "127.0.0.1:8765", "[::1]:9000", "fd00::1"})

    assert is_trusted(host, port, names) is trusted
