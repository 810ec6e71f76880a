"""/status and /gaps: how the bot is doing, and what people asked in vain."""

import asyncio
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from telegram import Update
from telegram.ext import ContextTypes

from bot.admin_cards import gaps_card, status_card
from bot.admin_presses import GapsPage
from bot.answering import AnsweringLane, QueueFull
from bot.corpus_view import CorpusView
from bot.delivery import Delivery, typing
from bot.gap_groups import GapGroup, group_gaps
from bot.handlers.effects import Effect
from bot.render import plain
from bot.settings import Settings
from bot.status import Status
from bot.store import Statistics
from bot.texts import admins as words
from bot.watching import state_of
from index.errors import CorpusError

GAPS_OF = timedelta(days=90)
MOST_GAPS = 1_000
ASKED_AGAIN = 40
"""Of the most asked groups, those that the index of now answers are left out; more would take more than seconds."""


class Condition:
    """Tells admins of the index, the questions and the disk."""

    def __init__(
        self,
        settings: Settings,
        statistics: Statistics,
        view: CorpusView,
        delivery: Delivery,
        lane: AnsweringLane,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._statistics = statistics
        self._view = view
        self._delivery = delivery
        self._lane = lane
        self._now = now

    async def status(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /status."""
        message = update.effective_message
        if message is None:
            return
        async with typing(message):
            card = status_card(await self._status())
        await self._delivery.reply(update.update_id, message, card)

    async def gaps(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /gaps."""
        message = update.effective_message
        if message is None:
            return
        async with typing(message):
            card = gaps_card(await self._open_gaps(), 0)
        await self._delivery.reply(update.update_id, message, card)

    async def pressed(self, press: GapsPage) -> Effect:
        """Show another page of the gaps. Raises StoreError."""
        return Effect(reply=gaps_card(await self._open_gaps(), press.page))

    async def help(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an admin's /help: how to ask is known; this is what only admins can do."""
        if message := update.effective_message:
            await self._delivery.reply(update.update_id, message, plain(words.HELP))

    async def _status(self) -> Status:
        midnight = self._now().replace(hour=0, minute=0, second=0, microsecond=0)
        today = await self._statistics.today(since=midnight)
        name, manifest = await self._lane.read(lambda search: (search.snapshot_name(), search.manifest()))
        gaps = await self._groups()
        changed, free, size = await asyncio.to_thread(self._look_at_disk, manifest.corpus_digest)
        return Status(
            snapshot=name,
            articles=manifest.articles,
            passages=manifest.passages,
            model=manifest.model,
            built_at=datetime.fromisoformat(manifest.created),
            questions_today=today.questions,
            refused_today=today.refused,
            people_today=today.people,
            gaps=len(gaps),
            waiting=self._lane.waiting,
            corpus_changed=changed,
            free_bytes=free,
            index_bytes=size,
        )

    def _look_at_disk(self, digest: str) -> tuple[bool, int, int]:
        """Whether the corpus has changed since it had that digest, the bytes free, and those that the index takes."""
        folder = self._settings.index_dir
        try:
            changed = self._view.corpus().digest != digest
        except CorpusError:
            changed = False
        return changed, shutil.disk_usage(folder).free, sum(size for _, size, _ in state_of(folder))

    async def _groups(self) -> tuple[GapGroup, ...]:
        unanswered = await self._statistics.unanswered(since=self._now() - GAPS_OF, most=MOST_GAPS)
        return await asyncio.to_thread(group_gaps, unanswered)

    async def _open_gaps(self) -> tuple[GapGroup, ...]:
        """The groups that the index of now does not answer either."""
        groups = await self._groups()
        most = [group for group in groups[:ASKED_AGAIN] if await self._is_open(group)]
        return (*most, *groups[ASKED_AGAIN:])

    async def _is_open(self, group: GapGroup) -> bool:
        try:
            return not (await self._lane.answer(group.question, context=group.context)).answered
        except QueueFull:
            return True
