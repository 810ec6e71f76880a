"""Phrases with a number, a moment or a size in them, in the words that admins read. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.direction import isolated, without_marks
from bot.excerpt import Excerpt, shortened
from bot.phrases import day_words
from bot.reply import Piece
from bot.texts import ENGLISH
from bot.texts import admins as words

MAX_LINE_UNITS = 160
"""Of a line that came from elsewhere: a reason, a question."""


def counted(count: int, one: str, many: str | None = None) -> str:
    """How many of something: "1 article", "3 articles"; `many` where an s does not make it."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """A share in 0..1; "100 %" and "0 %" only where that is exact."""
    whole = round(share * 100)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole} %"


def moment_words(moment: datetime, *, with_year: bool = True) -> str:
    """A day and a time, in UTC."""
    there = moment.astimezone(UTC)
    return f"{day_words(there.date(), ENGLISH, with_year=with_year)}, {there:%H:%M}"


def duration_words(seconds: float) -> str:
    """A length of time, as exactly as one needs it."""
    whole = max(1, round(seconds))
    if whole < 90:  # noqa: PLR2004 - "75 seconds" is read more easily than "1 minute"
        return counted(whole, "second")
    minutes = round(whole / 60)
    return counted(minutes, "minute") if minutes < 90 else f"{minutes / 60:.1f} hours"  # noqa: PLR2004 - as above


def size_words(size: int) -> str:
    """A number of bytes in the unit that leaves the fewest digits."""
    value, unit = float(size), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if value < 1_000:  # noqa: PLR2004 - a thousand of one unit are one of the next
            break
        value, unit = value / 1_000, larger
    return f"{value:.1f} {unit}" if unit != "bytes" and value < 10 else f"{value:,.0f} {unit}"  # noqa: PLR2004 - 2 digits


def short(text: str, max_units: int = MAX_LINE_UNITS) -> str:
    """Words from elsewhere on one line, within `max_units` UTF-16 units, kept from turning an English line around."""
    line = shortened(without_marks(text), max_units)
    return isolated(Excerpt(line).fitted(max_units).text, right_to_left=False)


def bullets(lines: Sequence[str], *, most: int, count: int | None = None, max_units: int = MAX_LINE_UNITS) -> str:
    """The first `most` lines, a bullet each, and how many more there are of `count`, else of the lines."""
    shown = [f"• {short(line, max_units)}" for line in lines[:most]]
    more = (len(lines) if count is None else count) - len(shown)
    return "\n".join([*shown, *([words.AND_MORE.format(count=f"{more:,}")] if more > 0 else [])])


def stacked(*lines: Piece, between: str = "\n") -> Piece:
    """The pieces that are not empty, a line each."""
    kept = [line for line in lines if line.text]
    return sum((Piece(between) + line for line in kept[1:]), start=kept[0]) if kept else Piece()
