from dataclasses import dataclass

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.quotes import MAX_QUOTE_CHARS, MAX_QUOTES, Excerpt, choose_excerpts


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


def test_a_short_sentence_takes_in_its_neighbours_of_the_same_paragraph() -> None:
    rows = rows_of([40, 50, 60], [40])

    assert choose(rows, [(1, 0.9)]) == (Excerpt(anchor=1, first=0, last=3, score=0.9),)


def test_the_better_neighbour_is_taken_where_only_one_fits() -> None:
    rows = rows_of([200, 150, 200])

    (excerpt, *_) = choose(rows, [(0, 0.1), (1, 0.9), (2, 0.5)])

    assert (excerpt.first, excerpt.last) == (1, 3)


def test_a_sentence_between_two_quotes_is_taken_by_the_better_one() -> None:
    rows = rows_of([200, 150, 200])

    assert [(excerpt.first, excerpt.last) for excerpt in choose(rows, [(2, 0.8), (0, 0.9)])] == [(0, 2), (2, 3)]


def test_a_long_sentence_is_quoted_whole() -> None:
    rows = rows_of([20, MAX_QUOTE_CHARS + 200, 20])

    assert choose(rows, [(1, 0.9)])[0] == Excerpt(1, 1, 2, 0.9)


def test_the_same_words_in_two_articles_are_quoted_once() -> None:
    rows = [Row(0, 0, 30, "The TTP  claimed it."), Row(1, 0, 30, "the ttp claimed it."), Row(1, 1, 30, "It ended.")]

    assert [excerpt.anchor for excerpt in choose(rows, [(0, 0.9), (1, 0.9), (2, 0.1)])] == [0, 2]


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
def test_quotes_never_overlap_nor_leave_their_paragraph_nor_grow_too_long(rows: list[Row], data: st.DataObject) -> None:
    scores = data.draw(st.dictionaries(st.integers(0, len(rows) - 1), st.floats(-1, 1)))
    sentences = table(rows)

    excerpts = choose(rows, list(scores.items()))

    assert len(excerpts) <= MAX_QUOTES
    assert [excerpt.score for excerpt in excerpts] == sorted((excerpt.score for excerpt in excerpts), reverse=True)
    quoted = [number for excerpt in excerpts for number in range(excerpt.first, excerpt.last)]
    assert len(quoted) == len(set(quoted))
    for excerpt in excerpts:
        assert excerpt.first <= excerpt.anchor < excerpt.last
        assert len({(rows[n].article, rows[n].paragraph) for n in range(excerpt.first, excerpt.last)}) == 1
        chars = sentences[excerpt.last - 1, 2] - sentences[excerpt.first, 1]
        assert excerpt.last - excerpt.first == 1 or chars <= MAX_QUOTE_CHARS
