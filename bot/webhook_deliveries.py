"""What Telegram posts to the webhook: stored before it is answered, as Telegram sends again only what was not."""

import asyncio
import json
import logging
from http import HTTPStatus

from telegram import Bot, Update

from bot.polling import Keep, Seldom
from bot.store import StoreError

logger = logging.getLogger(__name__)


class Deliveries:
    """Keeps what is posted by `keep`, then queues it; `taken` counts what was."""

    def __init__(self, bot: Bot, queue: asyncio.Queue[object], keep: Keep) -> None:
        self.taken = 0
        self._bot = bot
        self._queue = queue
        self._keep = keep
        self._not_kept = Seldom()

    async def receive(self, body: bytes) -> HTTPStatus:
        """OK once the update is stored, SERVICE_UNAVAILABLE where it cannot be, BAD_REQUEST where there is none."""
        update = _update_in(body, self._bot)
        if update is None:
            return HTTPStatus.BAD_REQUEST
        try:
            await self._keep([update])
        except StoreError as exc:
            if self._not_kept.is_due():
                logger.error("%s", exc)  # noqa: TRY400 - the weather of disks; its one line says what to do
            return HTTPStatus.SERVICE_UNAVAILABLE
        self.taken += 1
        await self._queue.put(update)
        return HTTPStatus.OK


def _update_in(body: bytes, bot: Bot) -> Update | None:
    """The update that a request holds; None, with a line in the log, where it cannot be read."""
    try:
        data = json.loads(body)
        if isinstance(data, dict) and isinstance(data.get("update_id"), int):
            return Update.de_json(data, bot)
    except Exception as exc:  # noqa: BLE001 - the library expects what it knows, and fails in any way at the rest
        logger.error("What Telegram has posted cannot be read (%s): it is refused", type(exc).__name__)  # noqa: TRY400 - its traceback may hold what a person wrote
        return None
    logger.error("What was posted to the webhook is no update: it is refused")
    return None
