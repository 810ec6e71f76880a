"""What is known to be wrong with pinned packages, as pip-audit tells it; the only file that knows pip-audit.

pip-audit counts a package that its service does not know as fine and ends well; behind a mirror of PyPI without
vulnerability data, that is all of them. Here it is an error: no answer is no good news.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ValidationError

from tests.dependencies.installed import AuditError

_SHOWN = 3


class _Vulnerability(BaseModel):
    id: str
    aliases: tuple[str, ...] = ()
    fix_versions: tuple[str, ...] = ()


class _Dependency(BaseModel):
    name: str
    version: str = ""
    vulns: tuple[_Vulnerability, ...] = ()
    skip_reason: str | None = None


class _Report(BaseModel):
    dependencies: tuple[_Dependency, ...]


def known_vulnerabilities(constraints: Path, *, pip_audit: Path, service: str = "pypi") -> tuple[str, ...]:
    """One line for each vulnerability; raises AuditError where the service did not tell of every package."""
    command: list[str | Path] = [pip_audit, "--requirement", constraints, "--no-deps", "--disable-pip"]
    options = ["--vulnerability-service", service, "--format", "json", "--progress-spinner", "off"]
    run = subprocess.run([*command, *options], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    try:
        report = _Report.model_validate_json(run.stdout)
    except ValidationError as exc:
        reason = (run.stderr.strip() or "it printed nothing").splitlines()[-1]
        raise AuditError(f"vulnerabilities are not known, {service} could not be asked: {reason}") from exc
    _refuse_silence(report.dependencies, service)
    return tuple(_line(one, found) for one in report.dependencies for found in one.vulns)


def _refuse_silence(dependencies: Sequence[_Dependency], service: str) -> None:
    silent = [one.name for one in dependencies if one.skip_reason is not None]
    if silent or not dependencies:
        names = ", ".join(silent[:_SHOWN]) + (", ..." if len(silent) > _SHOWN else "")
        raise AuditError(
            f"vulnerabilities are not known: {service} told nothing of {len(silent)} of {len(dependencies)} packages "
            f"({names}); where it is a mirror without vulnerability data, run this elsewhere"
        )


def _line(package: _Dependency, found: _Vulnerability) -> str:
    ids = ", ".join((found.id, *found.aliases))
    remedy = f"mended in {', '.join(found.fix_versions)}" if found.fix_versions else "no version mends it yet"
    return f"{package.name} {package.version}: {ids}; {remedy}"
