"""What a process that parses a stranger's file may use. Linux holds all of it; where one is unknown, the rest holds."""

import os
import resource
from contextlib import suppress

MEMORY_BYTES = 1 << 30
CPU_S = 20
MAX_PAGES = 300

_OPEN_FILES = 32  # modules that are loaded late, and a few to spare
_NICE = 10  # answering people comes first


def apply_limits() -> None:
    """Limit this process for good: memory, processor time, open files; no file of its own, no core, no child."""
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, limit))
    with suppress(OSError):
        os.nice(_NICE)
