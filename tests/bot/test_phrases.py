from datetime import date

import pytest

from bot.phrases import coverage_sentence, day_words, too_many_questions
from bot.texts import ENGLISH, LANGUAGES
from index.coverage import Coverage

FIRST, LAST = date(1988, 1, 3), date(1991, 12, 30)
URDU = LANGUAGES["ur"]


@pytest.mark.parametrize(
    ("coverage", "sentence"),
    [
        (Coverage(1_499, FIRST, LAST, ()), "I know 1,499 articles, from 3 Jan 1988 to 30 Dec 1991."),
        (Coverage(2, FIRST, FIRST, ()), "I know 2 articles, of 3 Jan 1988."),
        (Coverage(1, None, None, ()), "I know 1 article."),
        (Coverage(0, None, None, ()), "I know no articles yet."),
    ],
)
def test_what_the_corpus_covers_is_one_sentence(coverage: Coverage, sentence: str) -> None:
    assert coverage_sentence(coverage, ENGLISH) == sentence


def test_dates_have_the_months_of_the_language() -> None:
    assert day_words(FIRST, ENGLISH) == "3 Jan 1988"
    assert day_words(FIRST, ENGLISH, with_year=False) == "3 Jan"
    assert day_words(LAST, URDU) == "30 دسمبر 1991"
    assert "3 جنوری 1988 سے 30 دسمبر 1991 تک" in coverage_sentence(Coverage(1_499, FIRST, LAST, ()), URDU)


def test_the_wait_is_told_in_seconds() -> None:
    assert too_many_questions(12, ENGLISH).endswith("Please wait 12 seconds.")
    assert too_many_questions(1, ENGLISH).endswith("Please wait 1 second.")
