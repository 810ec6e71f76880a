"""The soak itself, cut short: two faults in less than a minute."""

from dataclasses import replace
from pathlib import Path

from tests.soak.faults import Fault, server_errors, server_gone
from tests.soak.figures import complaints
from tests.soak.record import Plan
from tests.soak.soak import soak

SHORT = Plan(
    seconds=36.0,
    faults=(Fault("server gone", server_gone, seconds=6.0), Fault("errors", server_errors, seconds=6.0)),
    minute_s=12.0,
    warm_up_s=10.0,
    health_every_s=10.0,
)


async def test_a_short_soak_loses_nothing_and_tells_nothing(shipped_index: Path) -> None:
    figures = await soak(SHORT, shipped_index)

    assert figures.memory
    assert complaints(replace(figures, memory=None)) == ()  # which would have to be watched for longer
    assert [fault.name for fault in figures.faults] == ["server gone", "errors"]
    assert figures.faults[0].longest_wait_s > 3.0  # it was gone indeed
    assert figures.asked == 72
