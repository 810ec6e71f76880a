import asyncio
import fcntl
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

import pytest
from telegram import Bot, Message

from bot.delivery import Delivery
from bot.flood import FloodGate
from bot.handlers.admin.rebuild_runs import BEGUN, Pace, RebuildRuns
from bot.settings import Settings
from bot.store import Store
from bot.texts import admins as words
from index.corpus import read_corpus
from index.progress import RebuildProgress, Stage
from index.rejected import remember_rejected
from index.snapshot import current_name
from tests.bot.stand_ins import CHAT_ID, NoWait, RecordingRequest, bare_bot, update_of
from tests.bot.test_rebuilding import add_article, child_of, settings

__all__ = ["settings"]  # a fixture

ADMINS = frozenset({8, 9})
EVERY_S = 0.2
FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 600}})
PATIENCE_S = 120.0
"""A child loads the model's library, on a busy machine for long."""


@dataclass(frozen=True, slots=True)
class Runs:
    """What runs rebuilds, and what it says."""

    runs: RebuildRuns
    bot: Bot
    told: Message
    request: RecordingRequest

    def edits(self) -> list[tuple[int, str]]:
        return [(data["message_id"], data["text"]) for data in self.request.called("editMessageText")]


@asynccontextmanager
async def runs_of(settings: Settings, store: Store, request: RecordingRequest | None = None) -> AsyncIterator[Runs]:
    """Runs that have begun; they end with the block."""
    talk = request or RecordingRequest()
    gate = FloodGate() if request else NoWait()
    runs = RebuildRuns(settings, store.jobs, Delivery(store.inbox, gate), looked_every_s=EVERY_S)
    async with bare_bot(talk) as application:
        told = update_of(application, text="Rebuilding").effective_message
        assert told
        await runs.begin(application.bot)
        yield Runs(runs, application.bot, told, talk)
        await runs.end()


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():  # noqa: ASYNC110 - of another process, or what it left on the disk
            await asyncio.sleep(0.05)


async def until_jobs_end(store: Store) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await store.jobs.unfinished():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)


async def is_left_alone(runs: RebuildRuns) -> bool:
    """Whether no rebuild begins within the time of ten looks."""
    for _ in range(100):
        if runs.is_running:
            return False
        await asyncio.sleep(EVERY_S / 10)
    return True


def watching(settings: Settings) -> Settings:
    return settings.model_copy(update={"rebuild_on_change": True, "admin_ids": ADMINS})


def audited(settings: Settings) -> list[tuple[str, str]]:
    """Who did what."""
    if not settings.audit_log.exists():
        return []
    lines = map(json.loads, settings.audit_log.read_text(encoding="utf-8").splitlines())
    return [(line["by"], line["action"]) for line in lines]


async def test_a_rebuild_ends_in_the_message_that_told_of_it(settings: Settings, store: Store) -> None:
    add_article(settings)
    async with runs_of(settings, store) as here:
        await here.runs.start(here.bot, here.told, by="telegram:2001", accept_loss=False)
        await until(lambda: here.edits() and "Rebuilding" not in here.edits()[-1][1])
        number, text = here.edits()[-1]

        assert number == here.told.message_id
        assert text.startswith("Done. I know 9 articles now.")
        assert "Raid in Bern" in text
        assert not here.runs.is_running
    assert audited(settings) == [("telegram:2001", "rebuild"), ("telegram:2001", "rebuilt")]
    assert await store.jobs.unfinished() == ()


async def test_a_running_rebuild_is_stopped_at_the_end_and_said_to_be_at_the_next_start(
    settings: Settings, store: Store
) -> None:
    add_article(settings)
    before = current_name(settings.index_dir)
    async with runs_of(settings, store) as here:
        await here.runs.start(here.bot, here.told, by="telegram:2002", accept_loss=False)
        await until(lambda: child_of("telegram:2002"))
        await here.runs.end()

        assert child_of("telegram:2002") == 0
        assert await is_left_alone(here.runs)
        assert here.edits() == []
    assert current_name(settings.index_dir) == before

    async with runs_of(settings, store) as again:
        await until_jobs_end(store)
        [(number, text)] = again.edits()
        assert number == here.told.message_id
        assert words.INTERRUPTED in text


async def test_a_rebuild_can_be_stopped_before_it_has_begun(settings: Settings, store: Store) -> None:
    async with runs_of(settings, store) as here:
        await here.runs.start(here.bot, here.told, by="telegram:2003", accept_loss=False)
        await here.runs.end()

        assert child_of("telegram:2003") == 0
    assert len(await store.jobs.unfinished()) == 1


