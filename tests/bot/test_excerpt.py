import re

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.excerpt import Excerpt, excerpt_of, fitted_excerpt, has_words, shortened, utf16_units, within_units
from index.records import Article, Quote

texts_with_words = st.text(st.sampled_from("ab é攻😀\n\t .\ud800"), min_size=1, max_size=40).filter(
    lambda text: text.strip()
)


def quote_of(text: str, *highlights: tuple[int, int]) -> Quote:
    return Quote(Article("id", "title", text), 0, len(text), highlights)


def test_line_breaks_and_runs_of_spaces_are_shown_as_one_space() -> None:
    assert excerpt_of(quote_of(" They\n\nleft  at\tonce. ")).text == "They left at once."


def test_highlights_move_with_their_words() -> None:
    text = "They \n left   at once."
    excerpt = excerpt_of(quote_of(text, (0, 6), (7, 16)))

    assert [excerpt.text[start:end] for start, end in excerpt.highlights] == ["They", "left at"]


def test_a_highlight_of_nothing_but_spaces_is_gone() -> None:
    assert excerpt_of(quote_of("a   b", (1, 4))).highlights == ()


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert excerpt_of(quote_of("a\ud83db")).text == "a\ufffdb"


@settings(deadline=None)  # a busy machine is no failure
@given(st.data(), texts_with_words)
def test_a_highlight_shows_the_words_it_covers(data: st.DataObject, text: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    excerpt = excerpt_of(quote_of(text, (start, end)))
    covered = re.sub("[\ud800-\udfff]", "\ufffd", " ".join(text[start:end].split()))

    assert [excerpt.text[first:last] for first, last in excerpt.highlights] == ([covered] if covered else [])


@settings(deadline=None)  # a busy machine is no failure
@given(texts_with_words, st.integers(1, 50))
def test_a_cut_fits_and_keeps_whole_characters(text: str, max_units: int) -> None:
    whole = excerpt_of(quote_of(text, (0, len(text))))
    cut = whole.fitted(max_units)

    assert utf16_units(cut.text) <= max_units
    assert whole.text.startswith(cut.text.removesuffix("…"))
    for start, end in cut.highlights:
        assert cut.text[start:end].strip() == cut.text[start:end] != ""
        assert end <= len(cut.text)


def test_a_cut_is_made_after_a_word() -> None:
    assert Excerpt("They left at once").fitted(12).text == "They left…"
    assert Excerpt("They left at once").fitted(13).text == "They left at…"


def test_a_word_that_never_ends_is_cut_between_characters() -> None:
    assert Excerpt("😀" * 10).fitted(8).text == "😀😀😀…"


def test_a_title_is_shortened_at_a_word() -> None:
    assert shortened("Talks, at last,\nbegin in town", 17) == "Talks, at last…"
    assert shortened("Talks at last", 13) == "Talks at last"


def test_control_characters_are_shown_as_the_spaces_that_telegram_makes_of_them() -> None:
    assert excerpt_of(quote_of("They\x00left\x1f\x07at once.\x08", (0, 9))) == Excerpt("They left at once.", ((0, 9),))
    assert not has_words("\x00 \x1f\n")


def test_a_long_quote_is_cut_after_a_sentence_and_not_after_an_abbreviation() -> None:
    quote = quote_of("They left at once. Gen. Torres said so. Nobody was hurt.", (5, 9), (24, 30))

    assert fitted_excerpt(quote, 56) == excerpt_of(quote)
    assert fitted_excerpt(quote, 55) == Excerpt("They left at once. Gen. Torres said so. …", ((5, 9), (24, 30)))
    assert fitted_excerpt(quote, 40) == Excerpt("They left at once. …", ((5, 9),))
    assert fitted_excerpt(quote, 15) == Excerpt("They left at…", ((5, 9),))


def test_what_goes_into_a_button_is_one_line_of_whole_words() -> None:
    assert within_units("who\n left  first", 9) == "who left"
    assert within_units("😀😀😀", 5) == "😀😀"
