"""make soak: let a bot live through half an hour of faults, and write what it showed to tests/soak/soak.md.

    python -m tests.soak --minutes 30

Exit status 1, with a line for each thing that went wrong, where one did.
"""

import argparse
import asyncio
import os
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from index.corpus import read_corpus
from index.model_cache import load_encoder
from index.rebuild import rebuild
from tests.conftest import SHIPPED_CORPUS
from tests.soak.figures import complaints, page
from tests.soak.record import Plan
from tests.soak.soak import soak

PAGE = Path(__file__).with_name("soak.md")


def main() -> int:
    """Soak, write the page, complain."""
    parser = argparse.ArgumentParser(prog="make soak", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=30.0, metavar="N", help="how long (default %(default)g)")
    parser.add_argument("--page", type=Path, default=PAGE, metavar="FILE", help="where to write (default %(default)s)")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        rebuild(read_corpus(SHIPPED_CORPUS), index, load_encoder())
        figures = asyncio.run(soak(Plan(60.0 * options.minutes), index))
    command = f"make soak SOAK_MINUTES={options.minutes:g}"
    options.page.write_text(page(figures, command=command, machine=_machine()), encoding="utf-8")
    wrong = complaints(figures)
    sys.stderr.writelines(f"soak: {line}\n" for line in wrong)
    sys.stdout.write(f"{'failed' if wrong else 'well'}: see {options.page}\n")
    return 1 if wrong else 0


def _machine() -> str:
    memory_gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    return f"{os.cpu_count()} CPU cores ({platform.machine()}), {memory_gib:.0f} GiB of memory"


if __name__ == "__main__":
    sys.exit(main())
