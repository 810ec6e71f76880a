from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.places import DIGEST_CHARS, Place, place_of, quote_at
from index.records import Article, Quote
from tests.index.small_corpus import RAID

DEMAND = "They demanded a helicopter and a free way to Geneva."


def demand_in(article: Article) -> Quote:
    start = article.text.index(DEMAND)
    return Quote(article, start, start + len(DEMAND), ((5, 13),))


def moved(article: Article, before: str) -> Article:
    return replace(article, text=before + article.text)


def test_a_place_names_the_article_and_keeps_no_word() -> None:
    place = place_of(demand_in(RAID))

    assert (place.article, place.end - place.start, place.highlights) == ("raid", len(DEMAND), ((5, 13),))
    assert len(place.digest) == DIGEST_CHARS
    assert "demanded" not in repr(place)


def test_a_quote_is_found_at_its_place() -> None:
    assert quote_at(RAID, place_of(demand_in(RAID))) == demand_in(RAID)


@pytest.mark.parametrize("before", ["Corrected. ", "\n\n", "(", "x " * 500])
def test_words_that_moved_inside_the_article_are_found_there(before: str) -> None:
    later = moved(RAID, before)

    assert quote_at(later, place_of(demand_in(RAID))) == demand_in(later)
    assert quote_at(RAID, place_of(demand_in(later))) == demand_in(RAID)


def test_of_two_prints_of_the_same_words_the_nearer_one_is_found() -> None:
    twice = replace(RAID, text=f"{RAID.text}\n\n{DEMAND} {RAID.text}")
    place = place_of(demand_in(RAID))
    last = twice.text.rindex(DEMAND)

    found = quote_at(moved(twice, "So. "), replace(place, start=last, end=last + len(DEMAND)))
    assert found is not None
    assert found.start == last + len("So. ")


@pytest.mark.parametrize("text", [RAID.text.replace("helicopter", "Helicopter"), "", DEMAND[:-1]])
def test_changed_words_are_gone(text: str) -> None:
    assert quote_at(replace(RAID, text=text), place_of(demand_in(RAID))) is None


@pytest.mark.parametrize(("start", "end"), [(-5, 5), (5, 5), (9, 2), (10**9, 10**9 + 5)])
def test_a_place_that_cannot_be_finds_nothing(start: int, end: int) -> None:
    assert quote_at(RAID, Place("raid", start, end, "0" * DIGEST_CHARS)) is None


@given(st.text(min_size=1, max_size=80), st.data())
def test_any_quote_is_found_again(text: str, data: st.DataObject) -> None:
    article = Article("any", "", text)
    start = data.draw(st.integers(0, len(text) - 1))
    quote = Quote(article, start, data.draw(st.integers(start + 1, len(text))))

    assert quote_at(article, place_of(quote)) == quote
