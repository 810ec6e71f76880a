from bot.direction import is_foreign, isolated, line_start, without_marks


def test_letters_of_the_other_direction_are_foreign_and_digits_are_not() -> None:
    assert is_foreign("19 Dec", right_to_left=True)
    assert not is_foreign("19.12.2022", right_to_left=True)
    assert is_foreign("Bannu بنوں", right_to_left=False)
    assert is_foreign("שלום", right_to_left=False)
    assert not is_foreign("Bannu", right_to_left=False)


def test_marks_of_direction_are_dropped_and_joiners_kept() -> None:
    assert without_marks("\u202ea\u2068b\u2069\u200f") == "ab"
    assert without_marks("می\u200cروم") == "می\u200cروم"


def test_only_what_is_foreign_is_isolated_and_a_line_that_begins_with_it_is_marked() -> None:
    assert isolated("Dawn", right_to_left=True) == "\u2068Dawn\u2069"
    assert isolated("Dawn", right_to_left=False) == "Dawn"
    assert line_start("\u2068Dawn\u2069", right_to_left=True) == "\u200f"
    assert line_start("\u2068بنوں\u2069", right_to_left=False) == "\u200e"
    assert line_start("Dawn", right_to_left=False) == ""
