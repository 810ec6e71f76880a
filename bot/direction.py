"""Foreign words in a line of text that runs the other way: kept together, so that they turn nothing else around. Pure.

What stands between isolates is ordered by itself (https://www.unicode.org/reports/tr9/). The first strong character of
a line decides which way it runs; not every app of Telegram passes over isolates when it looks for that one, so a line
that begins with a foreign piece begins with a mark of its own direction. Never used inside a quote.
"""

import re
from unicodedata import bidirectional

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT = frozenset({"L"}), frozenset({"R", "AL"})
_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


def is_foreign(text: str, *, right_to_left: bool) -> bool:
    """Tell whether `text` has letters that run against a language of this direction."""
    other = _LEFT_TO_RIGHT if right_to_left else _RIGHT_TO_LEFT
    return any(bidirectional(char) in other for char in text)


def without_marks(text: str) -> str:
    """Return `text` without its own marks of direction, which would reach beyond it."""
    return _MARKS.sub("", text)


def isolated(text: str, *, right_to_left: bool) -> str:
    """Return `text`, between isolates where it is foreign in a line of this direction."""
    if is_foreign(text, right_to_left=right_to_left):
        return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"
    return text


def line_start(first: str, *, right_to_left: bool) -> str:
    """The mark that a line of this direction begins with where its `first` piece is isolated; else nothing."""
    if not first.startswith(FIRST_STRONG_ISOLATE):
        return ""
    return RIGHT_TO_LEFT_MARK if right_to_left else LEFT_TO_RIGHT_MARK
