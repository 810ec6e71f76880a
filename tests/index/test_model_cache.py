import logging
import os
import re
from pathlib import Path

import numpy as np
import pytest

from index.bundled_model import DEFAULT_MODEL
from index.encoder import Encoder
from index.errors import ModelError
from index.model_cache import load_encoder
from index.onnx_encoder import MODEL_FILE, OnnxEncoder
from index.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer
from tests.index.small_disk import make_read_only, small_disk
from tests.index.tiny_sentence_transformer import save_sentence_transformer

TEXTS = ["They demanded a helicopter.", "", "word " * 1000, "حمله پر پولیس"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_sentence_transformer(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def cache(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the tiny model in it."""
    folder = tmp_path_factory.mktemp("cache") / "models"
    assert isinstance(load_encoder(str(model), cache=folder), OnnxEncoder)
    return folder


def exported_file(cache: Path) -> Path:
    (path,) = cache.glob(f"*/{MODEL_FILE}")
    return path


def vectors(encoder: Encoder) -> list[np.ndarray]:
    return [array for one in encoder.encode(TEXTS) for array in (one.vector, one.token_vectors)]


def test_a_model_is_exported_once_and_gives_what_it_gives_in_torch(model: Path, cache: Path) -> None:
    exported_at = exported_file(cache).stat().st_mtime_ns
    exported, original = load_encoder(str(model), cache=cache), load_sentence_transformer(str(model))

    assert isinstance(exported, OnnxEncoder)
    assert exported_file(cache).stat().st_mtime_ns == exported_at
    assert [array.shape for array in vectors(exported)] == [array.shape for array in vectors(original)]
    for ours, theirs in zip(vectors(exported), vectors(original), strict=True):
        assert ours == pytest.approx(theirs, abs=1e-4)
    assert (exported.name, exported.dimension) == (str(model), 32)
    assert (exported.vocabulary_size, exported.count_tokens(TEXTS)) == (
        original.vocabulary_size,
        original.count_tokens(TEXTS),
    )
    assert exported.fingerprint != original.fingerprint  # their vectors differ in the last digits


def test_a_model_whose_files_have_changed_is_exported_again_under_another_fingerprint(
    model: Path, cache: Path, tmp_path: Path
) -> None:
    before = load_encoder(str(model), cache=cache)
    changed = save_sentence_transformer(tmp_path, seed=8)
    for path in changed.rglob("*.safetensors"):
        target = model / path.relative_to(changed)
        kept = target.read_bytes(), target.stat().st_mtime_ns
        target.write_bytes(path.read_bytes())
    try:
        after = load_encoder(str(model), cache=tmp_path / "models")
    finally:
        target.write_bytes(kept[0])
        os.utime(target, ns=(kept[1], kept[1]))

    assert isinstance(after, OnnxEncoder)
    assert after.fingerprint != before.fingerprint
    assert exported_file(tmp_path / "models").parent.name != exported_file(cache).parent.name


def test_a_damaged_export_is_made_again(model: Path, cache: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = exported_file(cache).read_bytes()
    for damaged in (whole[:-1], b"", whole + b"x"):
        exported_file(cache).write_bytes(damaged)
        assert isinstance(load_encoder(str(model), cache=cache), OnnxEncoder)

        assert f"{MODEL_FILE} of the exported model in" in caplog.text
        assert len(exported_file(cache).read_bytes()) == len(whole)
        caplog.clear()


def test_a_model_that_cannot_be_exported_runs_in_torch(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    prompted = save_sentence_transformer(tmp_path, prompt="query: ")
    encoder = load_encoder(str(prompted), cache=tmp_path / "models")

    assert isinstance(encoder, SentenceTransformerEncoder)
    ours = [record for record in caplog.records if record.name == "index.model_cache"]
    (warning,) = [record.getMessage() for record in ours if record.levelno == logging.WARNING]
    assert re.fullmatch(
        r"the model .* is not exported and runs in torch, .*: its texts are encoded with the prompt 'before'", warning
    )
    assert list((tmp_path / "models").iterdir()) == []


def test_where_nothing_can_be_kept_the_model_runs_in_torch(
    model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk", size="64k") as disk:
        make_read_only(disk)
        encoder = load_encoder(str(model), cache=disk / "models")

    assert isinstance(encoder, SentenceTransformerEncoder)
    assert "cannot be written to (Read-only file system), set MODEL_CACHE to another folder" in caplog.text


def test_on_a_full_disk_the_model_runs_in_torch_and_nothing_is_left(
    model: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path / "disk", size="64k") as disk:
        encoder = load_encoder(str(model), cache=disk / "models")
        left = list((disk / "models").iterdir())

    assert isinstance(encoder, SentenceTransformerEncoder)
    assert left == []
    assert "No space left on device" in caplog.text


def test_a_model_that_cannot_be_loaded_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "modules.json").write_text("[")
    for name in (tmp_path / "nowhere", tmp_path / "broken"):
        with pytest.raises(ModelError, match=f"^cannot load the model '{name}': .*$") as caught:
            load_encoder(str(name), cache=tmp_path / "models")
        assert "\n" not in str(caught.value)


def test_the_bundled_model_is_named_and_has_a_fingerprint_of_its_own(
    real_encoder: Encoder, torch_encoder: SentenceTransformerEncoder
) -> None:
    assert isinstance(real_encoder, OnnxEncoder)
    assert (real_encoder.name, real_encoder.dimension) == (DEFAULT_MODEL, 384)
    assert len(real_encoder.fingerprint) == 64
    assert real_encoder.fingerprint != torch_encoder.fingerprint


def test_the_bundled_model_gives_nearly_what_it_gives_in_torch(
    real_encoder: Encoder, torch_encoder: SentenceTransformerEncoder
) -> None:
    pairs = zip(vectors(real_encoder), vectors(torch_encoder), strict=True)
    likeness = [np.sum(ours * theirs, axis=-1).mean() for ours, theirs in pairs if ours.size]

    assert min(likeness) > 0.98
    assert max(likeness) < 0.9999  # or it is not quantised
