import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.encoder import unit_length
from index.rerank import NO_MATCH, cosines, inverse_document_frequency, match_texts, quantise, spread
from tests.index.fake_encoder import FakeEncoder


def directions(count: int, *, seed: int, dimension: int = 24) -> NDArray[np.float32]:
    return unit_length(np.random.default_rng(seed).standard_normal((count, dimension)).astype(np.float32))


@given(st.integers(0, 2**32 - 1), st.integers(1, 40))
def test_cosines_of_quantised_tokens_are_those_of_the_vectors(seed: int, count: int) -> None:
    tokens, query = directions(count, seed=seed), directions(3, seed=seed + 1)

    assert cosines([quantise(tokens)], query) == pytest.approx(tokens @ query.T, abs=0.03)
    assert np.diag(cosines([quantise(tokens)], tokens)) == pytest.approx(np.ones(count), abs=0.02)


def test_the_longer_a_vector_the_smaller_the_rounding_error_of_its_cosine() -> None:
    tokens, query = (directions(200, seed=seed, dimension=384) for seed in (1, 2))

    assert cosines([quantise(tokens)], query) == pytest.approx(tokens @ query.T, abs=0.006)


def test_an_entry_far_beyond_the_others_is_cut_off_and_does_not_change_its_sign() -> None:
    odd = np.zeros((1, 384), np.float32)
    odd[0, 7] = -1.0

    assert quantise(odd)[0, 7] == -127


def test_a_zero_vector_matches_nothing_and_divides_by_nothing() -> None:
    zero = np.zeros((1, 24), np.float32)

    assert cosines([quantise(zero)], directions(3, seed=1)).tolist() == [[0.0, 0.0, 0.0]]
    assert cosines([quantise(directions(2, seed=1))], zero).tolist() == [[0.0], [0.0]]


@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.integers(0, 4), min_size=1, max_size=6),
    st.integers(0, 3),
    st.integers(0, 24),
)
def test_a_query_token_takes_its_best_token_of_each_text(seed: int, lengths: list[int], queries: int, cut: int) -> None:
    tokens = quantise(directions(sum(lengths), seed=seed)) if sum(lengths) else np.empty((0, 24), np.int8)
    query = directions(queries, seed=seed + 1) if queries else np.empty((0, 24), np.float32)
    boundaries = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    matches = match_texts([tokens[:cut], tokens[cut:]], boundaries, query)

    assert matches.shape == (len(lengths), queries)
    for number, length in enumerate(lengths):
        own = tokens[boundaries[number] : boundaries[number + 1]]
        expected = cosines([own], query).max(axis=0) if length and queries else np.full(queries, NO_MATCH)
        assert matches[number] == pytest.approx(expected, abs=1e-6)


def column(*values: float) -> NDArray[np.float32]:
    """The matches of some texts with one query token."""
    return np.asarray(values, np.float32)[:, np.newaxis]


def test_a_match_counts_in_the_sentence_beside_it_and_in_the_article() -> None:
    matches = spread(column(0.4, 0.9, 0.1, 0.2, 0.3), np.asarray([0]))

    assert matches.sentence[:, 0].tolist() == pytest.approx([0.9, 0.1, 0.2, 0.3])
    assert matches.neighbours[:, 0].tolist() == pytest.approx([0.9, 0.9, 0.3, 0.3])
    assert matches.article[:, 0].tolist() == pytest.approx([0.9])
    assert matches.articles.tolist() == [0, 0, 0, 0]


def test_a_heading_counts_everywhere_in_its_article_and_is_no_neighbour() -> None:
    matches = spread(column(0.7, 0.1, 0.2), np.asarray([0]))

    assert matches.article[:, 0].tolist() == pytest.approx([0.7])
    assert matches.neighbours[:, 0].tolist() == pytest.approx([0.2, 0.2])
    assert matches.sentence[:, 0].tolist() == pytest.approx([0.1, 0.2])


def test_what_another_article_says_does_not_count() -> None:
    matches = spread(column(-1.0, 0.1, 0.2, 0.3, 0.9), np.asarray([0, 3]))

    assert matches.neighbours[:, 0].tolist() == pytest.approx([0.2, 0.2, 0.9])
    assert matches.article[:, 0].tolist() == pytest.approx([0.2, 0.9])
    assert matches.articles.tolist() == [0, 0, 1]


def test_a_rare_token_weighs_more_than_one_that_every_sentence_has() -> None:
    texts = ["the raid", "the flood", "the fire", "the fire again"]
    encoded = FakeEncoder().encode(texts)
    boundaries = np.concatenate([[0], np.cumsum([len(text.token_ids) for text in encoded])]).astype(np.int64)
    every, once = encoded[0].token_ids
    twice = encoded[2].token_ids[1]

    weights = inverse_document_frequency(np.concatenate([text.token_ids for text in encoded]), boundaries, 5000)

    assert weights[every] < 0.2
    assert weights[once] > weights[twice] > weights[every]
    assert weights.max() == pytest.approx(1.0)
    assert weights.min() >= 0.0
