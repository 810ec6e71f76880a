"""What a soak has shown: its figures, what is wrong with them, and their table. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

UNHEALTHY_WITHIN_S = 150.0
HEALTHY_WITHIN_S = 90.0
"""After a stall: a poll that has begun ends after twenty seconds, the next may wait for thirty, and a check as well."""

MEMORY_GROWTH = 0.05
"""The share by which the memory may grow from its start to its end: what is measured moves about by as much."""

STOPPED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Struck:
    """A fault that struck: when, in minutes after the start, how long, and the longest wait of who asked meanwhile."""

    name: str
    at_min: float
    seconds: float
    asked: int
    longest_wait_s: float
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Stall:
    """A stall, and after how many seconds of it, or after its end, Docker told; None where it did not."""

    unhealthy_after_s: float | None
    healthy_after_s: float | None


@dataclass(frozen=True, slots=True)
class MemoryFigures:
    """Resident memory in MiB, after the warm-up and at the end, and its growth in MiB an hour."""

    start: float
    end: float
    peak: float
    slope: float


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it. `repeated` are answers that came twice as Telegram's word on the first was lost (README, In Telegram).

    `memory` is None where the soak was too short to tell. `leaks` says what was found where nothing of it may be.
    """

    asked: int
    seconds: float
    unanswered: int
    answered_twice: int
    repeated: int
    with_an_answer: int
    median_wait_s: float
    faults: tuple[Struck, ...]
    memory: MemoryFigures | None
    stalls: tuple[Stall, ...]
    other_unhealthy: int
    refused_calls: tuple[str, ...]
    leaks: tuple[str, ...]
    printed_lines: int
    status: int
    stopping_s: float


def complaints(figures: Figures) -> tuple[str, ...]:
    """What went wrong, a line each."""
    return tuple(_complaints(figures))


def _complaints(figures: Figures) -> Iterator[str]:
    if figures.unanswered:
        yield f"{figures.unanswered} of {figures.asked} questions were not answered"
    if figures.answered_twice:
        yield f"{figures.answered_twice} questions were answered more than once"
    yield from (f"{fault.name}: {fault.failure}" for fault in figures.faults if fault.failure)
    yield from _of_health(figures)
    if figures.memory and figures.memory.end > figures.memory.start * (1 + MEMORY_GROWTH):
        yield f"the memory has grown from {figures.memory.start:.0f} to {figures.memory.end:.0f} MiB"
    yield from (f"Telegram refused a call: {call}" for call in figures.refused_calls)
    yield from (f"among what the bot has printed there is {leak}" for leak in figures.leaks)
    if figures.status or figures.stopping_s > STOPPED_WITHIN_S:
        yield f"told to stop, the bot ended with status {figures.status} after {figures.stopping_s:.1f} s"


def _of_health(figures: Figures) -> Iterator[str]:
    for stall in figures.stalls:
        if stall.unhealthy_after_s is None or stall.unhealthy_after_s > UNHEALTHY_WITHIN_S:
            yield f"a stall was told {_after(stall.unhealthy_after_s)}, not within {UNHEALTHY_WITHIN_S:.0f} s"
        if stall.healthy_after_s is None or stall.healthy_after_s > HEALTHY_WITHIN_S:
            yield f"the end of a stall was told {_after(stall.healthy_after_s)}, not within {HEALTHY_WITHIN_S:.0f} s"
    if figures.other_unhealthy:
        yield f"the bot was called unhealthy {figures.other_unhealthy} times without a stall"


def page(figures: Figures, *, command: str, machine: str) -> str:
    """The figures as a page of Markdown."""
    rate = figures.asked / figures.seconds
    lines = [
        f"`{command}`, {machine}: {rate:.1f} questions a second for {figures.seconds / 60:.0f} minutes, with faults.",
        "",
        *_table(("", ""), _rows(figures)),
        "",
        *_table(("fault", "minute", "lasted, s", "asked meanwhile", "longest wait, s"), _fault_rows(figures)),
        "",
        "The longest wait is from a question to its answer, the rest of the fault included. " + _of_repeated(figures),
    ]
    return "\n".join(lines) + "\n"


def _rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    yield "questions", f"{figures.asked:,}, of which {figures.with_an_answer:,} have an answer in the articles"
    yield "lost", str(figures.unanswered)
    yield "answered twice", str(figures.answered_twice)
    yield "median wait, s", f"{figures.median_wait_s:.2f}"
    if memory := figures.memory:
        yield (
            "resident memory, MiB",
            f"{memory.start:.0f} at the start, {memory.end:.0f} at the end, {memory.peak:.0f} at most",
        )
        yield "its growth, MiB an hour", f"{memory.slope:+.1f}"
    for stall in figures.stalls:
        yield "unhealthy after a stall's begin", _after(stall.unhealthy_after_s)
        yield "healthy after its end", _after(stall.healthy_after_s)
    yield "unhealthy without a stall", str(figures.other_unhealthy)
    found = ", ".join(figures.leaks) or "no token, no text or name of a person, no traceback"
    yield f"in {figures.printed_lines:,} printed lines", found
    yield "told to stop", f"status {figures.status} after {figures.stopping_s:.1f} s"


def _fault_rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    for fault in figures.faults:
        wait = f"{fault.longest_wait_s:.1f}"
        yield fault.name, f"{fault.at_min:.0f}", f"{fault.seconds:.0f}", str(fault.asked), wait


def _of_repeated(figures: Figures) -> str:
    if not figures.repeated:
        return "No answer had to be repeated."
    return f"{figures.repeated} answers were repeated, as Telegram's word on the first had not arrived."


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"|{'|'.join(f' {name} ' if name else ' ' for name in head)}|"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _after(seconds: float | None) -> str:
    return "never" if seconds is None else f"after {seconds:.0f} s"
