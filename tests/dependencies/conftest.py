import json
from collections.abc import Callable
from pathlib import Path

import pytest

Program = Callable[..., Path]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Makes a program that prints a JSON object, or what is not JSON, and ends."""

    def make(printed: object = None, *, error: str = "", status: int = 0) -> Path:
        script, output = tmp_path / "program", tmp_path / "output"
        output.write_text("" if printed is None else json.dumps(printed), encoding="utf-8")
        (tmp_path / "error").write_text(error, encoding="utf-8")
        called = f'#!/bin/sh\necho "$@" > {tmp_path}/called\ncat {tmp_path}/error >&2\ncat {output}\nexit {status}\n'
        script.write_text(called, encoding="utf-8")
        script.chmod(0o755)
        return script

    return make
