"""The software bill of materials (CycloneDX) of what ships, out of an environment that holds more.

usage: python -m tests.dependencies.sbom FILE --cyclonedx PROGRAM

The program lists everything installed here; what does not ship is left out, as `installed.py` tells it.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from tests.dependencies.installed import PYPROJECT, AuditError, direct_dependencies, shipped


def main(arguments: Sequence[str]) -> int:
    """Write the bill; the exit status."""
    options = _options(arguments)
    try:
        names = frozenset(package.name for package in shipped(direct_dependencies()))
        bill = only_shipped(everything_installed(options.cyclonedx), names)
    except AuditError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    options.file.parent.mkdir(parents=True, exist_ok=True)
    options.file.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{options.file}: {len(names)} packages\n")
    return 0


def everything_installed(cyclonedx: Path) -> dict[str, Any]:
    """The bill of all packages of this environment (CycloneDX 1.6, JSON); raises AuditError."""
    command: list[str | Path] = [cyclonedx, "environment", sys.executable, "--pyproject", PYPROJECT, "--short-PURLs"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    try:
        bill: dict[str, Any] = json.loads(run.stdout)
    except ValueError as exc:
        reason = (run.stderr.strip() or "it printed nothing").splitlines()[-1]
        raise AuditError(f"{cyclonedx} could not list what is installed: {reason}") from exc
    return bill


def only_shipped(bill: dict[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """The bill of these packages (normalised names) alone, none missing; raises AuditError."""
    components = [part for part in bill["components"] if canonicalize_name(part["name"]) in names]
    missing = names - {canonicalize_name(part["name"]) for part in components}
    if missing:
        raise AuditError(f"the bill of materials lacks what ships: {', '.join(sorted(missing))}")
    kept = {bill["metadata"]["component"]["bom-ref"], *(part["bom-ref"] for part in components)}
    dependencies = [
        {**of_one, "dependsOn": [ref for ref in of_one.get("dependsOn", ()) if ref in kept]}
        for of_one in bill["dependencies"]
        if of_one["ref"] in kept
    ]
    return {**bill, "components": components, "dependencies": dependencies}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.dependencies.sbom")
    parser.add_argument("file", type=Path, help="what is written")
    parser.add_argument("--cyclonedx", type=Path, required=True, help="the program cyclonedx-py")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
