import time
import tracemalloc

import pytest

from bot.robots import may_fetch

AGENT = "incident-bot"


def allowed(robots: str, path: str = "/news/1") -> bool:
    return may_fetch(robots, path, agent=AGENT)


@pytest.mark.parametrize(
    "robots", ["", "User-agent: *\nDisallow:", "<p>Not found", "User-agent: other\nDisallow: /", "Disallow: /"]
)
def test_what_nothing_closes_is_open(robots: str) -> None:
    assert allowed(robots)


@pytest.mark.parametrize(
    "robots",
    [
        "User-agent: *\nDisallow: /",
        "\ufeffuser-AGENT : *  # all\r\nDISALLOW: /news # and below",
        "User-agent: Incident-Bot/2.0\nDisallow: /news",
        "User-agent: other\nUser-agent: incident-bot\n\nDisallow: /news/1$",
        "User-agent: *\nAllow: /\nDisallow: /news/",
        "User-agent: *\nDisallow: /*/1",
        "User-agent: incident-bot\nDisallow: /a\nUser-agent: x\nAllow: /\nUser-agent: incident-bot\nDisallow: /news",
    ],
)
def test_what_is_closed_to_us_or_to_everybody_is_closed(robots: str) -> None:
    assert not allowed(robots)


def test_rules_for_us_stand_in_place_of_those_for_everybody() -> None:
    robots = "User-agent: *\nDisallow: /\nUser-agent: incident-bot\nDisallow: /private"

    assert allowed(robots)
    assert not allowed(robots, "/private/1")


def test_a_group_that_closes_nothing_ends_the_names_above_it() -> None:
    robots = "User-agent: incident-bot\nDisallow:\nUser-agent: *\nDisallow: /"

    assert allowed(robots)


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("Disallow: /\nAllow: /news", "/news/1", True),
        ("Disallow: /news/1\nAllow: /news", "/news/1", False),
        ("Disallow: /news\nAllow: /news", "/news/1", True),
        ("Disallow: /*?print", "/news/1?print=1", False),
        ("Disallow: /*?print", "/news/1", True),
        ("Disallow: /*.pdf$", "/a.pdf", False),
        ("Disallow: /*.pdf$", "/a.pdf?x", True),
        ("Disallow: /a*b*b$", "/ab", True),
        ("Disallow: /a*b*b$", "/abxb", False),
        ("Disallow: /caf%C3%A9", "/caf%c3%a9/1", False),
        ("Disallow: /café", "/caf%C3%A9/1", False),
    ],
)
def test_the_longest_rule_that_fits_decides(rules: str, path: str, *, expected: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}", path) is expected


def test_a_pattern_of_many_wildcards_takes_no_time() -> None:
    robots = "User-agent: *\nDisallow: /" + "*a" * 5_000 + "b$"
    begun = time.monotonic()

    assert allowed(robots, "/" + "a" * 2_000)
    assert time.monotonic() - begun < 1


def test_many_rules_for_a_long_path_take_little_time() -> None:
    robots = "User-agent: *\n" + "Allow: /a\n" * 50_000
    begun = time.monotonic()

    assert allowed(robots, "/" + "%41" * 600)
    assert time.monotonic() - begun < 2


def test_many_names_above_many_rules_take_little_memory() -> None:
    robots = "User-agent: other\n" * 2_000 + "User-agent: incident-bot\n" * 2_000 + "Disallow: /b\n" * 4_000
    tracemalloc.start()
    try:
        assert allowed(robots)
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()
