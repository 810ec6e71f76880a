"""/rebuild and /rollback. Questions are answered meanwhile, those of the admin too."""

import asyncio

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.admin_cards import rebuild_card, rebuild_refused_card, rollback_card, rolled_back_card
from bot.admin_presses import RebuildAnyway, RebuildNow, RollBack
from bot.answering import AnsweringLane, Answers
from bot.audit import AuditLog, telegram_user
from bot.delivery import Delivery
from bot.handlers.admin.rebuild_runs import BEGUN, RebuildRuns
from bot.handlers.effects import Effect
from bot.rebuild_outcome import Refusal, RefusalKind
from bot.settings import Settings
from bot.texts import admins as words
from index.rollback import KeptSnapshot, kept_snapshots

_RUNNING = Refusal(RefusalKind.RUNNING, "another rebuild is running")


class Rebuilds:
    """Starts rebuilds and goes back to earlier indexes."""

    def __init__(
        self, settings: Settings, runs: RebuildRuns, delivery: Delivery, lane: AnsweringLane, audit: AuditLog
    ) -> None:
        self._index_dir = settings.index_dir
        self._runs = runs
        self._delivery = delivery
        self._lane = lane
        self._audit = audit

    async def rebuild(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /rebuild: start one."""
        await self._start(update, accept_loss=False)

    async def rollback(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer /rollback: the snapshots to go back to."""
        if message := update.effective_message:
            kept = await asyncio.to_thread(kept_snapshots, self._index_dir)
            await self._delivery.reply(update.update_id, message, rollback_card(kept))

    async def pressed(self, press: RebuildNow | RebuildAnyway | RollBack, update: Update, by: str) -> Effect:
        """Do what a button says. Raises SnapshotError, AuditError, StoreError, telegram.error.TelegramError."""
        if isinstance(press, RollBack):
            return await self._roll_back(press.snapshot, by)
        await self._start(update, accept_loss=isinstance(press, RebuildAnyway))
        return Effect()

    async def _start(self, update: Update, *, accept_loss: bool) -> None:
        message, admin = update.effective_message, update.effective_user
        if not isinstance(message, Message) or admin is None:
            return
        if self._runs.is_running:
            await self._delivery.reply(update.update_id, message, rebuild_refused_card(_RUNNING))
        elif told := await self._delivery.reply(update.update_id, message, rebuild_card(BEGUN)):
            await self._runs.start(message.get_bot(), told, by=telegram_user(admin.id), accept_loss=accept_loss)

    async def _roll_back(self, name: str, by: str) -> Effect:
        kept = await asyncio.to_thread(kept_snapshots, self._index_dir)
        if name not in {one.name for one in kept}:
            return Effect(words.NO_SUCH_SNAPSHOT, alert=True)

        def roll_back(search: Answers) -> KeptSnapshot:
            with self._audit.recorded(by, "rollback", name):
                return search.roll_back(name)

        return Effect(reply=rolled_back_card(await self._lane.read(roll_back)))
