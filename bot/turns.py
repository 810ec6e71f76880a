"""The order in which updates are handled: chats side by side, the messages of one chat in turn.

Without turns, a quick reply ("hello") would overtake the answer to the question asked before it, and one
impatient chat could fill the queue of questions for everybody.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor


class ChatTurns(BaseUpdateProcessor):
    """Handles up to `max_concurrent_updates` at once, of each chat one at a time, in the order they came."""

    def __init__(self, max_concurrent_updates: int) -> None:
        super().__init__(max_concurrent_updates)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()  # forgets chats at rest

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """Wait for the chat's turn, then handle the update."""
        async with self._lock_of(update):
            await coroutine

    def _lock_of(self, update: object) -> asyncio.Lock:
        chat = update.effective_chat if isinstance(update, Update) else None
        if chat is None:
            return asyncio.Lock()
        return self._locks.setdefault(chat.id, asyncio.Lock())

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Nothing to take down."""
