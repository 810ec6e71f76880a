"""`.ci/install-torch` with a Python that only writes down what it is asked to install."""

import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "install-torch"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
VERSION = next(
    line
    for line in (SCRIPT.parents[1] / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if "torch==" in line
)


@pytest.fixture
def python(tmp_path: Path) -> Path:
    """Knows no torch; installs and judges all that it is asked to."""
    python = tmp_path / "python"
    python.write_text(
        '#!/bin/sh\ncase "$*" in *show*) exit 1 ;; *install*) echo "$@" >> "$0.log" ;; *) cat >/dev/null ;; esac\n'
    )
    python.chmod(0o755)
    return python


def installed(python: Path, **env: str) -> str:
    """What pip was asked for."""
    subprocess.run([SCRIPT, python], env={"PATH": "/usr/bin:/bin"} | env, check=True)  # noqa: S603 - our own script
    return python.with_name("python.log").read_text(encoding="utf-8")


@pytest.mark.parametrize("env", [{}, {"TORCH_INDEX_URL": ""}, {"TORCH_INDEX_URL": CPU_INDEX}])
def test_torch_alone_comes_from_pytorchs_cpu_index(python: Path, env: dict[str, str]) -> None:
    asked = installed(python, **env)

    assert asked.count("\n") == 1
    assert f"--no-deps --timeout 15 --retries 1 --index-url {CPU_INDEX} {VERSION}" in asked


def test_another_index_is_asked_for_torch_with_all_that_its_build_needs(python: Path) -> None:
    asked = installed(python, TORCH_INDEX_URL="https://download.example/cu130")

    assert asked == f"-m pip install --quiet --index-url https://download.example/cu130 {VERSION}\n"
