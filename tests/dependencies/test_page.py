import ast
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.dependencies.installed import PROJECT, direct_dependencies, shipped
from tests.dependencies.licences import is_permissive
from tests.dependencies.page import DIRECT, OTHER_LICENCES, rows

LICENCES = {package.name: package.licence for package in shipped(direct_dependencies())}
TABLE = {row[0]: row for row in rows(DIRECT)}


def imported_by(path: Path) -> set[str]:
    """The normalised names of the packages whose modules a file imports."""
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    lines = [node for node in tree if isinstance(node, ast.Import | ast.ImportFrom)]
    plain = [alias.name for node in lines if isinstance(node, ast.Import) for alias in node.names]
    names = [*plain, *(node.module or "" for node in lines if isinstance(node, ast.ImportFrom))]
    modules = {name.partition(".")[0] for name in names}
    return {canonicalize_name(owner) for module in modules for owner in OWNERS.get(module, ())}


OWNERS = packages_distributions()
IMPORTS = {
    path.relative_to(PROJECT).as_posix(): imported_by(path)
    for folder in ("bot", "index")
    for path in (PROJECT / folder).rglob("*.py")
}


def test_the_table_holds_what_pyproject_asks_for_and_nothing_else() -> None:
    assert [row[0] for row in rows(DIRECT)] == [requirement.name for requirement in direct_dependencies()]


@pytest.mark.parametrize("package", TABLE)
def test_a_row_says_what_for_and_why_and_the_licence_that_the_package_declares(package: str) -> None:
    _, licence, where, *reasons = TABLE[package]

    assert licence == LICENCES[canonicalize_name(package)]
    assert where
    assert len([reason for reason in reasons if reason]) == 2


@pytest.mark.parametrize("package", TABLE)
def test_a_row_names_the_files_that_import_the_package(package: str) -> None:
    named = [part for part in TABLE[package][2].split("`") if part.strip()]
    importing = {path for path, packages in IMPORTS.items() if canonicalize_name(package) in packages}

    if named == ["not imported"]:
        assert importing == set()
    else:
        assert [path for path in importing if not path.startswith(tuple(named))] == []
        assert [place for place in named if not any(path.startswith(place) for path in importing)] == []


def test_every_licence_that_asks_for_more_is_judged_as_it_is_now_and_no_other() -> None:
    judged = [(row[0], row[1]) for row in rows(OTHER_LICENCES)]

    assert judged == [(name, licence) for name, licence in LICENCES.items() if not is_permissive(licence)]
    assert all(row[2] for row in rows(OTHER_LICENCES))
