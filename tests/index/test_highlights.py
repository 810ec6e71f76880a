import numpy as np
import pytest
from hypothesis import given

from index.highlights import Asked, decisive_words
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import questions, texts

RARE, COMMON = 0.9, 0.1


def marked(text: str, question: str) -> list[str]:
    return [text[start:end] for start, end in spans(text, question)]


def spans(text: str, question: str) -> tuple[tuple[int, int], ...]:
    sentence, asked = FakeEncoder().encode([text, question])
    words = [question[start:end] for start, end in asked.token_spans.tolist()]
    return decisive_words(
        text,
        sentence.token_spans,
        sentence.token_vectors @ asked.token_vectors.T,
        Asked(question, np.asarray([RARE if len(word) > 4 else COMMON for word in words], np.float32)),
    )


def test_the_clause_that_matches_is_marked() -> None:
    text = "Gunmen raided the depot in Bern, demanding a helicopter from the mayor, and then fled."

    assert marked(text, "what did they demand") == ["demanding a helicopter from the mayor"]


def test_a_clause_that_only_repeats_the_question_is_not_marked() -> None:
    text = "In the depot in Bern, demanding a helicopter, they waited."

    assert marked(text, "what happened in the depot in Bern, what did they demand?") == ["demanding a helicopter"]


def test_a_number_is_marked_where_a_number_is_asked_for() -> None:
    text = "The guards were wounded badly, but fourteen guards were wounded lightly."

    (words,) = marked(text, "how many guards were wounded?")

    assert "fourteen" in words


def test_a_long_clause_is_narrowed_to_the_words_around_the_match() -> None:
    text = "The old " + "and very old " * 12 + "mayor demanded a helicopter " + "of the newest and best kind " * 6

    (words,) = marked(text, "what did the mayor demand")

    assert "mayor demanded" in words
    assert len(words) < len(text) / 2


@pytest.mark.parametrize("text", ["The river rose over its banks.", "...", "Bern"])
def test_nothing_is_marked_where_nothing_stands_out(text: str) -> None:
    assert marked(text, "Bern") == []


@given(texts, questions)
def test_marks_are_whole_words_inside_the_text(text: str, question: str) -> None:
    for start, end in spans(text, question):
        assert 0 <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[start - 1 : start].isalnum() or not text[start].isalnum()
        assert not text[end : end + 1].isalnum() or not text[end - 1].isalnum()
