import pytest

from index.question_patterns import Told, questions_on, without_asides

GROUPS = frozenset({"XYZ", "FOO"})


def first_question(text: str, *, place: str | None = "Bern", day: str | None = None) -> str | None:
    return next((question for _, question in questions_on(Told(without_asides(text), place, day, GROUPS))), None)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("On Monday, the XYZ demanded a helicopter in Bern.", "What did the XYZ demand in Bern?"),
        ("THE KIDNAPPERS TODAY DEMANDED A HELICOPTER IN BERN.", "What did the kidnappers demand in Bern?"),
        (
            "The XYZ claimed responsibility for the November ambush in Bern.",
            "Who claimed responsibility for the November ambush in Bern?",
        ),
        (
            "THE XYZ SAID THAT IT WAS RESPONSIBLE FOR TODAY'S BOMB ATTACK IN BERN.",
            "Who claimed responsibility for the bomb attack in Bern?",
        ),
        ("THE XYZ GUERRILLAS ATTACKED A POLICE STATION IN BERN.", "Who attacked the police station in Bern?"),
        ("Rebels blew up nine cars in Bern.", "What did the rebels blow up in Bern?"),
        ("IN BERN, NINE PERSONS WERE INJURED.", "How many people were injured in Bern?"),
        ("The rebels killed at least four policemen in Bern.", "How many policemen were killed in Bern?"),
        ("Six soldiers died in an ambush in Bern.", "How many soldiers died in Bern?"),
        ("JUDGE JOHN DOE WAS KIDNAPPED TODAY IN BERN.", "Who was kidnapped in Bern?"),
        ("A car bomb exploded outside the bank in Bern.", "Where did the car bomb explode in Bern?"),
        ("The situation remained tense in Bern, people said.", "What is the situation in Bern?"),
    ],
)
def test_a_sentence_is_asked_about_as_a_person_would(text: str, question: str) -> None:
    assert first_question(text) == question


def test_a_group_of_letters_needs_no_place() -> None:
    assert first_question("THE XYZ [EXAMPLE GROUP] HAS REJECTED THE TRUCE.", place=None) == "What did the XYZ reject?"


def test_what_happened_is_asked_with_its_day() -> None:
    text = "A shell exploded in Bern."

    assert first_question(text) is None
    assert first_question(text, day="19 December 2022") == "What happened in Bern on 19 December 2022?"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday, the ABC demanded a helicopter in Bern.",
        "The helicopter was demanded by the XYZ in Bern.",
        "No group has claimed responsibility for the attack in Bern.",
        "The army blamed the XYZ, which claimed responsibility for the attack in Bern.",
        "The rebels deny that they killed four policemen in Bern.",
        '"The rebels killed four policemen in Bern", he said.',
        "Two of the nine soldiers were killed in Bern.",
        "Nine soldiers were killed.",
        "Nine soldiers were killed, and it rained in Bern.",
        "The consul in Bern, John Doe, was kidnapped.",
        "A judge was kidnapped in Bern.",
        "The church attacked the government in Bern.",
        "It rained in Bern.",
    ],
)
def test_what_is_denied_unknown_elsewhere_or_clumsy_is_not_asked(text: str) -> None:
    assert first_question(text) is None


def test_asides_are_left_out() -> None:
    assert without_asides("THE XYZ [EXAMPLE\nGROUP] (OF BERN)  LEFT.") == "THE XYZ LEFT."
