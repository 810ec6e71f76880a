"""Failures that a test injects into the next calls of a method."""

import random
from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["error", "bad_gateway", "drop", "slow"]


@dataclass(slots=True)
class Fault:
    """A failure of the next `times` calls of a method ("*": of any).

    kind: "error" (the JSON error `code` and `description`, or a 429 if `retry_after` is given), "bad_gateway"
    (a 502 with an HTML body), "drop" (the connection is cut without an answer) or "slow" (answered after
    `delay_s`). after: the method is performed first, and only its answer fails. share: of the calls, how many it
    strikes, by chance.
    """

    method: str
    kind: Kind
    times: float = 1
    after: bool = False
    delay_s: float = 0.0
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 0
    share: float = 1.0


class Faults(list[Fault]):
    """The faults that are still to happen, in the order in which they strike.

    Chance is the same in each run: a test that wants another sets `chance` to a random.Random of another seed.
    """

    def __init__(self) -> None:
        super().__init__()
        self.chance = random.Random(0)  # noqa: S311 - chance for tests, no secret

    def strike(self, method: str) -> Fault | None:
        """The fault that hits this call, which uses it up by one."""
        for fault in self:
            is_due = fault.times > 0 and fault.method.lower() in {"*", method.lower()}
            if is_due and self.chance.random() < fault.share:
                fault.times -= 1
                return fault
        return None
