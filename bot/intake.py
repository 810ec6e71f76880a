"""Updates on their way into the durable inbox and, after a restart, out of it again."""

import json
import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from telegram import Bot, Update

from bot.metrics import Metrics, NoMetrics
from bot.store import Inbox, TakenUpdate

logger = logging.getLogger(__name__)


class Intake:
    """Keeps in `inbox` what waits for an answer. Not inline queries: the person has typed on before a restart ends.

    `in_order` are the chats whose messages and presses build on one another, as those of admins do. `metrics` is told
    of every update.
    """

    def __init__(self, inbox: Inbox, *, in_order: Collection[int] = (), metrics: Metrics | None = None) -> None:
        self._inbox = inbox
        self._in_order = in_order
        self._metrics = metrics or NoMetrics()

    async def keep(self, updates: Sequence[Update]) -> None:
        """Store updates; they are safe when this returns. Raises StoreError."""
        await self._inbox.take([_taken(update) for update in updates if not update.inline_query])
        for update in updates:
            self._metrics.update(_kind_of(update))

    async def left(self, bot: Bot) -> tuple[Update, ...]:
        """What is not answered yet, the newest first: who asked last still waits. Raises StoreError.

        What is to be done in order comes before that, as it came.
        """
        found = []
        waiting = await self._inbox.waiting()
        in_order = [taken for taken in waiting if taken.chat_id in self._in_order]
        newest_first = [taken for taken in reversed(waiting) if taken.chat_id not in self._in_order]
        for taken in (*sorted(in_order, key=lambda taken: taken.update_id), *newest_first):
            update = Update.de_json(json.loads(taken.body), bot) if taken.body else None
            if update is None:
                logger.warning("Update %s cannot be read back and is left out", taken.update_id)
                await self._inbox.done(taken.update_id)
            else:
                found.append(update)
        return tuple(found)


def _kind_of(update: Update) -> str:
    """What came: message, callback_query and so on."""
    return next((kind for kind in Update.ALL_TYPES if getattr(update, kind)), "other")


def _taken(update: Update) -> TakenUpdate:
    chat = update.effective_chat
    return TakenUpdate(update.update_id, chat.id if chat else None, _sent_at(update), update.to_json())


def _sent_at(update: Update) -> datetime:
    """When a person wrote; a button says nothing of when it was pressed."""
    message = None if update.callback_query else update.effective_message
    return (message.edit_date or message.date) if message else datetime.now(UTC)
