"""Rebuilding the index in a process of its own, so that answers keep their pace and a crash there is none here."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from signal import Signals

from bot.rebuild_lines import read_line
from bot.rebuild_outcome import RebuildOutcome, failed
from bot.settings import Settings
from index.progress import RebuildProgress

NICENESS = 10
MAX_LINE_BYTES = 1 << 20
_SECRETS = ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE")


async def run_rebuild(
    settings: Settings, *, by: str, accept_loss: bool = False, on_progress: Callable[[RebuildProgress], None]
) -> RebuildOutcome:
    """Run `incident-bot rebuild` with these settings in a child process, which is killed when this is cancelled.

    `by` is who the audit log says does it. A child that ends without a result is a refusal that says why.
    """
    accepted = ["--accept-loss"] if accept_loss else []
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "rebuild", "--json", f"--by={by}", *accepted,
            env=_environment(settings, os.environ), stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE,
            limit=MAX_LINE_BYTES,
        )  # fmt: skip
    except OSError as error:
        return failed(f"the rebuild could not be started ({error.strerror}); try again")
    try:
        return await _followed(process, on_progress)
    finally:
        await _ended(process)


def _environment(settings: Settings, inherited: Mapping[str, str]) -> dict[str, str]:
    """What the child sees: all but the bot's token; few threads, so that they do not wait for those that answer."""
    threads = str(max(1, (os.cpu_count() or 1) // 2))
    own = {
        "CORPUS_DIR": str(settings.corpus_dir),
        "INDEX_DIR": str(settings.index_dir),
        "AUDIT_LOG": str(settings.audit_log),
        "MODEL": settings.model,
        "MODEL_CACHE": str(settings.model_cache),
    }
    kept = {name: value for name, value in inherited.items() if name.upper() not in _SECRETS}
    return {"OMP_NUM_THREADS": threads, "OPENBLAS_NUM_THREADS": "1"} | kept | own


async def _followed(process: Process, on_progress: Callable[[RebuildProgress], None]) -> RebuildOutcome:
    """Hand on the child's progress and return its outcome."""
    with suppress(ProcessLookupError):  # it has ended already
        os.setpriority(os.PRIO_PROCESS, process.pid, NICENESS)
    complaints, outcome = await asyncio.gather(_last_line(process), _outcome(process, on_progress))
    status = await process.wait()
    return outcome or failed(_reason(status, complaints))


async def _outcome(process: Process, on_progress: Callable[[RebuildProgress], None]) -> RebuildOutcome | None:
    outcome = None
    async for line in _stream(process.stdout):
        match read_line(line):
            case RebuildProgress() as progress:
                on_progress(progress)
            case RebuildOutcome() as told:
                outcome = told
    return outcome


async def _last_line(process: Process) -> str:
    """The last thing that the child says on standard error."""
    lines = deque([line async for line in _stream(process.stderr) if line.strip()], maxlen=1)
    return lines[0].decode(errors="replace").strip().removeprefix("incident-bot: ") if lines else ""


def _stream(stream: asyncio.StreamReader | None) -> asyncio.StreamReader:
    if stream is None:
        raise TypeError("the child has no pipes")
    return stream


def _reason(status: int, complaint: str) -> str:
    if status < 0:
        return f"the rebuild was stopped by signal {Signals(-status).name}; if nobody did, look for a lack of memory"
    return complaint or f"the rebuild ended with status {status} and said nothing; run: incident-bot rebuild"


async def _ended(process: Process) -> None:
    """Kill a child that still runs; at any moment it leaves an index that answers."""
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
