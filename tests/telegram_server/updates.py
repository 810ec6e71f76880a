"""The bot's update queue and its two outlets: long polling, and the webhook."""

import asyncio
import contextlib
import copy
import json
import math
import secrets
import time

from tests.telegram_server.changes import Changes
from tests.telegram_server.errors import BotApiError, too_many_requests
from tests.telegram_server.json_types import Json
from tests.telegram_server.parameters import Args
from tests.telegram_server.records import Update
from tests.telegram_server.settings import DEFAULT_UPDATE_TYPES, UPDATE_TYPES, Settings
from tests.telegram_server.webhook import Webhook, checked_url

WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
WEBHOOK_SET = "terminated by setWebhook request"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"
CONFLICT_S = 3.0
WEBHOOK_SET_S = 1.0
"""Between two calls of setWebhook."""
MAX_POLL_S = 50


class Updates:
    """`log` holds every update ever made, `pending` those that the bot has not confirmed."""

    def __init__(self, settings: Settings, changes: Changes) -> None:
        self.log: list[Update] = []
        self.pending: list[Update] = []
        self.next_id = 100_000_000 + secrets.randbelow(800_000_000)
        self.allowed = DEFAULT_UPDATE_TYPES
        self.conflicts = 0  # calls that another one has ended
        self.webhook: Webhook | None = None
        self.is_reachable = asyncio.Event()  # whether the webhook is called; not during an outage
        self.is_reachable.set()
        self._last_set_webhook = -math.inf
        self._settings, self._changes = settings, changes
        self._poll: asyncio.Future[None] | None = None
        self._last_poll = (-1, -math.inf)  # offset and time
        self._last_conflict = -math.inf

    def add(self, kind: str, payload: Json) -> None:
        if kind not in self.allowed:  # decided when the update is made, not when it is fetched
            return
        now = time.monotonic()
        expires = now + self._settings.update_lifetimes_s[kind]
        update = Update(self.next_id, kind, copy.deepcopy(payload), now, expires)
        self.next_id += 1
        self.log.append(update)
        self.pending.append(update)
        if self.webhook:
            self.webhook.deliver(update.queue)
        elif self._poll and not self._poll.done():
            self._poll.set_result(None)

    async def get(self, args: Args) -> list[Json]:
        """Answer getUpdates."""
        if self.webhook:
            raise BotApiError(409, f"Conflict: {WEBHOOK_ACTIVE}")
        offset, limit = args.integer("offset"), args.integer("limit", 100, low=1, high=100)
        self._set_allowed(args)
        timeout_s, limit = self._slow_down(offset, args.integer("timeout", low=0, high=MAX_POLL_S), limit)
        batch = self._take(offset, limit)
        if not batch and timeout_s:
            await self._wait(timeout_s)
            batch = self._take(offset, limit)
        for update in batch:
            update.delivered.append(time.monotonic())
        return [update.json() for update in batch]

    def set_webhook(self, args: Args) -> None:
        """Call an address from now on, and so end a poll."""
        now = time.monotonic()
        if now < self._last_set_webhook + WEBHOOK_SET_S:
            raise too_many_requests(1)
        self._last_set_webhook = now
        url = checked_url(args, self._settings)
        self.delete_webhook(args)
        self._end_poll(WEBHOOK_SET)
        self._set_allowed(args)
        self.webhook = Webhook(
            url,
            args,
            self._settings,
            self._changes,
            is_reachable=self.is_reachable,
            oldest_of=self._oldest_of,
            confirm=self._confirm,
        )
        for queue in {update.queue for update in self.pending}:
            self.webhook.deliver(queue)

    def delete_webhook(self, args: Args) -> bool:
        """Call nobody any more; whether there was an address."""
        webhook, self.webhook = self.webhook, None
        if webhook:
            webhook.stop()
        if args.flag("drop_pending_updates"):
            self._confirm(self.pending[:])
        return webhook is not None

    def _oldest_of(self, queue: tuple[str, int]) -> Update | None:
        self._drop_expired()
        return next((update for update in self.pending if update.queue == queue), None)

    def count(self) -> int:
        self._drop_expired()
        return len(self.pending)

    def _set_allowed(self, args: Args) -> None:
        with contextlib.suppress(ValueError):
            names = json.loads(args.text("allowed_updates") or "null")
            if isinstance(names, list):
                self.allowed = UPDATE_TYPES.intersection(names) or DEFAULT_UPDATE_TYPES

    def _slow_down(self, offset: int, timeout_s: float, limit: int) -> tuple[float, int]:
        """A bot that polls in a tight loop waits longer and gets less."""
        now = time.monotonic()
        last_offset, last_time = self._last_poll
        tight_poll_s = self._settings.tight_poll_s
        if offset == last_offset and now < last_time + tight_poll_s:
            timeout_s = max(timeout_s, tight_poll_s)
            limit = 1 if now < last_time + tight_poll_s / 6 else limit
        self._last_poll = (offset, now)
        return timeout_s, limit

    async def _wait(self, timeout_s: float) -> None:
        """Until there is an update, time is up, or another poll ends this one."""
        self._end_poll(OTHER_POLL)
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(asyncio.shield(poll), timeout_s)
            await asyncio.sleep(0.001)  # updates made together go out together
        except TimeoutError:
            pass
        except BotApiError:  # the second of two conflicts within 3 seconds is answered 3 seconds late
            is_second = time.monotonic() < self._last_conflict + CONFLICT_S
            self._last_conflict = self._last_conflict if is_second else time.monotonic()
            await asyncio.sleep(CONFLICT_S if is_second else 0)
            raise
        finally:
            poll.cancel()

    def _end_poll(self, why: str) -> None:
        if self._poll and not self._poll.done():
            self.conflicts += 1
            self._poll.set_exception(BotApiError(409, f"Conflict: {why}"))

    def _take(self, offset: int, limit: int) -> list[Update]:
        self._drop_expired()
        if offset < 0:
            self._confirm(self.pending[:offset])
        elif offset <= self.next_id + 10:  # an offset from the far future is ignored
            self._confirm([update for update in self.pending if update.id < offset])
        return self.pending[:limit]

    def _confirm(self, updates: list[Update]) -> None:
        for update in updates:
            update.confirmed = time.monotonic()
            self.pending.remove(update)
        self._changes.announce()

    def _drop_expired(self) -> None:
        self.pending = [update for update in self.pending if update.expires > time.monotonic()]
