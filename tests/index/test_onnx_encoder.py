import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.encoder import Encoder
from index.errors import ModelError
from index.onnx_encoder import FACTS_FILE, MODEL_FILE, TOKENIZER_FILE, OnnxEncoder, read_facts
from tests.conftest import model_folder


@pytest.fixture
def folder(real_encoder: Encoder, tmp_path: Path) -> Path:
    """A copy of the exported model."""
    return Path(shutil.copytree(model_folder(real_encoder), tmp_path / "model"))


def test_a_text_alone_gets_the_very_vectors_that_it_gets_among_others(real_encoder: Encoder) -> None:
    texts = ["They demanded a helicopter.", "word " * 300, "", "Four men."]
    for text, among in zip(texts, real_encoder.encode(texts), strict=True):
        (alone,) = real_encoder.encode([text])

        assert np.array_equal(alone.vector, among.vector)
        assert np.array_equal(alone.token_vectors, among.token_vectors)


def changed_fact(**facts: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        values = json.loads((folder / FACTS_FILE).read_text())
        (folder / FACTS_FILE).write_text(json.dumps(values | facts))

    return change


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (
            lambda folder: (folder / MODEL_FILE).write_bytes(b""),
            f"{MODEL_FILE} of the exported model in .* was changed",
        ),
        (lambda folder: (folder / TOKENIZER_FILE).write_text("{}"), f"{TOKENIZER_FILE} of the .* was changed"),
        (lambda folder: (folder / MODEL_FILE).unlink(), "cannot be read .*No such file"),
        (lambda folder: (folder / FACTS_FILE).unlink(), "cannot be read .*No such file"),
        (lambda folder: (folder / FACTS_FILE).write_text("[]"), "cannot be read"),
        (lambda folder: (folder / FACTS_FILE).write_text("{"), "cannot be read"),
        (lambda folder: (folder / FACTS_FILE).write_text("{}"), "cannot be read"),
        (changed_fact(files={}), f"{FACTS_FILE} of the exported model in .* was changed"),
        (changed_fact(colour="red"), "cannot be read"),
    ],
)
def test_a_folder_that_is_not_whole_is_refused(folder: Path, harm: Callable[[Path], Any], complaint: str) -> None:
    assert OnnxEncoder(folder).dimension == 384
    harm(folder)

    with pytest.raises(ModelError, match=f"{complaint}.*; remove that folder$"):
        OnnxEncoder(folder)


def test_the_facts_of_the_bundled_model(folder: Path) -> None:
    facts = read_facts(folder)

    assert (facts.name, facts.dimension, facts.vocabulary_size, facts.max_tokens) == (
        "all-MiniLM-L6-v2", 384, 30522, 256,
    )  # fmt: skip
