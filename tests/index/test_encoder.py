import numpy as np
import pytest

from index.bundled_model import DEFAULT_MODEL
from index.encoder import Encoder, unit_length
from index.sentence_transformer import SentenceTransformerEncoder
from tests.index.fake_encoder import FakeEncoder

TEXTS = ["Gunmen demanded a helicopter.", "The river rose.", "", "\0", "حمله پر پولیس", "word " * 1000]


@pytest.fixture(params=["exported", "torch"])
def encoder(
    request: pytest.FixtureRequest, real_encoder: Encoder, torch_encoder: SentenceTransformerEncoder
) -> Encoder:
    return real_encoder if request.param == "exported" else torch_encoder


def test_each_text_gets_vectors_of_unit_length_in_the_order_given(encoder: Encoder) -> None:
    encoded = encoder.encode(TEXTS)

    assert len(encoded) == len(TEXTS)
    for text, one in zip(TEXTS, encoded, strict=True):
        count = len(one.token_ids)
        assert one.vector.shape == (encoder.dimension,)
        assert one.token_vectors.shape == (count, encoder.dimension)
        assert one.token_spans.shape == (count, 2)
        assert one.vector.dtype == one.token_vectors.dtype == np.float32
        assert np.linalg.norm(one.vector) == pytest.approx(1.0, abs=1e-5)
        assert np.linalg.norm(one.token_vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)
        assert all(0 <= start < end <= len(text) for start, end in one.token_spans.tolist())
        assert all(0 <= token < encoder.vocabulary_size for token in one.token_ids.tolist())


def test_tokens_know_where_they_stand(encoder: Encoder) -> None:
    (encoded,) = encoder.encode(["Gunmen demanded a helicopter."])

    words = ["Gunmen demanded a helicopter."[start:end] for start, end in encoded.token_spans.tolist()]
    assert "".join(words) == "Gunmendemandedahelicopter."
    assert words[-4:] == ["demanded", "a", "helicopter", "."]


def test_a_vector_does_not_depend_on_what_is_encoded_beside_it(encoder: Encoder) -> None:
    together = encoder.encode(TEXTS)
    (alone,) = encoder.encode(TEXTS[:1])

    assert together[0].vector == pytest.approx(alone.vector, abs=1e-5)
    assert together[0].token_vectors == pytest.approx(alone.token_vectors, abs=1e-4)


def test_texts_that_mean_alike_are_nearer_than_others(encoder: Encoder) -> None:
    asked, alike, other = encoder.encode(
        ["what did the gunmen want?", "The attackers demanded a helicopter.", "The river rose over its banks."]
    )

    assert asked.vector @ alike.vector > asked.vector @ other.vector


def test_tokens_are_counted_without_a_limit(encoder: Encoder) -> None:
    counts = encoder.count_tokens(TEXTS)

    assert counts[2:4] == [0, 0]
    assert counts[5] == 1000
    assert encoder.count_tokens([]) == []
    assert encoder.encode([]) == []


def test_a_long_text_has_tokens_only_as_far_as_the_model_reads(encoder: Encoder) -> None:
    (encoded,) = encoder.encode(["word " * 1000])

    assert 100 < len(encoded.token_ids) < 1000


def test_the_bundled_model_is_named_and_has_a_fingerprint(encoder: Encoder) -> None:
    assert (encoder.name, encoder.dimension) == (DEFAULT_MODEL, 384)
    assert len(encoder.fingerprint) == 64


def test_a_zero_row_stays_zero() -> None:
    rows = unit_length(np.asarray([[3.0, 4.0], [0.0, 0.0]], np.float32))

    assert rows.tolist() == [pytest.approx([0.6, 0.8]), [0.0, 0.0]]


def test_the_fake_of_these_tests_is_an_encoder() -> None:
    encoder: Encoder = FakeEncoder()
    demanded, demands, river = (one.vector for one in encoder.encode(["demanded", "demands", "river"]))

    assert demanded @ demands == pytest.approx(1.0)
    assert abs(demanded @ river) < 0.3
    assert encoder.count_tokens(["The river rose."]) == [4]
