"""An encoder without torch: a model that `onnx_export.py` has written, run by ONNX Runtime. Ready in a blink.

    FOLDER/model.onnx      token ids to the vectors of the text and of its tokens
    FOLDER/tokenizer.json  as the tokenizers library writes it
    FOLDER/facts.json      the rest, and the SHA-256 of those two files

Each text is encoded by itself, by one thread, and many on all cores at once: on a processor batches are no faster, as
the short texts of a batch are padded, and the activations of 8-bit integers share a scale in it.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import EncodedText, encoded_text
from index.errors import ModelError
from index.onnx_runtime import open_session

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
FACTS_FILE = "facts.json"

IDS, VECTORS, TOKENS = "ids", "vectors", "tokens"
"""The names of the model's input, shape (1, tokens), and outputs, (1, dimension) and (1, tokens, dimension)."""

FEW_TEXTS = 2
"""A question, and the one that it leans on, are encoded before threads have begun."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is to be known of an exported model."""

    name: str
    fingerprint: str
    dimension: int
    vocabulary_size: int
    max_tokens: int
    """Special ones included."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 of each by its name."""


class OnnxEncoder:
    """An `Encoder` over an exported model. Raises ModelError where the folder is not whole."""

    def __init__(self, folder: Path) -> None:
        facts = read_facts(folder)
        self.name = facts.name
        self.fingerprint = facts.fingerprint
        self.dimension = facts.dimension
        self.vocabulary_size = facts.vocabulary_size
        self._tokenizer = _tokenizer(folder / TOKENIZER_FILE, facts.max_tokens)
        self._session = open_session(folder / MODEL_FILE)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones left out, nothing cut off."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(one.ids) + sum(len(rest.ids) for rest in one.overflowing) for one in encodings]

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        """Vectors of each text, in the order given; they do not depend on the other texts."""
        encodings = self._tokenizer.encode_batch(list(texts))
        if len(texts) <= FEW_TEXTS:
            return [self._encode(one) for one in encodings]
        with ThreadPoolExecutor(_cores()) as threads:
            return list(threads.map(self._encode, encodings))

    def _encode(self, encoding: Any) -> EncodedText:
        ids = np.asarray(encoding.ids, np.int64)
        vectors, tokens = self._session.run([VECTORS, TOKENS], {IDS: ids[np.newaxis]})
        return encoded_text(vectors[0], tokens[0], encoding.ids, encoding.offsets, encoding.special_tokens_mask)


def _cores() -> int:
    """How many texts are encoded at once; as for other numeric libraries, OMP_NUM_THREADS may say so."""
    limit = os.environ.get("OMP_NUM_THREADS", "")
    return int(limit) if limit.isdecimal() and int(limit) else os.cpu_count() or 1


def write_facts(folder: Path, facts: Facts) -> None:
    """Write the facts of a model that lies in a folder, with the digests of its files."""
    files = {name: _sha256(folder / name) for name in (MODEL_FILE, TOKENIZER_FILE)}
    text = json.dumps(asdict(facts) | {"files": files}, indent=1)
    (folder / FACTS_FILE).write_text(text + "\n", encoding="utf-8")


def read_facts(folder: Path) -> Facts:
    """The facts of an exported model, its files verified. Raises ModelError."""
    try:
        facts = Facts(**json.loads((folder / FACTS_FILE).read_text(encoding="utf-8")))
        changed = [name for name, digest in facts.files.items() if _sha256(folder / name) != digest]
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ModelError(f"the exported model in {folder} cannot be read ({error}); remove that folder") from error
    if changed or facts.files.keys() != {MODEL_FILE, TOKENIZER_FILE}:
        named = " and ".join(changed) or FACTS_FILE
        raise ModelError(f"{named} of the exported model in {folder} was changed; remove that folder")
    return facts


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _tokenizer(path: Path, max_tokens: int) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # else a fork of ours is warned of
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    return tokenizer
