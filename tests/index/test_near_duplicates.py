from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near_duplicates import Wording, Wordings

WIRE = "Gunmen of the TTP have killed 12 policemen (four of them cadets) at a checkpoint near Bannu, officials said."
BANNU = "Militants in Bannu took several guards hostage on Sunday after they broke out of their cells"


def is_repeated(shown: str, other: str, *, days_apart: int = 0) -> bool:
    day = date(2022, 12, 18)
    return Wording(shown, day).is_repeated_by(Wording(other, day + timedelta(days=days_apart)))


@pytest.mark.parametrize(
    ("shown", "other"),
    [
        (WIRE, WIRE.upper()),
        (WIRE, WIRE.replace("\u0020", "\n ").replace(",", " --")),
        (WIRE, WIRE.replace("have killed", "killed")),
        (WIRE, WIRE.replace("at a checkpoint", "at the check point")),
        (WIRE, WIRE.replace("said", "stated")),
        (WIRE, WIRE.replace(" (four of them cadets)", "")),
        (WIRE, WIRE.replace(", officials said", "")),
        (WIRE, WIRE.replace(" near Bannu, officials said", "")),
        (f"The army added: {WIRE}", WIRE),
        (f"{BANNU}.", f"{BANNU.replace('on Sunday', 'Sunday')}."),
        ("No one was hurt.", "NO ONE WAS HURT"),
    ],
)
def test_the_same_report_in_other_print_is_a_repetition(shown: str, other: str) -> None:
    assert is_repeated(shown, other)


@pytest.mark.parametrize(
    ("shown", "other"),
    [
        (WIRE, WIRE.replace("12", "14")),
        (WIRE, WIRE.replace("12", "1.2")),
        (WIRE, WIRE.replace("four", "five")),
        (WIRE, WIRE.replace("Bannu", "Lakki Marwat")),
        (WIRE, WIRE.replace("TTP", "BLA")),
        (WIRE, WIRE.replace("killed", "wounded")),
        (WIRE, WIRE.replace("near", "in")),
        (WIRE, WIRE.replace("have killed", "have not killed")),
        (WIRE, WIRE.replace("said", "denied")),
        (WIRE.replace("12", "$12"), WIRE.replace("12", "\u20ac12")),
        (WIRE, WIRE.replace("said.", "said?")),
        (f"{BANNU}.", f"{BANNU} and freed them."),
        (f"{BANNU}, but the army denied it.", f"{BANNU}."),
        (f"{BANNU} and killed 2 of them.", f"{BANNU}."),
        (f"{BANNU} and killed two of them.", f"{BANNU}."),
        (f"Officials denied that {BANNU}.", f"{BANNU}."),
        (
            f"{BANNU}, and the talks about a way out for them went on all night, with the elders of the town.",
            f"{BANNU}.",
        ),
        (
            "The guards killed the gunmen in the north of the town.",
            "The gunmen killed the guards in the north of the town.",
        ),
        ("No one was hurt.", "No one was hurt, however."),
    ],
)
def test_another_number_name_negation_or_claim_is_another_account(shown: str, other: str) -> None:
    assert not is_repeated(shown, other)


def test_the_same_general_words_far_apart_are_about_two_events() -> None:
    claim = "No one has claimed responsibility for the attack so far."

    assert is_repeated(claim, claim, days_apart=1)
    assert not is_repeated(claim, claim, days_apart=60)
    assert is_repeated(WIRE, WIRE, days_apart=60)
    assert not is_repeated(WIRE, WIRE.replace("have killed", "killed"), days_apart=60)


def test_a_day_that_is_not_known_may_be_any() -> None:
    assert Wording("No one was hurt.", date(2022, 12, 18)).is_repeated_by(Wording("No one was hurt."))


words = st.lists(
    st.sampled_from(["the", "a", "of", "12", "14", "not", "killed", "wounded", "said", "Bannu", "TTP", "in,", "on"]),
    max_size=20,
)
texts = words.map(" ".join)


@given(texts)
def test_every_sentence_repeats_itself(text: str) -> None:
    assert Wording(text).is_repeated_by(Wording(text))


@given(texts, texts)
def test_what_repeats_has_no_number_name_or_negation_of_its_own(shown: str, other: str) -> None:
    if Wording(shown).is_repeated_by(Wording(other)):
        assert set(other.split()) - set(shown.split()) <= {"the", "a", "of", "said", "on"}


@given(st.lists(texts, max_size=6), texts)
def test_the_fast_search_finds_the_first_that_is_repeated_and_only_such(said: list[str], text: str) -> None:
    wordings, wording = Wordings(), Wording(text)
    for number, words in enumerate(said):
        wordings.add(number, Wording(words))

    found = wordings.repeated_by(wording)

    exact = [number for number, words in enumerate(said) if Wording(words).words == wording.words]
    assert found is None or Wording(said[found]).is_repeated_by(wording)
    assert not exact or (found is not None and found <= exact[0])
