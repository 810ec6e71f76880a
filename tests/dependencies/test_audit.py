import pytest

from tests.dependencies.audit import faulty_licences, main, unpinned
from tests.dependencies.conftest import Program
from tests.dependencies.installed import Package, direct_dependencies, shipped

FINE = {"dependencies": [{"name": "idna", "version": "3.20", "vulns": []}]}
PERMISSIVE = Package("a", "1", "MIT")
COPYLEFT = Package("b", "2", "GPL-3.0-only")
UNKNOWN = Package("c", "3", "")


def test_a_licence_that_asks_for_more_is_a_fault_until_it_is_judged() -> None:
    faults = faulty_licences([PERMISSIVE, COPYLEFT, UNKNOWN], {})

    assert [fault.partition(":")[0] for fault in faults] == [
        "b 2 is under GPL-3.0-only",
        "c 3 is under no licence that it declares",
    ]
    assert faulty_licences([PERMISSIVE, COPYLEFT], {"b": "GPL-3.0-only"}) == ()


def test_a_judgement_of_another_licence_does_not_count() -> None:
    assert len(faulty_licences([COPYLEFT], {"b": "LGPL-3.0-only"})) == 1


def test_what_is_not_pinned_is_named() -> None:
    assert unpinned([PERMISSIVE, COPYLEFT], frozenset({"a"})) == ("b is not pinned in constraints.txt: run make lock",)


def test_what_ships_now_has_no_fault(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--pip-audit", str(program(FINE))])

    number = len(shipped(direct_dependencies()))
    assert capsys.readouterr().out == f"{number} packages ship; 0 faults, 0 known vulnerabilities\n"
    assert status == 0


def test_a_known_vulnerability_fails_the_audit(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    found = {"name": "old", "version": "2.0", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}

    status = main(["--pip-audit", str(program({"dependencies": [found]}, status=1))])

    assert capsys.readouterr().out.startswith("old 2.0: CVE-1; mended in 2.1\n")
    assert status == 1


def test_no_answer_fails_the_audit_in_one_line(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--pip-audit", str(program(error="no network\n", status=1))])

    assert capsys.readouterr().err == "vulnerabilities are not known, pypi could not be asked: no network\n"
    assert status == 1
