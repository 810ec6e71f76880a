"""Writes a sentence-transformers model as ONNX, as `onnx_encoder.py` reads it, and proves that it gives the same.

The matrices of the bundled model are written as 8-bit integers (dynamic quantisation, an output channel at a time): a
question is encoded twice as fast, and the answers are as good (`make bench`, `tests/bench/quality.md`). They take
7 of the 8 bits, so that sums never overflow on processors without VNNI: the vectors are the same on every machine.
Other models, whose answers were not measured so, keep their 32-bit floats.
"""

import hashlib
import io
import logging
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled_model import DEFAULT_MODEL
from index.encoder import EncodedText, Encoder
from index.errors import ModelError
from index.onnx_encoder import IDS, MODEL_FILE, TOKENIZER_FILE, TOKENS, VECTORS, Facts, OnnxEncoder, write_facts
from index.onnx_runtime import quantise
from index.sentence_transformer import SentenceTransformerEncoder, load_sentence_transformer

OPSET = 20
RECIPE = "onnx-1"
"""Part of the fingerprint; to be changed whenever the same model is exported with other results."""

LEAST_COSINE = {False: 0.9999, True: 0.95}
"""Of a text's vector, and of a text's tokens on average, to the model's own; by whether it is quantised."""

TRIAL_TEXTS = (
    "what did they demand?",
    "Militants who seized a police compound demanded a helicopter and safe passage, officials said on Tuesday.",
    "The minister denied it.",
    """At least 11 people, among them 3 soldiers, were killed when a car bomb exploded near the checkpoint; 27 were
wounded, said a spokesman who asked not to be named. No group has claimed the attack, which came two days after
talks between the government and the guerrillas had been broken off.""",
)
"""Of unlike lengths."""


class NotExported(Exception):
    """A model cannot be exported, or gives something else then; the text is the reason."""


def export_model(name: str, folder: Path) -> None:
    """Write the model of that name into a folder that is not there yet.

    Raises ModelError where it cannot be loaded, NotExported where it cannot be exported, and OSError.
    """
    encoder, quantised = load_sentence_transformer(name), name == DEFAULT_MODEL
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        with _quiet():
            _write(encoder, building, quantised=quantised)
        _verify(encoder, OnnxEncoder(building), least=LEAST_COSINE[quantised])
        building.chmod(0o755)
        if not folder.exists():  # another process may have been quicker
            building.rename(folder)
    except (NotExported, ModelError, OSError):
        raise
    except Exception as error:  # the exporter raises all kinds
        raise NotExported(f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def main(name: str, folder: Path) -> int:
    """Export a model; where that fails, the last line on standard error is the reason."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        export_model(name, folder)
    except (NotExported, ModelError) as error:
        reason = str(error)
    except OSError as error:
        reason = f"{folder.parent} cannot be written to ({error.strerror}), set MODEL_CACHE to another folder"
    else:
        return 0
    sys.stderr.write(f"{reason}\n")
    return 1


def _write(encoder: SentenceTransformerEncoder, folder: Path, *, quantised: bool) -> None:
    import torch

    model, tokenizer = encoder.model, encoder.model.tokenizer
    if model.default_prompt_name is not None:
        raise NotExported(f"its texts are encoded with the prompt {model.default_prompt_name!r}")
    (folder / TOKENIZER_FILE).write_text(tokenizer.backend_tokenizer.to_str(), encoding="utf-8")
    program = torch.onnx.export(
        _module(model), (torch.tensor([tokenizer(TRIAL_TEXTS[0])["input_ids"]]),),
        input_names=[IDS], output_names=[VECTORS, TOKENS],
        dynamic_shapes=({1: torch.export.Dim("tokens", min=2, max=model.max_seq_length)},),
        dynamo=True, opset_version=OPSET, verbose=False,
    )  # fmt: skip
    if program is None:  # never with `dynamo`
        raise NotExported("the exporter gave nothing")
    program.save(str(folder / MODEL_FILE), external_data=False)
    if quantised:
        _quantise(folder / MODEL_FILE)
    write_facts(
        folder,
        Facts(
            name=encoder.name,
            fingerprint=exported_fingerprint(encoder.fingerprint, quantised=quantised),
            dimension=encoder.dimension,
            vocabulary_size=encoder.vocabulary_size,
            max_tokens=model.max_seq_length,
        ),
    )


def _quantise(path: Path) -> None:
    """Write a model's matrices as integers, but for those that narrow: half of the whole error would be theirs."""
    import onnx

    graph = onnx.load(path).graph
    shapes = {weights.name: tuple(weights.dims) for weights in graph.initializer}
    products = [(node.name, shapes.get(node.input[1], ())) for node in graph.node if node.op_type == "MatMul"]
    narrowing = [name for name, shape in products if len(shape) == 2 and shape[0] > shape[1]]  # noqa: PLR2004 - a matrix
    quantise(path, but=narrowing)


def exported_fingerprint(fingerprint: str, *, quantised: bool) -> str:
    """Of an exported model, from that of the model itself."""
    recipe = f"{fingerprint} {RECIPE} {'int8' if quantised else 'float32'}"
    return hashlib.sha256(recipe.encode()).hexdigest()


def _module(model: Any) -> Any:
    """The model as the exporter wants it: arrays in, arrays out."""
    import torch

    has_types = "token_type_ids" in model.tokenizer.model_input_names

    class Exported(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any) -> Any:
            features = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
            if has_types:
                features["token_type_ids"] = torch.zeros_like(ids)
            outputs = self.model(features)
            return outputs["sentence_embedding"], outputs["token_embeddings"]

    return Exported().eval()


def _verify(original: Encoder, exported: Encoder, *, least: float) -> None:
    """Raise NotExported where the exported model gives other tokens, or vectors less alike than that."""
    pairs = zip(original.encode(TRIAL_TEXTS), exported.encode(TRIAL_TEXTS), strict=True)
    for text, (ours, theirs) in zip(TRIAL_TEXTS, pairs, strict=True):
        found = _likeness(ours, theirs)
        if found < least:
            raise NotExported(f"its vectors have a cosine of {found:.4f} to the model's own for {text!r}")


def _likeness(one: EncodedText, other: EncodedText) -> float:
    """The cosine of two vectors of a text, or the mean cosine of its tokens where that is less; -1 for other tokens."""
    if one.token_ids.tolist() != other.token_ids.tolist() or one.token_spans.tolist() != other.token_spans.tolist():
        return -1.0
    return float(min(one.vector @ other.vector, np.sum(one.token_vectors * other.token_vectors, axis=1).mean()))


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the exporter keep its progress and advice to itself."""
    disabled = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(disabled)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
