from dataclasses import replace

from bot.article_pieces import FIRST_WORDS_UNITS, first_words, length_words, numbered, source_words, title_of
from tests.bot.admin_examples import BARE, SIEGE, URDU


def test_the_first_words_are_of_the_body_and_end_with_an_ellipsis_where_more_follows() -> None:
    long = replace(SIEGE, text="Siege\n\n" + "They left. " * 1_000)

    assert first_words(SIEGE).text == "The militants want to leave. They hold six hostages."
    assert first_words(long).text.endswith("They…")
    assert FIRST_WORDS_UNITS * 0.9 < first_words(long).units <= FIRST_WORDS_UNITS


def test_without_a_body_there_are_no_first_words() -> None:
    bare = replace(SIEGE, body_start=len(SIEGE.text))

    assert first_words(bare).entities == ()
    assert length_words(bare) == "0 words"


def test_a_long_title_is_cut_after_a_word_in_a_list() -> None:
    assert (
        title_of(replace(SIEGE, title="Siege of Bannu " * 9))
        == "Siege of Bannu Siege of Bannu Siege of Bannu Siege of Bannu…"
    )
    assert title_of(replace(SIEGE, title="\n")) == "no title"


def test_a_numbered_line_runs_from_left_to_right() -> None:
    assert numbered(1_000, SIEGE) == f"1,000. {SIEGE.title}"
    assert numbered(2, URDU).startswith("\u200e2. \u2068")


def test_outlet_and_date_are_told_as_far_as_known() -> None:
    assert source_words(SIEGE) == "Dawn · 19 Dec 2022"
    assert source_words(BARE) == "no date"
