"""Rebuilds beside the running bot, one at a time, each told in one message; by themselves where that is set."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from telegram import Bot, Message
from telegram.error import TelegramError

from bot.admin_cards import interrupted_card, rebuild_card, rebuild_refused_card, rebuilt_card
from bot.delivery import Delivery
from bot.rebuild_outcome import RebuildOutcome, Refusal, RefusalKind
from bot.rebuilding import run_rebuild
from bot.reply import Reply
from bot.settings import Settings
from bot.store import Job, Jobs, StoreError
from bot.watching import changes_of
from index.corpus import read_corpus
from index.errors import IncidentError
from index.progress import RebuildProgress, Stage
from index.rejected import is_due
from index.snapshot import current_name, read_manifest, snapshot_folder

logger = logging.getLogger(__name__)

TOLD_EVERY_S = 3.0
"""Between two changes of the message: Telegram takes about one a second in a chat, and answers go first."""

LOOKED_EVERY_S = 15.0
"""Between two looks at the files of the corpus."""

BEGUN = RebuildProgress(Stage.READING, 0, 0, 0)


class RebuildRuns:
    """Runs rebuilds with the `settings` of the bot, between `begin` and `end`."""

    def __init__(
        self, settings: Settings, jobs: Jobs, delivery: Delivery, *, looked_every_s: float = LOOKED_EVERY_S
    ) -> None:
        self._settings = settings
        self._jobs = jobs
        self._delivery = delivery
        self._looked_every_s = looked_every_s
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_running(self) -> bool:
        """Whether a rebuild of this bot is under way."""
        return self._turn.locked()

    async def begin(self, bot: Bot) -> None:
        """Say of rebuilds that a stop cut short that they were, and watch the corpus if so set. Raises StoreError."""
        if jobs := await self._jobs.unfinished():
            self._run(self._say_interrupted(bot, jobs))  # beside: a chat that is closed for a while holds up nobody
        if self._settings.rebuild_on_change:
            self._run(self._keep_up(bot))

    async def end(self) -> None:
        """Stop what runs: a rebuild that is cut short leaves the index as it was."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def start(self, bot: Bot, told: Message, *, by: str, accept_loss: bool) -> None:
        """Start a rebuild; `told` is the bot's message that says how far it is. Raises StoreError."""
        job = await self._jobs.begin(told.chat_id, told.message_id, by)
        self._run(self._carried_out(bot, told, job, by=by, accept_loss=accept_loss))

    async def _say_interrupted(self, bot: Bot, jobs: Sequence[Job]) -> None:
        for job in jobs:
            await self._tell(bot, job.chat_id, job.message_id, interrupted_card())
            await self._jobs.end(job.id)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._is_over)

    def _is_over(self, task: asyncio.Task[None]) -> None:
        """What goes wrong beside the handling of updates has no other ear than the log."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StoreError):
            logger.error("%s", error)
        elif error:
            logger.error("A rebuild ended badly", exc_info=error)

    async def _carried_out(self, bot: Bot, told: Message, job: int, *, by: str, accept_loss: bool) -> None:
        begun, pace = time.monotonic(), Pace()
        ticker = asyncio.create_task(self._keep_telling(bot, told, pace))
        try:
            outcome = await self._rebuilt(by, pace.take, accept_loss=accept_loss)
        finally:
            ticker.cancel()
            await asyncio.gather(ticker, return_exceptions=True)
        await self._tell(bot, told.chat_id, told.message_id, _ended(outcome, time.monotonic() - begun))
        await self._jobs.end(job)

    async def _keep_telling(self, bot: Bot, told: Message, pace: "Pace") -> None:
        shown = rebuild_card(BEGUN)
        while True:
            await asyncio.sleep(TOLD_EVERY_S)
            card = rebuild_card(pace.progress, seconds_left=pace.seconds_left())
            if card != shown:
                await self._tell(bot, told.chat_id, told.message_id, card)
            shown = card

    async def _keep_up(self, bot: Bot) -> None:
        """Rebuild whenever the files of the corpus have changed; the admins are told only of what was refused."""
        async for _ in changes_of(self._settings.corpus_dir, every_s=self._looked_every_s):
            refusal = await self._caught_up()
            if refusal:
                await self._tell_admins(bot, rebuild_refused_card(refusal))

    async def _caught_up(self) -> Refusal | None:
        """Rebuild once no other rebuild runs, if that one has left something to do; why not, where it was refused."""
        while await asyncio.to_thread(_is_behind, self._settings):
            if not self.is_running:
                outcome = await self._rebuilt("watch", lambda _: None, accept_loss=False)
                if outcome.refusal is None or outcome.refusal.kind is not RefusalKind.RUNNING:
                    return outcome.refusal
            await asyncio.sleep(self._looked_every_s)
        return None

    async def _rebuilt(self, by: str, heard: Callable[[RebuildProgress], None], *, accept_loss: bool) -> RebuildOutcome:
        async with self._turn:
            outcome = await run_rebuild(self._settings, by=by, accept_loss=accept_loss, on_progress=heard)
        if outcome.refusal:
            logger.warning("The index was not rebuilt: %s", outcome.refusal.line)
        elif outcome.report:
            logger.info(
                "The index was rebuilt: %d articles, snapshot %s", outcome.report.articles, outcome.report.snapshot
            )
        return outcome

    async def _tell_admins(self, bot: Bot, card: Reply) -> None:
        for admin in self._settings.admin_ids:
            try:
                await self._delivery.tell(bot, admin, card)
            except TelegramError as exc:
                logger.info("Admin %s was not told that a rebuild was refused: %s", admin, exc)

    async def _tell(self, bot: Bot, chat_id: int, message_id: int, card: Reply) -> None:
        try:
            await self._delivery.edit(bot, chat_id, message_id, card)
        except TelegramError as exc:  # the message was deleted; the rebuild goes on
            logger.info("How a rebuild goes could not be told: %s", exc)


class Pace:
    """The last that was heard of a rebuild, and from it how long it will take."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.progress = BEGUN
        self._clock = clock
        self._embedding_since: float | None = None

    def take(self, progress: RebuildProgress) -> None:
        """Hear how far it is."""
        if progress.stage is Stage.EMBEDDING and self._embedding_since is None:
            self._embedding_since = self._clock()
        self.progress = progress

    def seconds_left(self) -> float | None:
        """Of the embedding, which takes nearly all of the time; None where it cannot be told yet."""
        known = self.progress
        if known.stage is not Stage.EMBEDDING or not known.done or self._embedding_since is None:
            return None
        return (self._clock() - self._embedding_since) / known.done * (known.total - known.done)


def _ended(outcome: RebuildOutcome, seconds: float) -> Reply:
    return rebuild_refused_card(outcome.refusal) if outcome.refusal else rebuilt_card(outcome, seconds=seconds)


def _is_behind(settings: Settings) -> bool:
    """Whether the index is of other articles than the corpus has now, and was not rolled back from these. Blocks."""
    try:
        corpus = read_corpus(settings.corpus_dir)
        manifest = read_manifest(snapshot_folder(settings.index_dir, current_name(settings.index_dir)))
    except IncidentError:
        return True  # the rebuild says why it cannot be done
    return is_due(settings.index_dir, corpus=corpus.digest, built_from=manifest.corpus_digest)
