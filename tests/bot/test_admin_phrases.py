from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.admin_phrases import (
    bullets,
    counted,
    duration_words,
    moment_words,
    percent,
    short,
    size_words,
    stacked,
)
from bot.excerpt import utf16_units
from bot.reply import Piece


def test_things_are_counted_in_words_that_fit_the_number() -> None:
    assert [counted(count, "word") for count in (0, 1, 2_000)] == ["0 words", "1 word", "2,000 words"]
    assert counted(2, "person", "people") == "2 people"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0 %"), (0.001, "1 %"), (0.29, "29 %"), (0.924, "92 %"), (0.999, "99 %"), (1.0, "100 %")],
)
def test_a_share_is_whole_only_where_it_is(share: float, words: str) -> None:
    assert percent(share) == words


def test_a_moment_is_told_in_utc() -> None:
    karachi = timezone(timedelta(hours=5))

    assert moment_words(datetime(2022, 12, 20, 3, 4, tzinfo=karachi)) == "19 Dec 2022, 22:04"
    assert moment_words(datetime(2022, 12, 20, 3, 4, tzinfo=UTC), with_year=False) == "20 Dec, 03:04"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0, "1 second"), (42.4, "42 seconds"), (89.4, "89 seconds"), (90.0, "2 minutes"), (5_340, "89 minutes")],
)
def test_a_length_of_time_is_as_exact_as_one_needs(seconds: float, words: str) -> None:
    assert duration_words(seconds) == words


def test_hours_are_told_as_hours() -> None:
    assert duration_words(9_000) == "2.5 hours"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (120_000_000, "120 MB"),
        (12_300_000_000, "12 GB"),
        (5_000_000_000_000_000, "5,000 TB"),
    ],
)
def test_a_size_has_few_digits(size: int, words: str) -> None:
    assert size_words(size) == words


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=300), st.integers(2, 160))
def test_words_from_elsewhere_are_one_line_that_fits(text: str, max_units: int) -> None:
    line = short(text, max_units)

    assert utf16_units(line) <= max_units + 2  # the two isolates
    assert "\n" not in line
    assert line == line.strip()


def test_marks_of_direction_do_not_reach_beyond_the_words() -> None:
    assert short("\u202eend\u2066") == "end"
    assert short("بنوں") == "\u2068بنوں\u2069"


def test_the_first_lines_are_listed_and_the_rest_counted() -> None:
    assert bullets(["a", "b\nc"], most=5) == "• a\n• b c"
    assert bullets(["a", "b", "c"], most=2) == "• a\n• b\nand 1 more"
    assert bullets(["a"], most=2, count=2_000) == "• a\nand 1,999 more"


def test_only_lines_with_words_are_stacked() -> None:
    assert stacked(Piece(), Piece("a"), Piece(), Piece("b")) == Piece("a\nb")
    assert stacked() == Piece()
