"""The encoder of the setting MODEL: exported for ONNX Runtime once, and ready in a blink from then on.

    MODEL_CACHE/KEY/    as `onnx_encoder.py` reads it; KEY changes whenever the model's files do

Where a model cannot be exported, or nothing can be kept, sentence-transformers and torch encode as well, only slower.
"""

import hashlib
import logging
import shutil
import subprocess
import sys
from pathlib import Path

from index.adapter import ADAPTER_FILE
from index.bundled_model import BUNDLED_WEIGHTS_SHA256, DEFAULT_CACHE, DEFAULT_MODEL
from index.encoder import Encoder
from index.errors import ModelError
from index.onnx_encoder import OnnxEncoder
from index.onnx_export import RECIPE
from index.sentence_transformer import downloaded_folder, load_sentence_transformer

log = logging.getLogger(__name__)


def load_encoder(name: str = DEFAULT_MODEL, *, cache: Path = DEFAULT_CACHE) -> Encoder:
    """The encoder of a setting MODEL: the bundled model, a folder, or a sentence-transformers name.

    Raises ModelError where it cannot be loaded, or where the bundled weights are not the official ones.
    """
    key = _key(name)
    if key is None:
        return load_sentence_transformer(name)
    folder = cache / key
    if folder.exists():
        try:
            return OnnxEncoder(folder)
        except ModelError as error:
            log.warning("exporting the model again: %s", error)
            shutil.rmtree(folder, ignore_errors=True)
    return _exported(name, folder)


def _key(name: str) -> str | None:
    """What a model is kept under; None for one that is not on this machine yet."""
    if name == DEFAULT_MODEL:
        content = [BUNDLED_WEIGHTS_SHA256, hashlib.sha256(ADAPTER_FILE.read_bytes()).hexdigest()]
    else:
        folder = Path(name) if Path(name).is_dir() else downloaded_folder(name)
        if folder is None:
            return None
        content = [
            f"{path.relative_to(folder)} {path.stat().st_size} {path.stat().st_mtime_ns}"
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        ]
    return hashlib.sha256("\n".join([RECIPE, name, *content]).encode()).hexdigest()[:16]


def _exported(name: str, folder: Path) -> Encoder:
    """The model from where it is exported to; else as it is. Raises ModelError where it cannot be loaded at all."""
    log.info("exporting the model %s to %s, this once", name, folder)
    command = [sys.executable, "-m", "index.onnx_export", name, str(folder)]
    export = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own interpreter
    if export.returncode == 0:  # in a process of its own, as torch would stay in our memory
        return OnnxEncoder(folder)
    encoder = load_sentence_transformer(name)
    reason = (export.stderr.strip() or "its process was killed").splitlines()[-1]
    log.warning("the model %s is not exported and runs in torch, three times slower: %s", name, reason)
    return encoder
