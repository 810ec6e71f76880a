import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.question import Expects, TokenKind, classify_tokens, has_words, leans_on_context, next_context


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many were hurt?", Expects.NUMBER),
        ("what is the death toll of the raid", Expects.NUMBER),
        ("How long did it last", Expects.NUMBER),
        ("when did it end", Expects.DATE),
        ("on which day was the raid?", Expects.DATE),
        ("why did they leave", Expects.REASON),
        ("what did the TTP demand in Bannu?", Expects.ANYTHING),
        ("", Expects.ANYTHING),
    ],
)
def test_the_words_of_a_question_say_what_kind_of_answer_it_expects(question: str, expected: Expects) -> None:
    assert Expects.of(question) is expected


@pytest.mark.parametrize(
    ("expects", "met", "missed"),
    [
        (Expects.NUMBER, "Seven men were hurt.", "Many men were hurt."),
        (Expects.NUMBER, "14 men were hurt.", "Men were hurt there, too."),
        (Expects.DATE, "They left on Monday.", "They left soon."),
        (Expects.DATE, "They left on 19 December.", "They left in a hurry."),
        (Expects.REASON, "They left because of the rain.", "They left in the rain."),
    ],
)
def test_an_expectation_is_met_by_a_text_that_holds_such_an_answer(expects: Expects, met: str, missed: str) -> None:
    assert expects.is_met_by(met)
    assert not expects.is_met_by(missed)


def test_anything_is_met_by_nothing_in_particular() -> None:
    assert not Expects.ANYTHING.is_met_by("Seven men left on Monday because of the rain.")


@pytest.mark.parametrize(
    "question",
    [
        "how many were hurt?",
        "and who did it?",
        "what about Lakki Marwat?",
        "when did they leave the compound in Bannu",
        "why?",
        "",
    ],
)
def test_questions_that_need_the_one_before_lean_on_it(question: str) -> None:
    assert leans_on_context(question)


@pytest.mark.parametrize("question", ["what did the TTP demand in Bannu?", "who attacked police in Lakki Marwat?"])
def test_questions_that_name_their_subject_stand_alone(question: str) -> None:
    assert not leans_on_context(question)


def test_a_chain_of_follow_ups_leans_on_the_question_that_stood_alone() -> None:
    first = next_context(None, "what did the TTP demand in Bannu?")
    second = next_context(first, "and when was that?")
    third = next_context(second, "who attacked police in Lakki Marwat?")

    assert first == second == "what did the TTP demand in Bannu?"
    assert third == "who attacked police in Lakki Marwat?"


def test_the_first_question_is_the_context_even_if_it_leans() -> None:
    assert next_context(None, "how many were hurt?") == "how many were hurt?"


def test_tokens_are_names_words_function_words_or_punctuation() -> None:
    question = "what did bannu demand?"
    spans = [(0, 4), (5, 8), (9, 12), (12, 14), (15, 21), (21, 22)]  # the model has no one piece for bannu

    tokens = classify_tokens(question, spans)

    assert [token.kind for token in tokens] == [
        TokenKind.FUNCTION, TokenKind.FUNCTION, TokenKind.NAME, TokenKind.NAME, TokenKind.WORD, TokenKind.PUNCTUATION,
    ]  # fmt: skip
    assert tokens[2].word == tokens[3].word
    assert [token.pieces for token in tokens[2:5]] == [2, 2, 1]


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=10))
def test_every_token_gets_a_kind_whatever_the_question(question: str, spans: list[tuple[int, int]]) -> None:
    tokens = classify_tokens(question, spans)

    assert len(tokens) == len(spans)
    assert all((token.word == -1) == (token.kind is TokenKind.PUNCTUATION) for token in tokens)


@pytest.mark.parametrize("text", ["a", "7", "حمله", "中", "?? x", "é"])
def test_letters_and_digits_of_any_script_are_words(text: str) -> None:
    assert has_words(text)


@pytest.mark.parametrize("text", ["", " ", "?!", "\U0001f525\U0001f525", "\0", "\n\t", "\u200f", "---"])
def test_without_a_letter_or_digit_there_is_nothing_to_look_for(text: str) -> None:
    assert not has_words(text)
