"""A chat and its messages as the people in it see them."""

import asyncio
import copy
import time
from collections.abc import Callable, Collection
from typing import Protocol, TypeAlias

from tests.telegram_server import acts, memberships
from tests.telegram_server.entities import utf16_slice
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import Chat, Event, Topic, User
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
        """The text or the caption."""
        return str(self.json.get("text") or self.json.get("caption") or "")

    @property
    def entities(self) -> list[Json]:
        return list(self.json.get("entities") or self.json.get("caption_entities") or [])

    @property
    def thread(self) -> int | None:
        """The message_thread_id of the topic that the message is in; None for General and outside forums."""
        return self.json["message_thread_id"] if "is_topic_message" in self.json else None

    @property
    def replies_to(self) -> int | None:
        """The id of the message replied to."""
        replied = self.json.get("reply_to_message", {})
        return None if "forum_topic_created" in replied else replied.get("message_id")

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

    @property
    def forces_reply(self) -> bool:
        """Whether it makes the client of whoever reads it open a reply to it."""
        return bool(self.json.get("reply_markup", {}).get("force_reply"))

    @property
    def placeholder(self) -> str:
        """What an empty input field shows while a forced reply or a reply keyboard is open."""
        return str(self.json.get("reply_markup", {}).get("input_field_placeholder", ""))

    def button(self, text: str) -> Json:
        """The InlineKeyboardButton with this text."""
        found = [button for row in self.inline_keyboard for button in row if button["text"] == text]
        assert found, f"no button {text!r}; the message has {self.buttons}"
        return dict(found[0])


Predicate: TypeAlias = str | Callable[[Message], bool]


class Person(Protocol):
    @property
    def user(self) -> User: ...


class FakeChat:
    """A private chat, group or supergroup."""

    def __init__(self, world: World, chat: Chat, *, is_private_to_people: bool = False) -> None:
        self.world, self.chat = world, chat
        self.id, self.type = chat.id, chat.type
        self._read = 0  # events up to here have been returned by expect()
        if not is_private_to_people:  # of such a chat the bot has no id
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
        memberships.set_bot_status(self.world, self.chat, status, by.user)

    def open_topic(self, name: str, by: Person) -> Topic:
        """Open a topic of a forum. To close it, set its `is_closed`."""
        return acts.open_topic(self.world, self.chat, by.user, name)

    def delete_topic(self, topic: Topic) -> None:
        """Delete a topic with what is in it; the Bot API does not tell the bot."""
        acts.delete_topic(self.chat, topic)

    def replies_to(self, message: Message) -> list[Message]:
        """The messages that the bot sent here as replies to a message, in order."""
        sent = [Message(self, event.message, event.time) for event in self.events if event.kind == "message"]
        return [reply for reply in sent if reply.replies_to == message.id]

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
