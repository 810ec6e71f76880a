import asyncio
from datetime import UTC, datetime
from itertools import count

from telegram import Chat, Message, Update

from bot.intake import Intake
from bot.store import Store
from bot.turns import ChatTurns

_numbers = count(1)


def update_in(chat_id: int) -> Update:
    return Update(next(_numbers), message=Message(1, datetime.now(UTC), Chat(chat_id, Chat.PRIVATE)))


class Diary:
    """Writes down when each piece of work begins and ends."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    async def work(self, name: str, *, rounds: int) -> None:
        self.entries.append(f"{name} begins")
        for _ in range(rounds):
            await asyncio.sleep(0)
        self.entries.append(f"{name} ends")


async def test_one_chat_is_served_in_the_order_it_wrote(store: Store) -> None:
    turns, diary = ChatTurns(8, store.inbox), Diary()
    await asyncio.gather(
        turns.process_update(update_in(1), diary.work("slow", rounds=20)),
        turns.process_update(update_in(1), diary.work("quick", rounds=1)),
    )

    assert diary.entries == ["slow begins", "slow ends", "quick begins", "quick ends"]


async def test_another_chat_does_not_wait(store: Store) -> None:
    turns, is_over = ChatTurns(8, store.inbox), asyncio.Event()

    async def end() -> None:
        is_over.set()

    async with asyncio.timeout(5):
        await asyncio.gather(
            turns.process_update(update_in(1), is_over.wait()),
            turns.process_update(update_in(2), end()),
        )


async def test_chats_at_rest_are_forgotten(store: Store) -> None:
    turns, diary = ChatTurns(8, store.inbox), Diary()
    for chat_id in range(20):
        await turns.process_update(update_in(chat_id), diary.work("hello", rounds=1))

    assert len(turns._locks) == 0


async def test_a_failure_ends_the_turn(store: Store) -> None:
    async def fail() -> None:
        raise ValueError("broken")

    turns, diary = ChatTurns(8, store.inbox), Diary()
    outcomes = await asyncio.gather(
        turns.process_update(update_in(1), fail()),
        turns.process_update(update_in(1), diary.work("next", rounds=1)),
        return_exceptions=True,
    )

    assert isinstance(outcomes[0], ValueError)
    assert diary.entries == ["next begins", "next ends"]


async def waiting(store: Store) -> list[int]:
    return [taken.update_id for taken in await store.inbox.waiting()]


async def test_what_is_handled_is_done_and_not_handled_again(store: Store) -> None:
    turns, diary, update = ChatTurns(8, store.inbox), Diary(), update_in(1)
    await Intake(store.inbox).keep([update])
    for name in ("first", "again"):
        await turns.process_update(update, diary.work(name, rounds=1))

    assert diary.entries == ["first begins", "first ends"]
    assert await waiting(store) == []


async def test_once_the_bot_stops_nothing_more_begins_and_what_waits_stays_to_be_done(store: Store) -> None:
    turns, diary, updates = ChatTurns(8, store.inbox), Diary(), [update_in(1), update_in(1)]
    await Intake(store.inbox).keep(updates)
    first = asyncio.create_task(turns.process_update(updates[0], diary.work("first", rounds=20)))
    while not diary.entries:  # noqa: ASYNC110 - a diary tells nobody
        await asyncio.sleep(0)
    turns.stop()
    await asyncio.gather(first, turns.process_update(updates[1], diary.work("second", rounds=1)))

    assert diary.entries == ["first begins", "first ends"]
    assert await waiting(store) == [updates[1].update_id]


async def test_what_takes_too_long_to_finish_is_cut_short_and_stays_to_be_done(store: Store) -> None:
    turns, diary, update = ChatTurns(8, store.inbox), Diary(), update_in(1)
    await Intake(store.inbox).keep([update])
    slow = asyncio.create_task(turns.process_update(update, diary.work("slow", rounds=1_000_000)))
    while not diary.entries:  # noqa: ASYNC110 - a diary tells nobody
        await asyncio.sleep(0)
    turns.stop()
    turns.cut_short()
    (outcome,) = await asyncio.gather(slow, return_exceptions=True)

    assert isinstance(outcome, asyncio.CancelledError)
    assert await waiting(store) == [update.update_id]
