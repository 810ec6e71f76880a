"""What tests share: the articles that ship with the project, and an index of them made with the real model."""

import os
from pathlib import Path

import pytest

from index.bundled_model import DEFAULT_CACHE
from index.corpus import read_corpus
from index.encoder import Encoder
from index.model_cache import load_encoder
from index.rebuild import rebuild
from index.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer

# Read when the model's library is loaded, here and in every process that a test starts. The threads of two models on
# one small machine wait for each other: ten times slower than a single thread each, measured on two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

SHIPPED_CORPUS = Path(__file__).parents[1] / "corpus"
MODEL_CACHE = Path(__file__).parents[1] / DEFAULT_CACHE
"""Shared by all tests and those of later days: exporting the model takes 20 seconds."""


@pytest.fixture(scope="session")
def real_encoder() -> Encoder:
    """The bundled model as the bot uses it, loaded once."""
    return load_encoder(cache=MODEL_CACHE)


@pytest.fixture(scope="session")
def torch_encoder() -> SentenceTransformerEncoder:
    """The bundled model in torch, as it is exported from."""
    return load_sentence_transformer()


@pytest.fixture(scope="session")
def shipped_index(real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped articles, for reading; a test that changes it takes a copy."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    rebuild(read_corpus(SHIPPED_CORPUS), folder, real_encoder)
    return folder


def model_folder(encoder: Encoder) -> Path:
    """Where the exported model of an encoder lies."""
    facts = MODEL_CACHE.glob("*/facts.json")
    return next(path.parent for path in facts if encoder.fingerprint in path.read_text())
