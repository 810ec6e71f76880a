"""What ships: the packages that pyproject.toml asks for and all that those need, as they are installed here.

The tools of the developers (the extra `dev`) do not ship.
"""

import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from index.errors import IncidentError

PROJECT = Path(__file__).parents[2]
PYPROJECT = PROJECT / "pyproject.toml"
CONSTRAINTS = PROJECT / "constraints.txt"


class AuditError(IncidentError):
    """What ships could not be looked at."""


@dataclass(frozen=True, slots=True, order=True)
class Package:
    """An installed package: its name as PEP 503 normalises it, and the licence that it declares ("" for none)."""

    name: str
    version: str
    licence: str


def direct_dependencies(pyproject: Path = PYPROJECT) -> tuple[Requirement, ...]:
    """What the bot asks for to run, in the order of the file."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    return tuple(map(Requirement, project["dependencies"]))


def shipped(requirements: Iterable[Requirement], *, path: Sequence[str] | None = None) -> tuple[Package, ...]:
    """The packages that these stand for on this system, sorted; raises AuditError where one is not installed."""
    installed = {canonicalize_name(found.name): found for found in distributions(path=list(path or sys.path))}
    packages: set[Package] = set()
    reached: set[tuple[NormalizedName, str]] = set()
    waiting = [wanted for requirement in requirements for wanted in _parts(requirement)]
    while waiting:
        name, extra = wanted = waiting.pop()
        if wanted in reached:
            continue
        reached.add(wanted)
        if name not in installed:
            raise AuditError(f"{name} ships, but is not installed here: run make test once")
        packages.add(Package(name, installed[name].version, declared_licence(installed[name])))
        waiting += _needed_by(installed[name], extra)
    return tuple(sorted(packages))


def declared_licence(distribution: Distribution) -> str:
    """The licence in a package's own metadata: the SPDX expression (PEP 639), else its classifiers, else free text."""
    metadata = distribution.metadata
    classifiers = [value for value in metadata.get_all("Classifier", ()) if value.startswith("License ::")]
    named = " AND ".join(value.rpartition(" :: ")[2] for value in classifiers)
    expression, free_text = ("".join(metadata.get_all(field, ())) for field in ("License-Expression", "License"))
    return expression or named or free_text.partition("\n")[0]


def pinned(constraints: Path = CONSTRAINTS) -> frozenset[str]:
    """The normalised names of what a file of constraints pins."""
    lines = constraints.read_text(encoding="utf-8").splitlines()
    return frozenset(canonicalize_name(line.partition("==")[0]) for line in lines if "==" in line)


def _parts(requirement: Requirement) -> Iterator[tuple[NormalizedName, str]]:
    name = canonicalize_name(requirement.name)
    yield from ((name, extra) for extra in ("", *sorted(requirement.extras)))


def _needed_by(distribution: Distribution, extra: str) -> Iterator[tuple[NormalizedName, str]]:
    for requirement in map(Requirement, distribution.requires or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            yield from _parts(requirement)
