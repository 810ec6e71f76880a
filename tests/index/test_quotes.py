from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.quotes import MAX_QUOTE_CHARS, MAX_QUOTES, Excerpt, choose_excerpts, leans_back, stands_alone, worth_reading
from index.records import Answer, Article, Quote


@dataclass(frozen=True)
class Row:
    """A sentence: its article, paragraph, length, and its words."""

    article: int
    paragraph: int
    chars: int
    words: str


def table(rows: list[Row]) -> NDArray[np.int32]:
    """The sentences as a snapshot stores them, one space apart."""
    values, position, previous = [], 0, None
    for row in rows:
        position = position + 1 if row.article == previous else 0
        values.append((row.article, position, position + row.chars, row.paragraph))
        position, previous = position + row.chars, row.article
    return np.asarray(values, dtype=np.int32).reshape(-1, 4)


def choose(rows: list[Row], scored: list[tuple[int, float]]) -> tuple[Excerpt, ...]:
    return choose_excerpts(scored, table(rows), lambda number: rows[number].words)


def rows_of(*paragraphs: list[int]) -> list[Row]:
    return [
        Row(0, number, chars, f"{number} {place}")
        for number, paragraph in enumerate(paragraphs)
        for place, chars in enumerate(paragraph)
    ]


def test_the_best_sentence_is_the_first_quote() -> None:
    rows = rows_of([300, 300], [350], [360])

    assert [excerpt.anchor for excerpt in choose(rows, [(0, 0.2), (2, 0.9), (3, 0.5)])] == [2, 3, 0]


def test_a_short_sentence_takes_in_what_follows_in_its_paragraph() -> None:
    rows = rows_of([40, 50, 60], [40])

    assert choose(rows, [(1, 0.9)]) == (Excerpt(anchor=1, first=1, last=3, score=0.9, answering=(1,)),)


def test_what_stands_before_joins_only_where_it_scores_about_as_well() -> None:
    rows = rows_of([40, 50])

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(0, 0.82), (1, 0.9)])] == [(0, 2)]
    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(0, 0.8), (1, 0.9)])] == [(1, 2), (0, 1)]


def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it() -> None:
    said = [
        "Saif spoke to reporters in Bannu.",
        "He promised them an answer.",
        "It was to come on Monday.",
        "Nothing came.",
    ]
    rows = [Row(0, 0, len(words), words) for words in said]

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(2, 0.9)])] == [(0, 4)]
    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(3, 0.9)])] == [(3, 4)]


def test_a_sentence_that_leans_on_another_paragraph_is_quoted_without_it() -> None:
    rows = [Row(0, 0, 40, "Saif spoke to reporters in Bannu."), Row(0, 1, 40, "He promised them an answer.")]

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(1, 0.9)])] == [(1, 2)]


def test_quotes_that_score_far_below_the_first_are_not_worth_reading() -> None:
    article = Article("a", "A", "Four men came. They left. Nobody spoke.")
    quotes = tuple(Quote(article, 0, 14, score=score) for score in (0.8, 0.69, 0.67))
    answer = Answer("who came?", answered=True, confidence=0.9, quotes=quotes, snapshot="s", elapsed_ms=1.0)

    assert worth_reading(answer).quotes == quotes[:2]
    assert worth_reading(replace(answer, answered=False)).quotes == quotes
    assert worth_reading(replace(answer, answered=False, quotes=())).quotes == ()


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("He did not say who did it.", True),
        ('"They left at night," the mayor said.', True),
        ("Two of them died in hospital.", True),
        ("But the talks failed.", True),
        ("THIS WAS THE SECOND ATTACK.", True),
        ("The mayor said that they left.", False),
        ("Hessian troops arrived.", False),
        ("Itagui was bombed.", False),
    ],
)
def test_a_pronoun_or_a_link_at_the_beginning_leans_on_what_was_said_before(text: str, *, leans: bool) -> None:
    assert leans_back(text) is leans


def test_a_sentence_of_the_next_paragraph_joins_only_where_it_scores_about_as_well() -> None:
    rows = rows_of([40], [50])

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(0, 0.9), (1, 0.82)])] == [(0, 2)]
    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(0, 0.9), (1, 0.8)])] == [(0, 1), (1, 2)]


def test_sentences_that_answer_as_well_as_the_anchor_are_told_from_those_beside_it() -> None:
    rows = rows_of([40, 50, 60])

    assert choose(rows, [(0, 0.9), (1, 0.5), (2, 0.88)])[0].answering == (0, 2)


def test_the_better_neighbour_is_taken_where_only_one_fits() -> None:
    rows = rows_of([200, 150, 200])

    (excerpt, *_) = choose(rows, [(0, 0.1), (1, 0.9), (2, 0.5)])

    assert (excerpt.first, excerpt.last) == (1, 3)


def test_a_sentence_between_two_quotes_is_taken_by_the_better_one() -> None:
    rows = rows_of([200, 150, 200])

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(2, 0.8), (0, 0.9)])] == [(0, 2), (2, 3)]


def test_a_long_sentence_is_quoted_whole() -> None:
    rows = rows_of([20, MAX_QUOTE_CHARS + 200, 20])

    assert choose(rows, [(1, 0.9)])[0] == Excerpt(1, 1, 2, 0.9, (1,))


def test_the_same_words_in_two_articles_are_quoted_once() -> None:
    rows = [Row(0, 0, 30, "The TTP  claimed it."), Row(1, 0, 30, "the ttp claimed it."), Row(1, 1, 30, "It is over.")]

    assert [excerpt.anchor for excerpt in choose(rows, [(0, 0.9), (1, 0.9), (2, 0.1)])] == [0, 2]


