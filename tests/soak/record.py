"""What was seen of a soak, and the figures that come of it."""

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

from tests.crowd import questions_of
from tests.soak.faults import FAULTS, Fault
from tests.soak.figures import Figures, MemoryFigures, Stall, Struck
from tests.soak.line import Line
from tests.soak.questions import WORDINGS
from tests.soak.vitals import DockerHealth, Memory
from tests.telegram_server import BotProcess, FakeTelegram, Message

MAX_REFUSED_SHOWN = 5
UNSURE_S = 0.1
"""An answer that has left the server this little before or after the line was cut may not have arrived."""

Key: TypeAlias = tuple[int, int]
"""A message, by its chat and its number there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long what is done: after a minute of `minute_s` the first fault begins, the next after `Fault.minutes`."""

    seconds: float
    faults: Sequence[Fault] = FAULTS
    questions_a_second: float = 2.0
    minute_s: float = 60.0
    warm_up_s: float = 180.0
    health_every_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Question:
    """A question, and when it was asked."""

    at: float
    message: Message

    @property
    def key(self) -> Key:
        """By what its replies are found."""
        return self.message.chat.id, self.message.id


@dataclass(frozen=True, slots=True)
class Blow:
    """A fault that has struck; `failure` is what went otherwise than the fault wanted."""

    fault: Fault
    start: float
    end: float
    failure: str


@dataclass(slots=True)
class Soak:
    """All that was seen of one soak, which began at `begun` (time.monotonic(), as all times here)."""

    tg: FakeTelegram
    line: Line
    process: BotProcess
    health: DockerHealth
    begun: float = field(default_factory=time.monotonic)
    memory: Memory = field(default_factory=Memory)
    asked: list[Question] = field(default_factory=list)
    blows: list[Blow] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        """Whether the bot has ended by itself."""
        return self.process.process.returncode is not None

    def replies(self) -> dict[Key, list[float]]:
        """When the bot replied to which message."""
        found: dict[Key, list[float]] = {}
        for chat in {one.message.chat.id: one.message.chat.chat for one in self.asked}.values():
            for event in chat.events:
                if event.kind == "message" and (replied := event.message.get("reply_to_message")):
                    found.setdefault((chat.id, replied["message_id"]), []).append(event.time)
        return found

    def are_all_answered(self) -> bool:
        return {one.key for one in self.asked} <= self.replies().keys()


def figures_of(plan: Plan, seen: Soak, status: int, *, stopping_s: float) -> Figures:
    """The figures, once the bot has ended with `status`, so long after it was told to stop."""
    replies = seen.replies()
    more = Counter({one.key: len(replies[one.key]) - 1 for one in seen.asked if one.key in replies})
    unsure = seen.tg.doubtful_sends(*seen.line.cuts, grace_s=UNSURE_S)
    doubtful = questions_of(call for call in unsure if "reply_parameters" in call.params)
    repeated = more & doubtful
    stalls = tuple(_stall(seen, blow) for blow in seen.blows if blow.fault.is_stall)
    unhealthy = sum(not is_well for _, is_well in seen.health.changes)
    refused = [f"{call.method}: {call.description}" for call in seen.tg.refused()]
    return Figures(
        asked=len(seen.asked),
        seconds=plan.seconds,
        unanswered=sum(one.key not in replies for one in seen.asked),
        answered_twice=(more - repeated).total(),
        repeated=repeated.total(),
        with_an_answer=sum(line.get("answered") is True for line in _records(seen.process)),
        median_wait_s=median(_waits(seen.asked, replies) or [0.0]),
        faults=tuple(_struck(plan, seen, blow, replies) for blow in seen.blows),
        memory=_memory(plan, seen),
        stalls=stalls,
        other_unhealthy=unhealthy - sum(stall.unhealthy_after_s is not None for stall in stalls),
        refused_calls=tuple(dict.fromkeys(refused))[:MAX_REFUSED_SHOWN],
        leaks=tuple(_leaks(seen)),
        printed_lines=len(seen.process.lines) + len(seen.health.said),
        status=status,
        stopping_s=stopping_s,
    )


def _waits(asked: Iterable[Question], replies: Mapping[Key, Sequence[float]]) -> list[float]:
    return [replies[one.key][0] - one.at for one in asked if one.key in replies]


def _struck(plan: Plan, seen: Soak, blow: Blow, replies: Mapping[Key, Sequence[float]]) -> Struck:
    meanwhile = [one for one in seen.asked if blow.start <= one.at <= blow.end]
    return Struck(
        blow.fault.name,
        at_min=(blow.start - seen.begun) / plan.minute_s,
        seconds=blow.end - blow.start,
        asked=len(meanwhile),
        longest_wait_s=max(_waits(meanwhile, replies), default=0.0),
        failure=blow.failure,
    )


def _stall(seen: Soak, blow: Blow) -> Stall:
    ill = next((at for at, is_well in seen.health.changes if not is_well and at >= blow.start), None)
    well = next((at for at, is_well in seen.health.changes if is_well and ill and at >= ill), None)
    return Stall(ill and ill - blow.start, well and well - blow.end)


def _memory(plan: Plan, seen: Soak) -> MemoryFigures | None:
    warm, end = seen.begun + plan.warm_up_s, seen.begun + plan.seconds
    last = seen.memory.samples[-1][0]
    if warm + 2 * plan.minute_s > end or last < end - plan.minute_s:  # too short, or the bot has ended by itself
        return None
    return MemoryFigures(
        start=seen.memory.around(warm, warm + plan.minute_s),
        end=seen.memory.around(end - plan.minute_s, end),
        peak=max(mib for _, mib in seen.memory.samples),
        slope=seen.memory.slope(warm),
    )


def _records(process: BotProcess) -> Iterator[dict[str, object]]:
    for line in process.lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            yield record


def _leaks(seen: Soak) -> Iterator[str]:
    """What nobody should find in all that was printed."""
    printed = seen.process.log + "".join(seen.health.said)
    if seen.tg.token.partition(":")[2] in printed:
        yield "the token"
    if any(wording in printed for wording in WORDINGS):
        yield "the text of a question"
    if "Asker " in printed:
        yield "the name of a person"
    if tracebacks := printed.count("Traceback (most recent call last)"):
        yield f"{tracebacks} tracebacks"
    if others := len(seen.process.lines) - sum(1 for _ in _records(seen.process)):
        yield f"{others} lines that are no JSON"
