from dataclasses import replace

import pytest

from index.place_names import PlaceNames, as_name, is_in_capitals
from tests.index.small_corpus import article_of

HARBOUR = replace(article_of("IT RAINED."), place="PORT HARBOUR (NORTHLAND)")
CLANDESTINE = replace(article_of("IT RAINED."), place="CLANDESTINE")
PROVINCE = article_of("CALM IN MIDDLEMARCH, NORTHERN PROVINCE. BOMBS IN MIDDLEMARCH PROVINCE. THE TOWN OF ELM.")
NAMES = PlaceNames([HARBOUR, CLANDESTINE, PROVINCE])


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("TWO DIED IN PORT HARBOUR TODAY.", ("Port Harbour",)),
        ("TWO DIED IN DOWNTOWN PORT HARBOUR.", ("Port Harbour",)),
        ("TWO DIED IN PORT HARBOUR PROVINCE.", ("Port Harbour province",)),
        ("TWO DIED IN MIDDLEMARCH, A TOWN.", ("Middlemarch",)),
        ("TWO DIED IN PORT HARBOUR AND IN MIDDLEMARCH.", ("Port Harbour", "Middlemarch")),
        ("TWO DIED IN PORT HARBOUR AIRPORT.", ()),
        ("TWO DIED IN COMBAT.", ()),
        ("TWO DIED IN CLANDESTINE.", ()),
        ("TWO DIED IN ELM.", ()),
        ("TWO DIED NEAR PORT HARBOUR.", ()),
    ],
)
def test_in_capitals_only_places_of_the_corpus_are_known(text: str, places: tuple[str, ...]) -> None:
    assert NAMES.named_in(text, in_capitals=True) == places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Two died in Old Harbour on Sunday.", ("Old Harbour",)),
        ("Two died in the city of Elm.", ("Elm",)),
        ("Two died in the Elm district of Northland.", ("the Elm district",)),
        ("Two died in northern Elm, in Oak and in Elm-on-Sea.", ("northern Elm", "Oak")),
        ("Two died in December, in Arabic, in Congress.", ()),
        ("Two died in Mar del Oro.", ()),
        ("Two died in hospital.", ()),
    ],
)
def test_in_mixed_case_places_are_read_off_their_capitals(text: str, places: tuple[str, ...]) -> None:
    assert NAMES.named_in(text, in_capitals=False) == places


def test_a_corpus_without_places_names_none_in_capitals() -> None:
    assert PlaceNames([]).named_in("TWO DIED IN PORT HARBOUR.", in_capitals=True) == ()


@pytest.mark.parametrize(
    ("place", "name"),
    [("SAN JOSE DE MAIPO", "San Jose de Maipo"), ("LA PAZ", "La Paz"), ("Kuala lumpur", "Kuala lumpur")],
)
def test_a_name_in_capitals_is_written_as_a_name(place: str, name: str) -> None:
    assert as_name(place) == name


def test_a_text_is_in_capitals_where_it_has_few_small_letters() -> None:
    assert is_in_capitals("TWO DIED IN McALLEN TODAY.")
    assert not is_in_capitals("Two of the FMLN died.")
    assert not is_in_capitals("123")
