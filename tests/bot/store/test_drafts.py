from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from bot.store import Database, Draft, DraftCopy, DraftField, DraftItem, Drafts, DraftState, Prompt, Store
from bot.store.drafts import KEPT
from bot.store.schema import DRAFT_ITEMS, DRAFTS
from index.records import Article
from tests.bot.store.conftest import NOON, TOKEN, Clock

ARTICLE = Article("", "Blast in Quetta", "Blast in Quetta\n\nA bomb went off.", body_start=17)
FULL = DraftItem(
    Article("", "بنوں", "text 🚨", "Dawn", "https://dawn.com/1", date(2022, 12, 20), "Bannu", 2),
    language="Urdu",
    copies=(DraftCopy("a/b", "Bannu siege", 0.92), DraftCopy("c", "", 1.0)),
    replaces="a/b",
    is_left_out=True,
)


def draft(token: str = TOKEN, *items: DraftItem, chat: int = 5, user: int = 6, minutes: float = 0) -> Draft:
    return Draft(token, chat, user, items or (DraftItem(ARTICLE),), (), NOON + timedelta(minutes=minutes))


@pytest.fixture
def drafts(database: Database, clock: Clock) -> Drafts:
    return Drafts(database, now=clock)


async def rows(database: Database) -> tuple[int, int]:
    """How many drafts and items there are."""
    tables = DRAFTS, DRAFT_ITEMS
    counts = [
        await database.run(lambda c, table=table: c.scalar(select(func.count()).select_from(table)))  # type: ignore[misc]
        for table in tables
    ]
    return counts[0], counts[1]


async def test_a_draft_is_found_again_exactly_as_it_was(drafts: Drafts) -> None:
    full = Draft(
        TOKEN,
        -5,
        2**40,
        (FULL, DraftItem(ARTICLE)),
        ("a.pdf: it has no text", "b.zip: it is too large"),
        NOON,
        card_id=8,
        group="13579",
        prompt=Prompt(9, 1, DraftField.PUBLISHED),
        replaces="a/b",
        last_units=4096,
    )
    bare = Draft("B" * 12, 5, 6, (), (), NOON)
    await drafts.save(full)
    await drafts.save(bare)

    assert await drafts.by_token(TOKEN) == full
    assert await drafts.by_token("B" * 12) == bare
    assert await drafts.by_token("C" * 12) is None


async def test_a_draft_is_there_when_the_database_is_opened_again(url: str) -> None:
    store = Store.open(url)
    await store.drafts.save(draft())
    store.close()
    store = Store.open(url)

    assert await store.drafts.by_token(TOKEN) == draft()
    store.close()


async def test_what_was_changed_in_a_draft_takes_the_place_of_what_was_there(
    drafts: Drafts, database: Database
) -> None:
    await drafts.save(replace(draft(TOKEN, FULL, DraftItem(ARTICLE), FULL), prompt=Prompt(9, 0, DraftField.TITLE)))
    changed = draft(TOKEN, DraftItem(ARTICLE), FULL, minutes=1)
    await drafts.save(changed)

    assert await drafts.by_token(TOKEN) == changed
    assert await rows(database) == (1, 2)


async def test_only_the_items_that_changed_are_written(drafts: Drafts, database: Database) -> None:
    items = [DraftItem(replace(ARTICLE, title=f"number {number}")) for number in range(10)]
    await drafts.save(draft(TOKEN, *items))
    written = list[Any]()
    event.listen(
        database._engine, "before_cursor_execute", lambda _c, _cur, sql, values, *_: written.append((sql, values))
    )
    items[3] = replace(items[3], is_left_out=True)
    await drafts.save(draft(TOKEN, *items))

    (values,) = [values for sql, values in written if sql.startswith("INSERT INTO draft_items")]
    assert "number 3" in str(values)
    assert "number 4" not in str(values)


async def test_texts_of_a_million_characters_are_kept(drafts: Drafts) -> None:
    long = draft(TOKEN, *(DraftItem(replace(ARTICLE, text="x" * 1_000_000)) for _ in range(5)))
    await drafts.save(long)

    assert await drafts.by_token(TOKEN) == long


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.booleans()), max_size=4))
async def test_any_text_is_kept_as_it_is(texts: list[tuple[str, bool]]) -> None:
    database = Database.open("sqlite://")
    items = [
        DraftItem(Article("", text, text, url=text), (left and text) or None, is_left_out=left) for text, left in texts
    ]
    kept = Draft(TOKEN, 5, 6, tuple(items), tuple(text for text, _ in texts), NOON)
    await Drafts(database).save(kept)

    assert await Drafts(database).by_token(TOKEN) == kept
    database.close()


