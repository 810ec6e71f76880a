import asyncio
import json
from http import HTTPStatus
from typing import Any

import pytest
from telegram import Bot, Update

from bot.intake import Intake
from bot.store import Store, StoreError
from bot.webhook_deliveries import Deliveries
from tests.bot.stand_ins import PERSON, TOKEN, message_data

BOT = Bot(TOKEN)


def posted(number: int, text: str = "who did it?") -> bytes:
    """The body of Telegram's call."""
    return json.dumps({"update_id": number, "message": message_data(text)}).encode()


@pytest.fixture
def queue() -> asyncio.Queue[Any]:
    return asyncio.Queue()


async def test_an_update_is_stored_before_it_is_answered_and_then_handled(
    store: Store, queue: asyncio.Queue[Any]
) -> None:
    deliveries = Deliveries(BOT, queue, Intake(store.inbox).keep)
    status = await deliveries.receive(posted(5))
    update = queue.get_nowait()

    assert status == HTTPStatus.OK
    assert [taken.update_id for taken in await store.inbox.waiting()] == [5]
    assert isinstance(update, Update)
    assert (update.update_id, deliveries.taken) == (5, 1)


async def test_what_cannot_be_stored_is_asked_for_again_and_told_once_a_minute(
    store: Store, queue: asyncio.Queue[Any], caplog: pytest.LogCaptureFixture
) -> None:
    deliveries = Deliveries(BOT, queue, Intake(store.inbox).keep)
    store.close()
    statuses = [await deliveries.receive(posted(number)) for number in (5, 6)]

    assert statuses == [HTTPStatus.SERVICE_UNAVAILABLE] * 2
    assert (queue.qsize(), deliveries.taken) == (0, 0)
    assert [record.getMessage() for record in caplog.records] == ["the database is closed: the bot is stopping"]


async def test_once_it_can_be_stored_it_is_taken(store: Store, queue: asyncio.Queue[Any]) -> None:
    intake = Intake(store.inbox)
    failures = [StoreError("the disk is full")]

    async def keep(updates: Any) -> None:
        if failures:
            raise failures.pop()
        await intake.keep(updates)

    deliveries = Deliveries(BOT, queue, keep)
    statuses = [await deliveries.receive(posted(5)) for _ in range(2)]

    assert statuses == [HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.OK]
    assert queue.get_nowait().update_id == 5


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"who did it?",
        b"\xff\xfe",
        b"[]",
        b"5",
        b"{}",
        b'{"update_id": "5"}',
        b'{"update_id": 5, "message": "secret words"}',
        b'{"update_id": 5, "message": {"text": "secret words"}}',
        b"[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused_and_told_without_its_words(
    body: bytes, store: Store, queue: asyncio.Queue[Any], caplog: pytest.LogCaptureFixture
) -> None:
    deliveries = Deliveries(BOT, queue, Intake(store.inbox).keep)

    assert await deliveries.receive(body) == HTTPStatus.BAD_REQUEST
    assert (queue.qsize(), await store.inbox.waiting()) == (0, ())
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert "secret words" not in caplog.text


async def test_an_inline_query_is_handled_and_not_stored(store: Store, queue: asyncio.Queue[Any]) -> None:
    query = {"update_id": 5, "inline_query": {"id": "1", "from": PERSON, "query": "who", "offset": ""}}
    status = await Deliveries(BOT, queue, Intake(store.inbox).keep).receive(json.dumps(query).encode())

    assert (status, queue.qsize(), await store.inbox.waiting()) == (HTTPStatus.OK, 1, ())