WIRE = "Gunmen killed 12 policemen at a checkpoint near Bannu on Sunday."


def test_each_other_article_with_the_words_of_a_quote_is_named_once_by_it() -> None:
    rows = [Row(article, paragraph, 350, WIRE) for article, paragraph in ((0, 0), (0, 1), (2, 0), (1, 0), (2, 1))]

    (excerpt,) = choose(rows, [(number, 0.9 - number / 100) for number in range(5)])

    assert (excerpt.anchor, excerpt.also) == (0, (2, 1))


def test_another_number_is_another_account() -> None:
    rows = [Row(0, 0, 350, WIRE), Row(1, 0, 350, WIRE.replace("12", "14"))]

    excerpts = choose(rows, [(0, 0.9), (1, 0.8)])

    assert [(excerpt.anchor, excerpt.also) for excerpt in excerpts] == [(0, ()), (1, ())]


def test_the_words_beside_the_sentence_that_was_found_are_not_credited_to_others() -> None:
    rows = [Row(0, 0, 100, WIRE), Row(0, 0, 100, "The TTP said that it was behind the attack."), Row(1, 0, 350, WIRE)]

    (excerpt,) = choose(rows, [(1, 0.9), (0, 0.85), (2, 0.8)])

    assert (excerpt.first, excerpt.last, excerpt.also) == (0, 2, ())


def test_a_quote_does_not_take_in_words_that_another_one_has_said() -> None:
    rows = [Row(0, 0, 350, WIRE), Row(1, 0, 60, WIRE), Row(1, 0, 60, "The hunt for them went on.")]

    excerpts = choose(rows, [(0, 0.9), (1, 0.8), (2, 0.7)])

    assert [(excerpt.first, excerpt.last) for excerpt in excerpts] == [(0, 1), (2, 3)]


def test_the_same_general_words_on_days_far_apart_are_quoted_twice() -> None:
    rows = [Row(0, 0, 350, "No one was hurt in the attack."), Row(1, 0, 350, "No one was hurt in the attack.")]
    days = (date(2022, 11, 1), date(2022, 12, 1))

    excerpts = choose_excerpts([(0, 0.9), (1, 0.8)], table(rows), lambda number: rows[number].words, days.__getitem__)

    assert [excerpt.anchor for excerpt in excerpts] == [0, 1]


def test_a_fragment_is_not_quoted_for_its_own_sake() -> None:
    rows = [Row(0, 0, 350, "He said the following:"), Row(0, 1, 350, "The TTP claimed the attack.")]

    assert [excerpt.anchor for excerpt in choose(rows, [(0, 0.9), (1, 0.1)])] == [1]


def test_a_fragment_is_quoted_where_there_is_nothing_else() -> None:
    rows = [Row(0, 0, 350, "He said the following:")]

    assert [excerpt.anchor for excerpt in choose(rows, [(0, 0.9)])] == [0]


@pytest.mark.parametrize(
    "text",
    [
        "He left today.",
        "Who left, and why?",
        "\u201cWe left at dawn.\u201d",
        "They took him away (he is 14).",
        "[KHAN] WE LEFT TODAY.",
        "2. Free the prisoners;",
        "(b) to leave for Waziristan",
        "Police said the men left in two cars and that the hunt for them went on",
        "حمله وشوه نن سهار\u06d4",
    ],
)
def test_a_whole_sentence_or_item_stands_alone(text: str) -> None:
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "...",
        "[REPORTER] [QUESTION INDISTINCT]",
        "[KHAN] NO.",
        "1. Combat",
        "The text of the letter follows:",
        "Siege of police station continues",
        "...which has dismayed all of them.",
        ", as he said, that it was not him.",
        "of the men who were taken away.",
        "\u201cand went away,\u201d he said.",
        "Video report by Gladys Vargas.",
        "Reporting by A. Khan in Bannu.",
    ],
)
def test_a_label_a_lead_in_or_a_piece_does_not_stand_alone(text: str) -> None:
    assert not stands_alone(text)


def test_without_a_scored_sentence_there_is_no_quote() -> None:
    assert choose(rows_of([30]), []) == ()


rows_strategy = st.lists(
    st.builds(
        Row, st.integers(0, 1), st.integers(0, 1), st.integers(1, 250), st.sampled_from("abcdefghijklmnopqrstuvwxyz")
    ),
    min_size=1,
    max_size=40,
).map(lambda rows: sorted(rows, key=lambda row: (row.article, row.paragraph)))


@given(rows_strategy, st.data())
def test_quotes_never_overlap_nor_leave_their_article_nor_grow_too_long(rows: list[Row], data: st.DataObject) -> None:
    scores = data.draw(st.dictionaries(st.integers(0, len(rows) - 1), st.floats(-1, 1)))
    sentences = table(rows)

    excerpts = choose(rows, list(scores.items()))

    assert len(excerpts) <= MAX_QUOTES
    assert [excerpt.score for excerpt in excerpts] == sorted((excerpt.score for excerpt in excerpts), reverse=True)
    quoted = [number for excerpt in excerpts for number in range(excerpt.first, excerpt.last)]
    assert len(quoted) == len(set(quoted))
    for excerpt in excerpts:
        assert excerpt.first <= excerpt.anchor < excerpt.last
        assert excerpt.anchor in excerpt.answering
        assert len({rows[n].article for n in range(excerpt.first, excerpt.last)}) == 1
        chars = sentences[excerpt.last - 1, 2] - sentences[excerpt.first, 1]
        assert excerpt.last - excerpt.first == 1 or chars <= MAX_QUOTE_CHARS