async def test_where_the_message_was_deleted_the_rebuild_goes_on(
    settings: Settings, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    gone = (400, {"ok": False, "description": "Bad Request: message to edit not found"})
    add_article(settings)
    before = current_name(settings.index_dir)
    async with runs_of(settings, store, RecordingRequest(editMessageText=[gone] * 1_000)) as here:
        await here.runs.start(here.bot, here.told, by="telegram:2004", accept_loss=False)
        await until(lambda: here.edits() and not here.runs.is_running)

    assert current_name(settings.index_dir) != before
    assert "ERROR" not in {record.levelname for record in caplog.records}


async def test_a_job_of_another_start_is_told_to_its_chat_also_where_nothing_is_watched(
    settings: Settings, store: Store
) -> None:
    await store.jobs.begin(CHAT_ID, 44, "telegram:2005")
    async with runs_of(settings, store) as here:
        await until_jobs_end(store)
        [edit] = here.request.called("editMessageText")

    assert (edit["chat_id"], edit["message_id"]) == (CHAT_ID, 44)
    assert words.INTERRUPTED in edit["text"]


async def test_a_chat_that_telegram_has_closed_for_a_while_does_not_hold_up_the_start(
    settings: Settings, store: Store
) -> None:
    await store.jobs.begin(CHAT_ID, 45, "telegram:2006")
    async with asyncio.timeout(5), runs_of(settings, store, RecordingRequest(editMessageText=[FLOOD])) as here:
        await until(here.edits)

    assert len(await store.jobs.unfinished()) == 1


async def test_a_watched_corpus_is_rebuilt_when_its_articles_change(settings: Settings, store: Store) -> None:
    watched = watching(settings)
    before = current_name(watched.index_dir)
    async with runs_of(watched, store) as here:
        await asyncio.sleep(3 * EVERY_S)  # it has looked
        add_article(watched)
        await until(lambda: current_name(watched.index_dir) != before and not here.runs.is_running)

        os.utime(watched.corpus_dir / "raid.txt", (1, 1))  # noticed, but no other article
        assert await is_left_alone(here.runs)
        assert (here.request.sent(), here.edits()) == ([], [])
    assert audited(watched) == [("watch", "rebuild"), ("watch", "rebuilt")]


async def test_a_corpus_that_is_not_watched_is_not_rebuilt(settings: Settings, store: Store) -> None:
    async with runs_of(settings, store) as here:
        await asyncio.sleep(3 * EVERY_S)
        add_article(settings)

        assert await is_left_alone(here.runs)


async def test_articles_that_were_rolled_back_from_are_not_indexed_again(settings: Settings, store: Store) -> None:
    watched = watching(settings)
    async with runs_of(watched, store) as here:
        await asyncio.sleep(3 * EVERY_S)
        add_article(watched)
        remember_rejected(watched.index_dir, frozenset({read_corpus(watched.corpus_dir).digest}))

        assert await is_left_alone(here.runs)


async def test_all_admins_are_told_where_a_watched_corpus_has_lost_much(settings: Settings, store: Store) -> None:
    blocked = (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"})
    watched = watching(settings)
    before = current_name(watched.index_dir)
    async with runs_of(watched, store, RecordingRequest(sendMessage=[blocked])) as here:
        await asyncio.sleep(3 * EVERY_S)
        for path in sorted(watched.corpus_dir.glob("*.md"))[3:]:
            path.unlink()
        await until(lambda: len(here.request.sent()) == len(ADMINS))
        sent = here.request.sent()

    assert {data["chat_id"] for data in sent} == ADMINS
    assert all(data["text"].startswith(words.LOST) for data in sent)
    assert current_name(watched.index_dir) == before


async def test_a_watched_change_waits_for_the_rebuild_of_a_shell(
    settings: Settings, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    watched = watching(settings)
    before = current_name(watched.index_dir)
    async with runs_of(watched, store) as here:
        await asyncio.sleep(3 * EVERY_S)
        with (watched.index_dir / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            add_article(watched)
            await until(lambda: "another rebuild of index is running" in caplog.text)
        await until(lambda: current_name(watched.index_dir) != before and not here.runs.is_running)

        assert here.request.sent() == []


def embedding(done: int, total: int = 100) -> RebuildProgress:
    return RebuildProgress(Stage.EMBEDDING, 10, done, total)


def test_the_pace_is_that_of_the_embedding() -> None:
    seconds = iter([1_000.0, 1_030.0, 1_060.0])
    pace = Pace(clock=lambda: next(seconds))
    pace.take(RebuildProgress(Stage.READING, 10, 0, 0))
    pace.take(embedding(0))
    pace.take(embedding(25))
    assert pace.seconds_left() == pytest.approx(90.0)

    pace.take(embedding(75))
    assert pace.seconds_left() == pytest.approx(20.0)
    assert pace.progress == embedding(75)


@pytest.mark.parametrize(
    "progress",
    [
        BEGUN,
        embedding(0),
        embedding(0, 0),
        RebuildProgress(Stage.WRITING, 10, 100, 100),
        RebuildProgress(Stage.CHECKING, 10, 100, 100),
    ],
)
def test_before_and_after_the_embedding_nobody_can_say_how_long_it_takes(progress: RebuildProgress) -> None:
    seconds = count(1_000)
    pace = Pace(clock=lambda: float(next(seconds)))
    pace.take(progress)

    assert pace.seconds_left() is None


def test_at_its_end_nothing_is_left() -> None:
    seconds = count(1_000)
    pace = Pace(clock=lambda: float(next(seconds)))
    pace.take(embedding(0))
    pace.take(embedding(100))

    assert pace.seconds_left() == 0.0


def test_nothing_is_known_before_anything_was_heard() -> None:
    assert Pace().progress == BEGUN
    assert Pace().seconds_left() is None
