import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gap_groups import GapGroup, content_words, group_gaps
from bot.store.records import Unanswered

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


def gap(question: str, asked: int = 1, *, told: int = 0, minutes: float = 0, context: str | None = None) -> Unanswered:
    return Unanswered(question, asked, told, NOON + timedelta(minutes=minutes), context)


def grouped(*questions: str) -> list[list[str]]:
    """The questions of each group; the first are asked more often."""
    gaps = [gap(question, len(questions) - number) for number, question in enumerate(questions)]
    return sorted([group.question, *group.also] for group in group_gaps(gaps))


def test_no_questions_are_no_groups() -> None:
    assert group_gaps(()) == ()


def test_a_group_has_the_most_asked_wording_and_the_sums() -> None:
    found = group_gaps(
        [
            gap("the bank robberies of Quetta?", 2, told=1, minutes=5),
            gap("Who robbed the bank in Karachi?", 4),
            gap("Tell me about the bank robbery in Quetta", 3, told=2, minutes=1),
        ]
    )

    assert found == (
        GapGroup(
            "Tell me about the bank robbery in Quetta",
            questions=5,
            told=3,
            last_at=NOON + timedelta(minutes=5),
            also=("the bank robberies of Quetta?",),
        ),
        GapGroup("Who robbed the bank in Karachi?", questions=4, told=0, last_at=NOON),
    )


@pytest.mark.parametrize(
    "questions",
    [
        ("What happened in Swat?", "swat", "Tell me the latest news about Swat"),
        ("Who attacked the police in Bannu?", "who attacked police in bannu yesterday"),
        ("Were hostages released in Bannu?", "did they release the hostage in Bannu?"),
        ("سوات میں کیا ہوا؟", "سوات کی خبریں بتائیں"),
    ],
)
def test_questions_that_share_most_content_words_are_one_group(questions: tuple[str, ...]) -> None:
    assert grouped(*questions) == [list(questions)]


@pytest.mark.parametrize(
    "questions",
    [
        ("What happened in Quetta?", "What happened in Swat?"),
        ("How many were killed in the Quetta bank attack?", "How many were killed in the Swat bank attack?"),
        ("Was there an attack in 2014 in Karachi?", "Was there an attack in 2015 in Karachi?"),
        ("Who was killed?", "Who was arrested?"),
        ("بنوں میں کیا ہوا؟", "سوات میں کیا ہوا؟"),
        ("why?", "who?"),
    ],
)
def test_questions_about_something_else_are_groups_of_their_own(questions: tuple[str, ...]) -> None:
    assert grouped(*questions) == sorted([question] for question in questions)


def test_a_chain_of_small_differences_is_not_one_group() -> None:
    chain = [" ".join(f"word{number}" for number in range(start, start + 8)) for start in range(6)]
    groups = grouped(*chain)

    assert max(map(len, groups)) == 2


def test_a_question_is_about_what_it_leans_on_too() -> None:
    bannu = gap("Who did it?", 2, context="What happened in the Bannu siege?")
    quetta = gap("who did it?", context="what happened in the Quetta robbery?")
    again = gap("so who did it", context="the siege in Bannu")
    first, second = group_gaps([bannu, quetta, again])

    assert (first.question, first.context, first.also) == (bannu.question, bannu.context, (again.question,))
    assert (second.question, second.context) == (quetta.question, quetta.context)


def test_the_forms_of_a_word_are_one_word() -> None:
    assert content_words("attack attacks attacked attacking") == content_words("attack")
    assert content_words("release released city cities bombings") == content_words("releases city bombing")
    assert content_words("crisis bus king police") >= {"crisis", "bus", "king"}


@given(st.lists(st.builds(gap, st.text("ab c?", max_size=12), st.integers(1, 5), told=st.integers(0, 3)), max_size=20))
def test_every_question_is_in_one_group_and_the_most_asked_are_first(gaps: list[Unanswered]) -> None:
    groups = group_gaps(gaps)
    wordings = [question for group in groups for question in (group.question, *group.also)]

    assert sorted(wordings) == sorted(one.question for one in gaps)
    assert sum(group.questions for group in groups) == sum(one.asked for one in gaps)
    assert sum(group.told for group in groups) == sum(one.told for one in gaps)
    assert [group.questions for group in groups] == sorted((group.questions for group in groups), reverse=True)


def test_the_order_in_which_questions_come_changes_nothing() -> None:
    gaps = [gap(question, asked) for asked, question in enumerate(["swat", "swat news", "Quetta", "a swat blast"] * 2)]

    assert group_gaps(gaps) == group_gaps(gaps[::-1])


def test_a_thousand_questions_take_less_than_a_second() -> None:
    chance = random.Random(7)  # noqa: S311 - made-up questions
    words = [f"word{number}" for number in range(60)]
    gaps = [gap(" ".join(chance.choices(words, k=chance.randint(1, 20))), chance.randint(1, 9)) for _ in range(1000)]
    began = time.process_time()
    groups = group_gaps(gaps)

    assert time.process_time() - began < 1
    assert sum(1 + len(group.also) for group in groups) == 1000
