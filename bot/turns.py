"""The order in which updates are handled: chats side by side, the messages of one chat in turn, each once.

Without turns, a quick reply ("hello") would overtake the answer to the question asked before it, and one
impatient chat could fill the queue of questions for everybody.
"""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.store import Inbox


class ChatTurns(BaseUpdateProcessor):
    """Handles up to `max_concurrent_updates` at once, of each chat one at a time, in the order they came.

    What `inbox` knows as done is not handled again; what is not finished when the bot stops stays to be done there.
    """

    def __init__(self, max_concurrent_updates: int, inbox: Inbox) -> None:
        super().__init__(max_concurrent_updates)
        self._inbox = inbox
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # forgets chats at rest
        self._begun: set[asyncio.Task[Any]] = set()
        self._is_stopping = False

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then handle the update."""
        try:
            async with self._lock_of(update):
                if not isinstance(update, Update):
                    await coroutine
                elif not self._is_stopping and not await self._inbox.is_done(update.update_id):
                    await self._handle(coroutine)
                    await self._inbox.done(update.update_id)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # one that was never begun would be warned of

    def stop(self) -> None:
        """Begin nothing more."""
        self._is_stopping = True

    def cut_short(self) -> None:
        """Break off what is begun."""
        for task in self._begun:
            task.cancel()

    async def _handle(self, coroutine: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(coroutine)
        self._begun.add(task)
        try:
            await task
        finally:
            self._begun.discard(task)

    def _lock_of(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return asyncio.Lock()
        return self._locks.setdefault(chat.id, asyncio.Lock())

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to take down."""
