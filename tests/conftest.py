"""What tests share: the articles that ship with the project, and an index of them made with the real model."""

import os
from pathlib import Path

import pytest

from index.corpus import read_corpus
from index.encoder import Encoder, load_encoder
from index.rebuild import rebuild

# Read when the model's library is loaded, here and in every process that a test starts. The threads of two models on
# one small machine wait for each other: ten times slower than a single thread each, measured on two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

SHIPPED_CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.fixture(scope="session")
def real_encoder() -> Encoder:
    """The bundled model, loaded once."""
    return load_encoder()


@pytest.fixture(scope="session")
def shipped_index(real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the shipped articles, for reading; a test that changes it takes a copy."""
    folder = tmp_path_factory.mktemp("shipped") / "index"
    rebuild(read_corpus(SHIPPED_CORPUS), folder, real_encoder)
    return folder
