"""How far a rebuild is, on standard error: a bar on a terminal, else a line now and then for a log file."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.progress import RebuildProgress, Stage

PLAIN_LINE_EVERY_S = 10.0

Report = Callable[[RebuildProgress], None]


@contextmanager
def shown_progress() -> Iterator[Report]:
    """Give what is to be called with every progress."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _PlainLines().report
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[count]}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("reading articles", total=None, count="")
        yield lambda progress: _draw(bar, task, progress)


def _draw(bar: Progress, task: TaskID, progress: RebuildProgress) -> None:
    is_counted = progress.stage is Stage.EMBEDDING
    bar.update(
        task,
        description=f"{progress.stage} {progress.articles:,} articles",
        completed=progress.done if is_counted else 0,
        total=progress.total if is_counted else None,
        count=f"{progress.done:,} of {progress.total:,} passages" if is_counted else "",
    )


class _PlainLines:
    """A line now and then."""

    def __init__(self) -> None:
        self._shown_s = time.monotonic()

    def report(self, progress: RebuildProgress) -> None:
        """Say how many passages are embedded, not too often."""
        done, total = progress.done, progress.total
        is_due = done == total or time.monotonic() - self._shown_s >= PLAIN_LINE_EVERY_S
        if progress.stage is Stage.EMBEDDING and total and is_due:
            self._shown_s = time.monotonic()
            sys.stderr.write(f"embedded {done} of {total} passages\n")
