import json
from pathlib import Path
from typing import Any

import pytest

from tests.dependencies.conftest import Program
from tests.dependencies.installed import AuditError, direct_dependencies, shipped
from tests.dependencies.sbom import main, only_shipped


def bill(*names: str) -> dict[str, Any]:
    """A bill of packages, each of which needs all others; the bot needs them all."""
    refs = [f"{name}==1" for name in names]
    return {
        "bomFormat": "CycloneDX",
        "metadata": {"component": {"bom-ref": "root-component", "name": "incident-bot"}},
        "components": [{"name": name, "bom-ref": ref} for name, ref in zip(names, refs, strict=True)],
        "dependencies": [{"ref": "root-component", "dependsOn": refs}, *({"ref": r, "dependsOn": refs} for r in refs)],
    }


def test_what_does_not_ship_is_left_out_with_all_that_points_at_it() -> None:
    assert only_shipped(bill("Py_YAML", "pytest"), frozenset({"py-yaml"})) == bill("Py_YAML")


def test_a_bill_that_lacks_what_ships_is_refused() -> None:
    with pytest.raises(AuditError, match=r"lacks what ships: lost$"):
        only_shipped(bill("pytest"), frozenset({"lost"}))


def test_the_bill_of_this_environment_holds_what_ships(program: Program, tmp_path: Path) -> None:
    names = [package.name for package in shipped(direct_dependencies())]
    written = tmp_path / "new" / "sbom.json"

    assert main([str(written), "--cyclonedx", str(program(bill(*names, "pytest")))]) == 0
    assert json.loads(written.read_text(encoding="utf-8")) == bill(*names)


def test_a_program_that_fails_is_one_line(program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = tmp_path / "sbom.json"
    failing = program(error="Traceback ...\nno such environment\n", status=1)

    assert main([str(written), "--cyclonedx", str(failing)]) == 1
    assert capsys.readouterr().err == f"{failing} could not list what is installed: no such environment\n"
    assert not written.exists()
