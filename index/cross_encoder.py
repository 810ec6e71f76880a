"""A cross-encoder: a model that reads a question and a text together and says how well the text answers it.

Off unless the operator names one, as none ships with the bot. Runs no code that a model brings, and asks a model hub
only for what is not on this machine.
"""

import logging
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.sentence_transformer import WITHOUT_TORCH, torch_threads, use_torch_threads

BATCH_SIZE = 16

LIBRARIES = ("huggingface_hub", "sentence_transformers", "transformers")
"""Whose loggers tell of every retry and every missing file."""

TRIAL = (("who?", "Four men."), ("who?", "Six dogs."), ("what did they demand?", "They demanded a free way to Bern."))
"""Read at once: some models cannot read texts of different lengths in a batch, and some know no words."""


class Reranker(Protocol):
    """What a search needs of a model that reads question and text together."""

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the question, shape (texts,); more is better, on any scale."""


class CrossEncoderReranker:
    """A `Reranker` over any sentence-transformers CrossEncoder with one output."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._threads = torch_threads()

    def score(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """The model's own scores of each text, before what maps them to 0..1, where the best would all round to 1."""
        use_torch_threads(self._threads)  # the question has been encoded by one
        return _predict(self._model, [(question, text) for text in texts])


def load_reranker(name: str | None) -> Reranker | None:
    """The reranker of a setting RERANKER_MODEL: a folder, or a sentence-transformers name; None for None.

    Raises ModelError where it cannot be loaded, or is no cross-encoder that gives one score for a pair.
    """
    if name is None:
        return None
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        model = _load(name)
        flaw = _flaw(model)
    except ModuleNotFoundError as error:
        reason = f"{error.name} {WITHOUT_TORCH}, or unset it"
        raise ModelError(f"cannot use the RERANKER_MODEL {name!r}: {reason}") from error
    except Exception as error:
        reason = str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
        raise _unusable(name, reason) from error
    if flaw:
        raise _unusable(name, flaw)
    return CrossEncoderReranker(model)


def _load(name: str) -> Any:
    """The model, from this machine where it is there, else from its hub."""
    from sentence_transformers import CrossEncoder  # noqa: PLC0415 - takes seconds: only who uses it should pay for it
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # the library has no types
    with _quiet():
        try:
            return CrossEncoder(name, device="cpu", local_files_only=True)
        except OSError:
            if Path(name).exists():
                raise
        return CrossEncoder(name, device="cpu")


def _flaw(model: Any) -> str | None:
    """What keeps a model from being a cross-encoder with one output, if anything."""
    body = model.model
    if type(body).__name__ not in (body.config.architectures or ()):
        return "it is no trained CrossEncoder"  # of another kind of model the library makes one with random numbers
    if model.num_labels != 1:
        return f"it gives {model.num_labels} scores for a pair, not one"
    scores = _predict(model, TRIAL)
    if not np.isfinite(scores).all():
        return "its scores are no numbers"
    if np.isclose(scores[0], scores[1], rtol=0.0, atol=1e-6):
        return "it knows no words; are the tokenizer's files in its folder?"
    return None


def _unusable(name: str, reason: str) -> ModelError:
    return ModelError(
        f"cannot use the RERANKER_MODEL {name!r}: {reason}; set it to a CrossEncoder's folder or sentence-transformers "
        "name, or unset it to do without"
    )


def _predict(model: Any, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    import torch  # noqa: PLC0415

    scores = model.predict(
        list(pairs), batch_size=BATCH_SIZE, show_progress_bar=False, activation_fn=torch.nn.Identity()
    )
    return np.asarray(scores, dtype=np.float32)


@contextmanager
def _quiet() -> Iterator[None]:
    """Let the libraries below keep to themselves what they think of a model."""
    loggers = [logging.getLogger(library) for library in LIBRARIES]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
