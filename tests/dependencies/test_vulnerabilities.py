import re
from pathlib import Path

import pytest

from tests.dependencies.conftest import Program
from tests.dependencies.installed import AuditError
from tests.dependencies.vulnerabilities import known_vulnerabilities

CONSTRAINTS = Path("constraints.txt")
FINE = {"name": "idna", "version": "3.20", "vulns": []}


def report(*dependencies: object) -> object:
    return {"dependencies": dependencies, "fixes": []}


def test_each_vulnerability_is_a_line_with_its_remedy(program: Program) -> None:
    mended = {"id": "PYSEC-1", "aliases": ["CVE-1", "GHSA-1"], "fix_versions": ["2.1", "3.0"], "description": "..."}
    open_one = {"id": "PYSEC-2", "aliases": [], "fix_versions": [], "description": "..."}
    asked = program(report(FINE, {"name": "old", "version": "2.0", "vulns": [mended, open_one]}), status=1)

    assert known_vulnerabilities(CONSTRAINTS, pip_audit=asked) == (
        "old 2.0: PYSEC-1, CVE-1, GHSA-1; mended in 2.1, 3.0",
        "old 2.0: PYSEC-2; no version mends it yet",
    )


def test_the_service_is_asked_for_exactly_what_is_pinned(program: Program, tmp_path: Path) -> None:
    known_vulnerabilities(CONSTRAINTS, pip_audit=program(report(FINE)), service="osv")

    called = (tmp_path / "called").read_text(encoding="utf-8")
    assert "--requirement constraints.txt --no-deps --disable-pip --vulnerability-service osv" in called


def test_a_package_that_the_service_does_not_know_is_no_good_news(program: Program) -> None:
    unknown = [{"name": name, "skip_reason": "not found"} for name in ("a", "b", "c", "d")]
    asked = program(report(FINE, *unknown))

    expected = "vulnerabilities are not known: pypi told nothing of 4 of 5 packages (a, b, c, ...)"
    with pytest.raises(AuditError, match=re.escape(expected)):
        known_vulnerabilities(CONSTRAINTS, pip_audit=asked)


def test_an_answer_about_no_package_at_all_is_no_good_news(program: Program) -> None:
    with pytest.raises(AuditError, match="told nothing of 0 of 0 packages"):
        known_vulnerabilities(CONSTRAINTS, pip_audit=program(report()))


def test_a_service_out_of_reach_is_one_line(program: Program) -> None:
    asked = program(error="Traceback ...\n  File ...\nConnectionError: no such host\n", status=1)

    with pytest.raises(AuditError) as refused:
        known_vulnerabilities(CONSTRAINTS, pip_audit=asked)

    assert str(refused.value) == "vulnerabilities are not known, pypi could not be asked: ConnectionError: no such host"
