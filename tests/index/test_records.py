import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Article, Quote

ARTICLE = Article(id="siege", title="Siege", text="They asked for a way out. Nobody answered.")


def test_a_quote_cuts_its_text_from_the_article() -> None:
    quote = Quote(ARTICLE, 26, 42, ((0, 6), (7, 15)))

    assert quote.text == "Nobody answered."
    assert [quote.text[start:end] for start, end in quote.highlights] == ["Nobody", "answered"]


@given(st.integers(-5, 60), st.integers(-5, 60))
def test_a_quote_is_either_a_slice_of_its_article_or_refused(start: int, end: int) -> None:
    if 0 <= start < end <= len(ARTICLE.text):
        assert Quote(ARTICLE, start, end).text in ARTICLE.text
    else:
        with pytest.raises(ValueError, match=r"no quote at .* of article 'siege'"):
            Quote(ARTICLE, start, end)


@pytest.mark.parametrize("highlights", [((0, 17),), ((-1, 3),), ((3, 3),), ((0, 5), (4, 8)), ((6, 8), (0, 2))])
def test_highlights_must_lie_inside_the_quote_in_order_without_overlap(highlights: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="does not fit a quote of 16 characters"):
        Quote(ARTICLE, 26, 42, highlights)
