"""The tables of docs/dependencies.md."""

import re
from pathlib import Path

from tests.dependencies.installed import PROJECT

PAGE = PROJECT / "docs" / "dependencies.md"
DIRECT = "What the bot asks for"
OTHER_LICENCES = "Licences that ask for more"


def rows(heading: str, page: Path = PAGE) -> tuple[tuple[str, ...], ...]:
    """The rows of the table under a heading, without its head; the first cell is a package's name, without quotes."""
    section = page.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    lines = re.findall(r"^\| `(.+) \|$", section, flags=re.MULTILINE)
    return tuple(tuple(cell.strip() for cell in line.replace("`", "", 1).split(" | ")) for line in lines)
