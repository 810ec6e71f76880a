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
def test_quantised_tokens_keep_their_direction(seed: int, count: int) -> None:
    vectors = directions(count, seed=seed)

    assert np.diag(cosines(quantise(vectors), vectors)) == pytest.approx(np.ones(count), abs=0.001)


def test_a_zero_vector_matches_nothing_and_divides_by_nothing() -> None:
    zero = np.zeros((1, 24), np.float32)

    assert cosines(quantise(zero), directions(3, seed=1)).tolist() == [[0.0, 0.0, 0.0]]


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 4), min_size=1, max_size=6), st.integers(0, 3))
def test_a_query_token_takes_its_best_token_of_each_text(seed: int, lengths: list[int], queries: int) -> None:
    tokens = quantise(directions(sum(lengths), seed=seed)) if sum(lengths) else np.empty((0, 24), np.int8)
    query = directions(queries, seed=seed + 1) if queries else np.empty((0, 24), np.float32)
    boundaries = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)

    matches = match_texts(tokens, boundaries, query)

    assert matches.shape == (len(lengths), queries)
    for number, length in enumerate(lengths):
        own = tokens[boundaries[number] : boundaries[number + 1]]
        expected = cosines(own, query).max(axis=0) if length else np.full(queries, NO_MATCH)
        assert matches[number] == pytest.approx(expected, abs=1e-5)


def test_a_match_counts_in_the_sentence_beside_it_and_in_the_article() -> None:
    sentence = np.asarray([[0.9], [0.1], [0.2], [0.3]], np.float32)

    matches = spread(sentence, np.asarray([0.4], np.float32))

    assert matches.sentence[:, 0].tolist() == pytest.approx([0.9, 0.1, 0.2, 0.3])
    assert matches.neighbours[:, 0].tolist() == pytest.approx([0.9, 0.9, 0.3, 0.3])
    assert matches.article[:, 0].tolist() == pytest.approx([0.9] * 4)


def test_a_heading_counts_everywhere_in_its_article() -> None:
    matches = spread(np.asarray([[0.1], [0.2]], np.float32), np.asarray([0.7], np.float32))

    assert matches.article[:, 0].tolist() == pytest.approx([0.7, 0.7])
    assert matches.sentence[:, 0].tolist() == pytest.approx([0.1, 0.2])


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
