from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.vocabulary import Mended, Slip, Vocabulary, fold, slip_between

TEXT = "What did the militants demand in Bannu? A pass, safe passages to Waziristan, says commander Mohammed Cristiani."
CORPUS = Vocabulary.of([TEXT] * 5)


def mended(question: str, *, known: Callable[[str], bool] = lambda _: False) -> str:
    return CORPUS.mend(question, known=known).text


def test_mistyped_words_become_the_words_of_the_corpus() -> None:
    assert CORPUS.mend("waht did teh TTP demnad in Banu?") == Mended(
        "what did teh TTP demand in Bannu?", (("waht", "what"), ("demnad", "demand"), ("Banu", "Bannu"))
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cristani", "cristiani"),
        ("edmand", "demand"),
        ("passges", "passages"),
        ("comander", "commander"),
        ("militannts", "militants"),
        ("Wazirstan", "Waziristan"),
        ("waziristen", "waziristan"),
        ("waziriztan", "waziristan"),
        ("Mohammad", "Mohammed"),
        ("cristani's", "cristiani's"),
        ("pre-demnad", "pre-demand"),
        ("comm\u00e1nder-cristani", "comm\u00e1nder-cristiani"),
    ],
)
def test_one_slip_is_mended_and_case_and_punctuation_stay(typed: str, meant: str) -> None:
    assert mended(f"who was {typed}?") == f"who was {meant}?"


@pytest.mark.parametrize(
    "typed",
    [
        "demands demanding demandded undemanding",  # inflections
        "hannu bannus bann",  # first and last letter
        "bana bamnu demend bannnu",  # too short for another letter or one more
        "dmnd",  # two slips
        "wasn't doesn't",
        "@comander https://comander.org/demnad comander.org comander@example.org",
        "b4nnu 2022 sam-7s",
        "PASSGES",  # in capitals among other words: an acronym
        "ban",  # too short for anything
        "",
    ],
)
def test_what_may_be_another_word_stays_as_typed(typed: str) -> None:
    question = f"what about {typed}?"

    assert CORPUS.mend(question) == Mended(question)


def test_a_question_all_in_capitals_is_mended_in_capitals() -> None:
    assert mended("WHAT DID CRISTANI DEMNAD?") == "WHAT DID CRISTIANI DEMAND?"


def test_a_prefix_makes_a_word_of_a_word() -> None:
    assert Vocabulary.of(["stated restarted"]).mend("restated").changes == ()
    assert Vocabulary.of(["restarted"]).mend("restated").text == "restarted"


def test_scripts_without_letter_case_are_left_alone() -> None:
    peshawar = "\u067e\u06cc\u0634\u0627\u0648\u0631"
    one_letter_less = peshawar[:3] + peshawar[4:]

    assert Vocabulary.of([peshawar] * 5).mend(one_letter_less).changes == ()


def test_a_word_that_the_caller_knows_stays() -> None:
    assert mended("the demnad", known={"demnad"}.__contains__) == "the demnad"
    assert mended("the demnads", known={"demnad"}.__contains__) == "the demnads"


def test_a_short_word_is_mended_only_to_a_frequent_one() -> None:
    assert Vocabulary.of(["Bannu"] * 4).mend("banu").text == "banu"
    assert Vocabulary.of(["Bannu"] * 5).mend("banu").text == "bannu"


def test_of_two_words_within_reach_one_must_be_far_more_frequent() -> None:
    assert Vocabulary.of(["Pacheco"] * 3 + ["Pachico"] * 2).mend("pachco").text == "pachco"
    assert Vocabulary.of(["Pacheco"] * 4 + ["Pachico"] * 2).mend("pachco").text == "pacheco"


def test_accents_make_no_difference() -> None:
    vocabulary = Vocabulary.of(["Bogot\u00e1 y Cocorn\u00e1"])

    assert vocabulary.mend("bogota Cocorna bogo\u0301ta").changes == ()
    assert vocabulary.mend("cocrona").text == "cocorna"


def test_an_empty_corpus_mends_nothing() -> None:
    assert Vocabulary.of([]).mend("waht?") == Mended("waht?")


@pytest.mark.parametrize(
    ("typed", "meant", "slip"),
    [
        ("demnad", "demand", Slip.SWAPPED),
        ("edmand", "demand", Slip.SWAPPED),
        ("demadn", "demand", Slip.SWAPPED),
        ("demnd", "demand", Slip.MISSING),
        ("deemand", "demand", Slip.EXTRA),
        ("batemann", "bateman", Slip.EXTRA),
        ("demend", "demand", Slip.VOWEL),
        ("detand", "demand", Slip.LETTER),
        ("demand", "demand", None),
        ("remand", "demand", None),
        ("demands", "demand", None),
        ("dxmxnd", "demand", None),
        ("dnamed", "demand", None),
        ("", "demand", None),
    ],
)
def test_a_slip_is_named_after_what_went_wrong(typed: str, meant: str, slip: Slip | None) -> None:
    assert slip_between(typed, meant) is slip


@given(st.text(max_size=80))
def test_the_words_of_the_corpus_are_never_changed(text: str) -> None:
    assert Vocabulary.of([text]).mend(text) == Mended(text)


@given(st.text(st.sampled_from("abdemnu '-.@"), max_size=40))
def test_every_change_is_one_slip_away_and_in_the_corpus(question: str) -> None:
    result = CORPUS.mend(question)

    assert all(
        slip_between(fold(typed), fold(meant)) and fold(meant) in CORPUS.counts for typed, meant in result.changes
    )
    assert (result.text == question) == (not result.changes)
