"""Whether what ships is fit to ship: pinned, under licences that we can keep, without known vulnerabilities.

usage: python -m tests.dependencies.audit --pip-audit PROGRAM [--service pypi|osv]

Prints one line for each fault, and ends with 1 if there is one or the service of vulnerabilities could not be asked.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.dependencies.installed import CONSTRAINTS, AuditError, Package, direct_dependencies, pinned, shipped
from tests.dependencies.licences import is_permissive
from tests.dependencies.page import OTHER_LICENCES, PAGE, rows
from tests.dependencies.vulnerabilities import known_vulnerabilities


def main(arguments: Sequence[str]) -> int:
    """Audit what ships; the exit status."""
    options = _options(arguments)
    try:
        packages = shipped(direct_dependencies())
        judged = {row[0]: row[1] for row in rows(OTHER_LICENCES)}
        faults = [*faulty_licences(packages, judged), *unpinned(packages, pinned())]
        sys.stdout.writelines(f"{fault}\n" for fault in faults)
        found = known_vulnerabilities(CONSTRAINTS, pip_audit=options.pip_audit, service=options.service)
    except AuditError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.stdout.write(f"{len(packages)} packages ship; {len(faults)} faults, {len(found)} known vulnerabilities\n")
    return 1 if faults or found else 0


def faulty_licences(packages: Iterable[Package], judged: dict[str, str]) -> tuple[str, ...]:
    """One line for each package whose licence asks for more than to be named and is not judged, by name, as it is."""
    return tuple(
        f"{package.name} {package.version} is under {package.licence or 'no licence that it declares'}: do without it, "
        f'or say in docs/{PAGE.name}, under "{OTHER_LICENCES}", why that is all right'
        for package in packages
        if not is_permissive(package.licence) and judged.get(package.name) != package.licence
    )


def unpinned(packages: Iterable[Package], pins: frozenset[str]) -> tuple[str, ...]:
    """One line for each package that ships in whatever version is the newest, and so is not audited."""
    missing = (package.name for package in packages if package.name not in pins)
    return tuple(f"{name} is not pinned in constraints.txt: run make lock" for name in missing)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.dependencies.audit")
    parser.add_argument("--pip-audit", type=Path, required=True, help="the program")
    parser.add_argument("--service", default="pypi", help="who is asked for vulnerabilities: pypi or osv")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
