from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.store import Database, Inbox, TakenUpdate
from bot.store.inbox import KEPT
from bot.store.schema import INBOX
from tests.bot.store.conftest import NOON, Clock, update


@pytest.fixture
def inbox(database: Database, clock: Clock) -> Inbox:
    return Inbox(database, now=clock)


def numbers(updates: Sequence[TakenUpdate]) -> list[int]:
    return [one.update_id for one in updates]


async def test_what_was_taken_waits_oldest_first_exactly_as_it_came(inbox: Inbox) -> None:
    late, early = update(1, minutes=2), update(2, minutes=1, body='{"text": "کس نے؟ 🚨"}')
    nowhere = TakenUpdate(3, None, NOON, "{}")
    await inbox.take([late, early, nowhere])

    assert await inbox.waiting() == (nowhere, early, late)


async def test_nothing_taken_is_nothing_waiting(inbox: Inbox) -> None:
    await inbox.take([])

    assert await inbox.waiting() == ()
    assert not await inbox.is_done(1)


async def test_an_update_that_comes_again_stays_as_it_is(inbox: Inbox) -> None:
    await inbox.take([update(1, body="first"), update(1, body="twice in a batch")])
    await inbox.sending(1)
    await inbox.take([update(2), update(1, body="again")])

    assert [(one.body, one.sends) for one in await inbox.waiting() if one.update_id == 1] == [("first", 1)]


async def test_a_done_update_waits_no_longer_and_does_not_come_back(inbox: Inbox) -> None:
    await inbox.take([update(1), update(2)])
    await inbox.done(1)
    await inbox.done(1)
    await inbox.take([update(1)])

    assert numbers(await inbox.waiting()) == [2]
    assert await inbox.is_done(1)
    assert not await inbox.is_done(2)


async def test_of_a_done_update_nothing_stays_but_its_number(inbox: Inbox, database: Database) -> None:
    await inbox.take([update(1)])
    await inbox.done(1)
    row = await database.run(lambda connection: connection.execute(select(INBOX)).one())

    assert (row.update_id, row.body, row.chat_id, row.done_at) == (1, "", None, NOON)


async def test_a_done_update_is_known_for_two_days_and_one_that_waits_for_ever(inbox: Inbox, clock: Clock) -> None:
    await inbox.take([update(1), update(2)])
    await inbox.done(1)
    clock.now += KEPT
    await inbox.take([update(3)])
    assert await inbox.is_done(1)

    clock.now += timedelta(seconds=1)
    await inbox.take([update(4)])
    assert not await inbox.is_done(1)
    assert numbers(await inbox.waiting()) == [2, 3, 4]


async def test_replies_that_leave_are_counted_and_counted_back(inbox: Inbox) -> None:
    await inbox.take([update(1)])
    counts = [await inbox.sending(1), await inbox.sending(1)]
    await inbox.unsent(1)

    assert counts == [1, 2]
    assert [one.sends for one in await inbox.waiting()] == [1]


async def test_no_fewer_than_no_reply_has_left(inbox: Inbox) -> None:
    await inbox.take([update(1)])
    await inbox.unsent(1)

    assert [one.sends for one in await inbox.waiting()] == [0]


async def test_a_reply_to_an_update_that_is_not_known_is_not_counted(inbox: Inbox) -> None:
    await inbox.unsent(9)
    await inbox.done(9)

    assert await inbox.sending(9) == 0
    assert not await inbox.is_done(9)


async def test_ids_as_large_as_telegrams_are_kept(inbox: Inbox) -> None:
    one = TakenUpdate(2**51, -(2**51), NOON, "{}")
    await inbox.take([one])

    assert await inbox.waiting() == (one,)


async def test_fifty_thousand_updates_may_wait(inbox: Inbox) -> None:
    await inbox.take([update(number, body="{}") for number in range(50_000)])
    await inbox.take([update(number, body="again") for number in range(49_000, 51_000)])
    waiting = await inbox.waiting()

    assert numbers(waiting) == list(range(51_000))
    assert [one.update_id for one in waiting if one.body == "again"] == list(range(50_000, 51_000))


async def test_what_waits_is_found_by_the_tables_index(database: Database) -> None:
    query = "EXPLAIN QUERY PLAN SELECT body FROM inbox WHERE done_at IS NULL ORDER BY sent_at, update_id"
    plan = await database.run(lambda connection: str(connection.exec_driver_sql(query).all()))

    assert "inbox_by_done_at" in plan
    assert "TEMP B-TREE" not in plan
