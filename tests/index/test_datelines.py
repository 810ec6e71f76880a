import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.datelines import after_dateline

WIRE = "GUNMEN FLED. NOBODY WAS HURT."
PAPER = "Gunmen fled. Nobody was hurt."


def rest(text: str) -> str:
    return text[after_dateline(text, 0, len(text)) :]


@pytest.mark.parametrize(
    "dateline",
    [
        "SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- ",
        "LIMA, 28 FEB 89 (EFE) -- [TEXT] ",
        "BOGOTA, 3 JAN 90 (DPA) -- [REPORT] [BY A REPORTER] [TEXT] ",
        "BOGOTA, 3 JAN 90 (DPA) -- \n",
        "MADRID (SPAIN), 15 NOV 89 (EFE) -- [EXCERPT] LA PAZ, 15 NOV (EFE) -- ",
    ],
)
def test_the_dateline_of_a_wire_in_capitals_ends_before_the_first_sentence(dateline: str) -> None:
    assert rest(dateline + WIRE).lstrip() == WIRE


@pytest.mark.parametrize(
    "dateline",
    [
        "KABUL (Reuters) - ",
        "PESHAWAR, Pakistan (AP) \u2014 ",
        "ISLAMABAD, Dec. 19 (Xinhua) -- ",
        "KABUL, Afghanistan \u2014 ",
        "WASHINGTON, D.C. \u2014 ",
        "LAKKI MARWAT: ",
        "QUETTA/KARACHI: ",
    ],
)
def test_so_does_that_of_a_newspaper(dateline: str) -> None:
    assert rest(dateline + PAPER) == PAPER
    assert rest(f"{dateline}\u201c{PAPER}\u201d") == f"\u201c{PAPER}\u201d"


@pytest.mark.parametrize(
    "text",
    [
        "The mayor -- a former guard -- resigned. He left.",
        "Peace talks -- Bern and Basel agreed. He left.",
        "NATO \u2014 the alliance \u2014 said so.",
        "PTI \u2014 Imran Khan's party \u2014 said so.",
        "LEADERS OF THE WORKERS (CGT) -- WHICH IS BANNED -- MET.",
        "FELLOW COUNTRYMEN: I ADDRESS YOU TODAY.",
        "ATTENTION: A GROUP OF NINE MEN FLED.",
        "Talks in Bannu: The siege is over.",
        "[The mayor said so.]",
    ],
)
def test_a_dash_or_colon_in_a_sentence_is_no_dateline(text: str) -> None:
    assert rest(text) == text


def test_a_dateline_may_have_its_paragraph_to_itself() -> None:
    assert rest("LIMA, NO DATE (EFE) -- [REPORT] [TEXT]") == ""


@given(st.text(st.sampled_from("AB ab3,.:()[]-\u2014\n"), max_size=60), st.integers(0, 20))
def test_what_is_left_out_is_a_beginning(text: str, start: int) -> None:
    start = min(start, len(text))

    assert start <= after_dateline(text, start, len(text)) <= len(text)
