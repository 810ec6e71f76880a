import pytest

from index.extraction.printed_lines import PrintedLine, paragraphs_of

WIDE = "The militants who held the police station since Sunday demanded"


def printed(*texts: str, page: int = 0, leading: float = 14, top: float = 700) -> list[PrintedLine]:
    """Lines one below the other; an empty text is a gap of half a line."""
    lines, y = [], top
    for text in texts:
        if text:
            lines.append(PrintedLine(page, 60 + 20 * text.startswith("\t"), y, 11, text.strip()))
        y -= leading if text else leading / 2
    return lines


def test_lines_are_joined_and_a_wider_gap_begins_a_paragraph() -> None:
    lines = printed(WIDE, "a safe passage.", "", "Officials said", "that talks went on.")

    assert paragraphs_of(lines) == [f"{WIDE} a safe passage.", "Officials said that talks went on."]


def test_an_indented_line_or_a_short_last_line_begins_a_paragraph_too() -> None:
    lines = printed(WIDE, "a safe passage.", WIDE, f"{WIDE}.", f"\t{WIDE}", "more.")

    assert paragraphs_of(lines) == [f"{WIDE} a safe passage.", f"{WIDE} {WIDE}.", f"{WIDE} more."]


def test_a_heading_among_indented_paragraphs_stands_alone() -> None:
    lines = printed(WIDE, f"{WIDE}.", "\tNo breakthrough", f"\t{WIDE}", WIDE)

    assert paragraphs_of(lines) == [f"{WIDE} {WIDE}.", "No breakthrough", f"{WIDE} {WIDE}"]


def test_letters_of_another_size_are_another_paragraph() -> None:
    heading = PrintedLine(0, 60, 714, 18, "Siege goes on")

    assert paragraphs_of([heading, *printed(WIDE, "money.")]) == ["Siege goes on", f"{WIDE} money."]


def test_a_sentence_goes_on_over_the_end_of_a_page_and_a_column() -> None:
    next_column = printed("and money.", top=700)
    next_page = printed("for them all.", page=1)

    assert paragraphs_of([*printed(WIDE), *next_column]) == [f"{WIDE} and money."]
    assert paragraphs_of([*printed(WIDE), *next_page]) == [f"{WIDE} for them all."]


def test_a_text_of_evenly_spaced_lines_is_one_paragraph_rather_than_cut_sentences() -> None:
    assert paragraphs_of(printed(WIDE, WIDE, WIDE, leading=28)) == [f"{WIDE} {WIDE} {WIDE}"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        line
        for page in range(3)
        for line in (
            *printed("The Daily Example", page=page, top=800),
            *printed(f"{WIDE} {'abc'[page]}", WIDE, WIDE, f"{'abc'[page]} it is.", page=page),
            *printed(f"Page {page + 1} of 3", page=page, top=20),
        )
    ]

    assert paragraphs_of(pages) == [f"{WIDE} {letter} {WIDE} {WIDE} {letter} it is." for letter in "abc"]


def test_a_number_that_is_no_page_number_stays() -> None:
    assert paragraphs_of(printed(WIDE, "14")) == [f"{WIDE} 14"]
    assert paragraphs_of(printed("1")) == ["1"]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("an operation in Waziri-", "stan began", "an operation in Waziristan began"),
        ("a counter-", "terrorism facility", "a counter-terrorism facility"),
        ("the cease-fire held; the cease-", "fire ended", "the cease-fire held; the cease-fire ended"),
        ("the police who came, police-", "led men who led", "the police who came, police-led men who led"),
        ("the Taliban high-", "ups", "the Taliban highups"),
        ("in 2021-", "2022 there were", "in 2021- 2022 there were"),
        ("Lakki-", "Marwat", "Lakki-Marwat"),
    ],
)
def test_a_divided_word_is_one_again_and_a_compound_keeps_its_hyphen(first: str, second: str, joined: str) -> None:
    assert paragraphs_of(printed(first, second)) == [joined]


def test_joined_letters_are_taken_apart() -> None:
    assert paragraphs_of(printed("The o\ufb03cer \ufb01red.")) == ["The officer fired."]


def test_nothing_printed_is_nothing_said() -> None:
    assert paragraphs_of([]) == []
    assert paragraphs_of(printed(" ")) == []
