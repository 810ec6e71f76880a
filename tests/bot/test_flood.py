import asyncio

import pytest

from bot.flood import OVERALL, PER_GROUP, FloodGate

pytestmark = pytest.mark.asyncio


class Clock:
    """Seconds that pass only when somebody sleeps."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self._sleep = asyncio.sleep
        monkeypatch.setattr(asyncio, "sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        due = self.now + seconds
        await self._sleep(0)
        self.now = max(self.now, due)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


async def times_of(gate: FloodGate, clock: Clock, chats: list[int]) -> list[float]:
    """When each message left, one after the other."""
    times = []
    for chat in chats:
        async with gate.turn(chat):
            times.append(clock.now)
    return times


def most_within(times: list[float], seconds: float) -> int:
    return max(sum(start <= time < start + seconds for time in times) for start in times)


async def test_a_chat_gets_a_message_a_second(clock: Clock) -> None:
    times = await times_of(FloodGate(clock=clock), clock, [5] * 4)

    assert most_within(times, 1.0) == 1
    assert times[-1] < 3.5


async def test_a_group_gets_twenty_a_minute(clock: Clock) -> None:
    times = await times_of(FloodGate(clock=clock), clock, [-5] * 45)

    assert most_within(times, PER_GROUP.seconds) == PER_GROUP.count
    assert times[-1] < 125


async def test_all_chats_together_get_a_little_less_than_thirty_a_second(clock: Clock) -> None:
    times = await times_of(FloodGate(clock=clock), clock, list(range(1, 100)))

    assert most_within(times, OVERALL.seconds) == OVERALL.count
    assert times[-1] < 4.5


async def test_messages_that_travel_unevenly_arrive_no_closer(clock: Clock) -> None:
    gate, arrivals = FloodGate(clock=clock), []

    async def send(chat: int) -> None:
        async with gate.turn(chat):
            await asyncio.sleep(3.0 if chat <= OVERALL.count else 0.0)  # the first ones are slow, the others quick
            arrivals.append(clock.now)

    await asyncio.gather(*(send(chat) for chat in range(1, 2 * OVERALL.count + 1)))

    assert len(arrivals) == 2 * OVERALL.count
    assert most_within(arrivals, OVERALL.seconds) == OVERALL.count


async def test_a_message_that_arrives_late_counts_from_then(clock: Clock) -> None:
    gate = FloodGate(clock=clock)
    async with gate.turn(5):
        clock.now = 3.0
    async with gate.turn(5):
        assert clock.now > 4.0


async def test_a_chat_that_telegram_closes_waits_and_no_other_does(clock: Clock) -> None:
    gate = FloodGate(clock=clock)
    gate.hold(5, 30.0)
    async with gate.turn(6):
        other = clock.now
    async with gate.turn(5):
        closed = clock.now

    assert other == 0.0
    assert closed >= 30.0


async def test_a_failed_message_frees_the_turn(clock: Clock) -> None:
    gate = FloodGate(clock=clock)
    with pytest.raises(ConnectionError):
        async with gate.turn(5):
            raise ConnectionError
    async with gate.turn(5):
        assert clock.now > 1.0


async def test_chats_at_rest_are_forgotten(clock: Clock) -> None:
    gate = FloodGate(clock=clock)
    for chat in range(1, 2_500):
        async with gate.turn(chat):
            clock.now += 0.1

    assert len(gate._chats) <= 1_000
