"""Links to an article that open at the quoted words. Pure.

The part after `#:~:text=` is a text fragment (https://wicg.github.io/scroll-to-text-fragment/): a browser
that knows it scrolls to the words and marks them; any other ignores it.
"""

from urllib.parse import quote, urlsplit

EDGE_WORDS = 4
"""Words at either end of a quote that name it: a short link, and still found only once in most articles."""

MAX_FRAGMENT_CHARS = 400
"""A longer fragment is left out: scripts written without spaces make one word of a whole sentence."""


def is_web_address(url: str) -> bool:
    """Tell whether Telegram can open `url` from a link."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, url))
    except ValueError:
        return False


def link_to_words(url: str, text: str) -> str:
    """Return `url` with a text fragment for `text`, a non-empty quote from that page."""
    fragment = _fragment(text.split())
    if len(fragment) > MAX_FRAGMENT_CHARS:
        return url
    mark = "" if "#" in url else "#"
    return f"{url}{mark}:~:text={fragment}"


def _fragment(words: list[str]) -> str:
    if len(words) <= 2 * EDGE_WORDS:
        return _encoded(words)
    return f"{_encoded(words[:EDGE_WORDS])},{_encoded(words[-EDGE_WORDS:])}"


def _encoded(words: list[str]) -> str:
    encoded = quote(" ".join(words), safe="", errors="replace")
    return encoded.replace("-", "%2D")  # a bare dash has a meaning there
