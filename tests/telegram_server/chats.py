"""A chat and its messages as the people in it see them."""

import asyncio
import copy
import time
from collections.abc import Callable, Collection
from typing import Protocol, TypeAlias

from tests.telegram_server import acts
from tests.telegram_server.entities import utf16_slice
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import Chat, Event, User
from tests.telegram_server.world import World

SPOKEN = ("message", "edit")


class Message:
    """A message as a user saw it. `json` is the Bot API's Message object, which later edits do not change."""

    def __init__(self, chat: "FakeChat", json: Json, moment: float, kind: str = "message") -> None:
        self.chat, self.json, self.time, self.kind = chat, json, moment, kind

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id} in chat {self.chat.id}: {self.text!r}>"

    @property
    def id(self) -> int:
        return int(self.json.get("message_id", 0))

    @property
    def text(self) -> str:
        return str(self.json.get("text", ""))

    @property
    def entities(self) -> list[Json]:
        return list(self.json.get("entities", []))

    def parts(self, kind: str) -> list[str]:
        """The pieces of text that have an entity of a kind: "bold", "code", "blockquote"..."""
        return [self._covered(entity) for entity in self.entities if entity["type"] == kind]

    @property
    def links(self) -> dict[str, str]:
        """Text links: their text and URL."""
        links = [entity for entity in self.entities if entity["type"] == "text_link"]
        return {self._covered(entity): entity["url"] for entity in links}

    def _covered(self, entity: Json) -> str:
        return utf16_slice(self.text, entity["offset"], entity["length"])

    @property
    def inline_keyboard(self) -> list[list[Json]]:
        return list(self.json.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.inline_keyboard for button in row]


Predicate: TypeAlias = str | Callable[[Message], bool]


class Person(Protocol):
    @property
    def user(self) -> User: ...


class FakeChat:
    """A private chat, group or supergroup."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world, self.chat = world, chat
        self.id, self.type = chat.id, chat.type
        self._read = 0  # events up to here have been returned by expect()
        world.chats[chat.id] = chat

    @property
    def events(self) -> list[Event]:
        """All that the bot did here: message, edit, delete and chat_action events."""
        return self.chat.events

    @property
    def messages(self) -> list[Message]:
        """The messages in the chat now."""
        return [Message(self, copy.deepcopy(message), 0.0) for message in self.chat.messages.values()]

    async def expect(
        self, timeout_s: float = 5.0, predicate: Predicate | None = None, kinds: Collection[str] = SPOKEN
    ) -> Message:
        """The bot's next message or edit here that has a text or satisfies a predicate; others are skipped.

        Each event is returned at most once. On timeout nothing is skipped.
        """
        position = self._read
        seen: list[str] = []

        def look() -> Message | None:
            nonlocal position
            while position < len(self.events):
                event = self.events[position]
                position += 1
                if event.kind in kinds:
                    message = Message(self, event.message, event.time, event.kind)
                    if _satisfies(message, predicate):
                        return message
                    seen.append(repr(message))
            return None

        found = await self.world.changes.wait_for(look, timeout_s)
        assert found is not None, f"nothing expected came in {timeout_s} s; seen: {seen or 'nothing'}"
        self._read = position
        return found

    async def expect_nothing(self, seconds: float, kinds: Collection[str] = SPOKEN) -> None:
        """The bot stays silent here."""
        start = self._read

        def look() -> list[Event]:
            return [event for event in self.events[start:] if event.kind in kinds]

        events = await self.world.changes.wait_for(look, seconds)
        assert not events, f"the bot was not silent: {events}"

    def skip(self) -> None:
        """Forget what the bot has done so far; the next expect() is about what comes now."""
        self._read = len(self.events)

    def set_bot(self, status: str, by: Person) -> None:
        """Make the bot "member", "administrator", "left" or "kicked"."""
        acts.set_bot_status(self.world, self.chat, status, by.user)

    def current(self, message: Message) -> Json:
        """A message as it is now, if it is still there."""
        return self.chat.messages.get(message.id, message.json)

    async def posted(self, message: Json) -> Message:
        """A message that was just put here, after the bot's side had its turn."""
        moment = time.monotonic()
        await asyncio.sleep(0)
        return Message(self, copy.deepcopy(message), moment)


def _satisfies(message: Message, predicate: Predicate | None) -> bool:
    if predicate is None:
        return True
    return predicate in message.text if isinstance(predicate, str) else predicate(message)