async def test_the_last_open_draft_is_the_users_own_in_that_chat(drafts: Drafts) -> None:
    await drafts.save(draft("A" * 12, minutes=2))
    await drafts.save(draft("B" * 12, minutes=1))
    await drafts.save(draft("C" * 12, minutes=3, chat=50))
    await drafts.save(draft("D" * 12, minutes=3, user=60))
    await drafts.save(draft("E" * 12, minutes=4))
    await drafts.close("E" * 12, DraftState.DISCARDED)

    assert await drafts.last_open(5, 6) == draft("A" * 12, minutes=2)
    assert await drafts.last_open(5, 7) is None


async def test_a_draft_is_found_by_the_message_that_asks_for_a_field(drafts: Drafts) -> None:
    asking = replace(draft(), prompt=Prompt(9, 0, DraftField.SOURCE))
    await drafts.save(asking)

    assert await drafts.by_prompt(5, 9) == asking
    assert await drafts.by_prompt(50, 9) is None
    assert await drafts.by_prompt(5, 8) is None

    await drafts.close(TOKEN, DraftState.ADDED)
    assert await drafts.by_prompt(5, 9) is None


async def test_an_open_draft_is_found_by_its_card(drafts: Drafts) -> None:
    shown = replace(draft(), card_id=9)
    await drafts.save(shown)

    assert await drafts.by_card(5, 9) == shown
    assert await drafts.by_card(50, 9) is None
    assert await drafts.by_card(5, 8) is None

    await drafts.close(TOKEN, DraftState.ADDED)
    assert await drafts.by_card(5, 9) is None


async def test_a_draft_is_closed_once_and_then_only_its_titles_are_known(drafts: Drafts) -> None:
    await drafts.save(draft(TOKEN, FULL, DraftItem(ARTICLE)))
    closed = [
        await drafts.close(TOKEN, DraftState.ADDED),
        await drafts.close(TOKEN, DraftState.DISCARDED),
        await drafts.close("B" * 12, DraftState.ADDED),
    ]
    found = await drafts.by_token(TOKEN)

    assert closed == [True, False, False]
    assert found is not None
    assert found.state is DraftState.ADDED
    assert [(item.article.title, item.article.text) for item in found.items] == [("بنوں", ""), ("Blast in Quetta", "")]


async def test_a_closed_draft_is_not_opened_again(drafts: Drafts) -> None:
    assert await drafts.save(draft())
    await drafts.close(TOKEN, DraftState.DISCARDED)
    closed = await drafts.by_token(TOKEN)

    assert not await drafts.save(draft(TOKEN, FULL))
    assert await drafts.by_token(TOKEN) == closed


async def test_the_text_of_a_closed_draft_is_nowhere_in_the_file(url: str, file: Path) -> None:
    store = Store.open(url)
    await store.drafts.save(draft(TOKEN, DraftItem(replace(ARTICLE, text="an unmistakable sentence"))))
    store.close()
    assert b"unmistakable" in b"".join(path.read_bytes() for path in file.parent.iterdir())

    store = Store.open(url)
    await store.drafts.close(TOKEN, DraftState.ADDED)
    store.close()
    assert b"unmistakable" not in b"".join(path.read_bytes() for path in file.parent.iterdir())


async def test_a_draft_that_nobody_touched_for_long_is_dropped(
    drafts: Drafts, database: Database, clock: Clock
) -> None:
    await drafts.save(draft("A" * 12))
    await drafts.save(draft("B" * 12))
    clock.now = NOON + KEPT
    await drafts.close("B" * 12, DraftState.ADDED)
    assert await rows(database) == (2, 2)

    clock.now = NOON + KEPT + timedelta(seconds=1)
    await drafts.save(draft("C" * 12))
    assert await drafts.by_token("A" * 12) is None
    assert await rows(database) == (2, 2)

    clock.now += KEPT
    await drafts.save(draft("D" * 12))
    assert await rows(database) == (2, 2)
    assert await drafts.by_token("B" * 12) is None


async def test_times_are_kept_to_the_microsecond_and_in_utc(drafts: Drafts) -> None:
    at = datetime(2026, 1, 2, 12, 0, 0, 123456, tzinfo=UTC)
    await drafts.save(replace(draft(), last_at=at))
    found = await drafts.by_token(TOKEN)

    assert found is not None
    assert found.last_at == at
