import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[2] / "Dockerfile").read_text(encoding="utf-8")
STAGES = dict(re.findall(r"^FROM \S+ AS (\S+)\n(.*?)(?=^FROM|\Z)", TEXT, re.MULTILINE | re.DOTALL))


def test_lean_can_be_asked_for_and_full_is_the_default() -> None:
    assert "lean" in STAGES
    assert list(STAGES)[-1] == "full"


@pytest.mark.parametrize("stage", ["build", "base"])
def test_onnx_runtime_reports_nothing_to_its_makers(stage: str) -> None:
    assert re.search(r"^ENV (?:.*\\\n)*.*ORT_DISABLE_TELEMETRY=1\b", STAGES[stage], re.MULTILINE)
