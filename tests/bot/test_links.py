from urllib.parse import unquote

import pytest

from bot.links import MAX_FRAGMENT_CHARS, is_web_address, link_to_words


def test_a_short_quote_is_named_whole() -> None:
    assert (
        link_to_words("https://x.org/a", "They left, at last") == "https://x.org/a#:~:text=They%20left%2C%20at%20last"
    )


def test_a_long_quote_is_named_by_its_first_and_last_words() -> None:
    url = link_to_words("https://x.org/a", "one two three four five six seven eight nine")

    assert url == "https://x.org/a#:~:text=one%20two%20three%20four,six%20seven%20eight%20nine"


def test_signs_with_a_meaning_in_a_fragment_are_encoded() -> None:
    fragment = link_to_words("https://x.org/a", "cease-fire & talks, 50%").partition(":~:text=")[2]

    assert not set(fragment) & set("-&,#")
    assert unquote(fragment) == "cease-fire & talks, 50%"


def test_an_address_keeps_the_fragment_it_has() -> None:
    assert link_to_words("https://x.org/a#top", "Hello") == "https://x.org/a#top:~:text=Hello"


def test_a_quote_without_spaces_makes_no_endless_link() -> None:
    assert link_to_words("https://x.org/a", "攻" * MAX_FRAGMENT_CHARS) == "https://x.org/a"


@pytest.mark.parametrize(
    "url", ["ftp://x.org", "x.org/a", "javascript:alert(1)", "https://", "https://x.org/a b", "http://[x"]
)
def test_what_telegram_cannot_open_is_no_web_address(url: str) -> None:
    assert not is_web_address(url)


def test_http_and_https_are_web_addresses() -> None:
    assert is_web_address("https://x.org/a?b=c#d")
    assert is_web_address("http://x.org")
