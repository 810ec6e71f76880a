from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.passages import sentences_of
from index.records import Article, Quote
from index.surroundings import MAX_CHARS, MAX_PARAGRAPH_CHARS, around
from tests.index.small_corpus import FIRE, RAID, article_of, texts


def quote_of(article: Article, words: str) -> Quote:
    start = article.text.index(words)
    return Quote(article, start, start + len(words), ((0, 4),), score=0.5, also=(FIRE,))


def long_sentence(number: int) -> str:
    return f"Sentence {number} goes on {'and on ' * 60}to its end."


def test_a_quote_is_shown_in_its_paragraph() -> None:
    quote = quote_of(RAID, "They demanded a helicopter and a free way to Geneva.")
    wide = around(quote)

    assert wide.text == RAID.text.partition("\n\n")[0]
    assert [wide.text[start:end] for start, end in wide.highlights] == ["They"]
    assert (wide.score, wide.also) == (quote.score, quote.also)


def test_a_quote_that_is_its_paragraph_is_shown_with_two_sentences_on_either_side() -> None:
    article = article_of(
        "One is here. Two is here. Three is here.\n\nFour is here.\n\nFive is here. Six is here. Last one."
    )

    assert around(quote_of(article, "Four is here.")).text == article.text[13:-10]


def test_in_a_long_paragraph_two_sentences_stand_on_either_side() -> None:
    sentences = [f"Sentence {number} is not very long but long enough to fill the paragraph." for number in range(30)]
    article = article_of(" ".join(sentences))

    assert len(article.text) > MAX_PARAGRAPH_CHARS
    assert around(quote_of(article, sentences[9])).text == " ".join(sentences[7:12])
    assert around(quote_of(article, sentences[0])).text == " ".join(sentences[:3])
    assert around(quote_of(article, sentences[-1])).text == " ".join(sentences[-3:])


def test_long_neighbours_are_left_out_the_farther_first() -> None:
    sentences = [long_sentence(number) for number in range(9)]
    article = article_of(" ".join(sentences))

    assert around(quote_of(article, sentences[4])).text == " ".join(sentences[2:6])
    assert len(" ".join(sentences[2:7])) > MAX_CHARS


@pytest.mark.parametrize("text", ["Only this one.", "Heading\n\nOnly this one.\n\nAnother heading"])
def test_a_quote_that_stands_alone_is_shown_as_it_is(text: str) -> None:
    quote = quote_of(article_of(text), "Only this one.")

    assert around(quote) == quote


def test_a_quote_outside_every_sentence_is_shown_as_it_is() -> None:
    quote = quote_of(replace(RAID, text="Gunmen\n\n" + RAID.text, body_start=8), "Gunmen")

    assert around(quote) == quote


@given(texts, st.data())
def test_what_stands_around_a_quote_is_verbatim_holds_it_and_is_never_long(text: str, data: st.DataObject) -> None:
    article = article_of(text)
    sentences = sentences_of(article)
    if not sentences:
        return
    first = data.draw(st.sampled_from(sentences))
    quote = Quote(article, first.start, first.end, ((0, 1),))
    wide = around(quote)

    assert wide.start <= quote.start < quote.end <= wide.end
    assert wide.text in text
    assert len(wide.text) <= MAX_CHARS
    assert [wide.text[begin:end] for begin, end in wide.highlights] == [quote.text[:1]]
