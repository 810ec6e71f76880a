from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store import Database, Draft, DraftItem, Store
from bot.store.schema import ANSWERS, FEEDBACK, GAPS
from index.records import Article
from tests.bot.store.conftest import NOON, PLACE, answer, asked


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


@pytest.fixture
async def busy_store(store: Store) -> Store:
    """Users 6 and 7 in group 5, and 6 in private."""
    for number, (chat, user) in enumerate([(5, 6), (5, 6), (5, 7), (6, 6)]):
        token = str(number) * 12
        where = asked(chat=chat, user=user, question=number)
        await store.answers.save(answer(token, question=f"question {number}"), where, message_id=100 + number)
        await store.feedback.give(token, PLACE, chat_id=chat, user_id=user, useful=True)
        await store.feedback.report_gap(token, f"question {number}", chat_id=chat, user_id=user)
    return store


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def left(database: Database) -> tuple[list[str], list[str], list[tuple[int | None, int | None]]]:
    """The tokens of the answers, the tokens of the feedback, and who told the gaps."""
    return await database.run(
        lambda connection: (
            list(connection.scalars(select(ANSWERS.c.token).order_by(ANSWERS.c.token))),
            list(connection.scalars(select(FEEDBACK.c.token).order_by(FEEDBACK.c.token))),
            [(gap.chat_id, gap.user_id) for gap in connection.execute(select(GAPS).order_by(GAPS.c.id))],
        )
    )


async def test_a_chat_is_forgotten_with_all_that_was_said_in_it(busy_store: Store, database: Database) -> None:
    dropped = await busy_store.forget(6, None)
    tokens = ["0" * 12, "1" * 12, "2" * 12]

    assert dropped == 1
    assert await left(database) == (tokens, tokens, [(5, 6), (5, 6), (5, 7), (None, None)])


async def test_in_a_group_only_the_one_who_asks_is_forgotten(busy_store: Store, database: Database) -> None:
    dropped = await busy_store.forget(5, 6)
    tokens = ["2" * 12, "3" * 12]

    assert dropped == 2
    assert await left(database) == (tokens, tokens, [(None, None), (None, None), (5, 7), (6, 6)])


async def test_what_was_sent_and_not_added_is_forgotten_too(store: Store) -> None:
    for token, chat, user in [("A", 5, 6), ("B", 5, 7), ("C", 6, 6)]:
        await store.drafts.save(Draft(token * 12, chat, user, (DraftItem(Article("", "t", "text")),), (), NOON))
    await store.forget(5, 6)

    assert [bool(await store.drafts.by_token(token * 12)) for token in "ABC"] == [False, True, True]


async def test_who_is_not_known_needs_no_forgetting(busy_store: Store, database: Database) -> None:
    before = await left(database)

    assert await busy_store.forget(99, None) == 0
    assert await busy_store.forget(5, 99) == 0
    assert await left(database) == before


async def test_what_was_forgotten_is_nowhere_in_the_file(url: str, file: Path) -> None:
    store = Store.open(url)
    await store.answers.save(answer(question="an unmistakable sentence"), asked(), message_id=8)
    await store.feedback.give(answer().token, PLACE, chat_id=5, user_id=6, useful=True)
    store.close()
    assert b"unmistakable" in all_bytes(file.parent)

    store = Store.open(url)
    await store.forget(5, None)
    store.close()

    assert b"unmistakable" not in all_bytes(file.parent)
