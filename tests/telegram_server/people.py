"""The users of Telegram who talk to the bot, and what they get when they press and type."""

import asyncio

from tests.telegram_server import acts
from tests.telegram_server.chats import FakeChat, Message
from tests.telegram_server.formatting import format_text
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import GONE, Chat, Query, User
from tests.telegram_server.world import World


class CallbackQuery:
    """A pressed callback button."""

    def __init__(self, world: World, query: Query) -> None:
        self.world, self.query = world, query

    async def answer(self, timeout_s: float = 5.0) -> Json:
        """What the bot answered: text, show_alert, url, cache_time."""
        return await _answer_of(self.world, self.query, timeout_s)

    @property
    def latency(self) -> float:
        return self.query.answered - self.query.created


class InlineAnswer:
    """The bot's answer to an inline query."""

    def __init__(self, query: Query, answer: Json) -> None:
        self.query, self.json = query, answer
        self.results: list[Json] = answer["results"]
        self.next_offset: str = answer["next_offset"]
        self.latency = query.answered - query.created

    def content(self, result_id: str) -> Json:
        """The message that a result sends: text, entities and reply_markup."""
        content: Json = self.json["contents"][result_id]
        return content


class FakeUser:
    """A user of Telegram. `chat` is the private chat with the bot, which exists once the user wrote there."""

    def __init__(self, world: World, user: User) -> None:
        self.world, self.user, self.id = world, user, user.id
        world.users[user.id] = user
        private = Chat(user.id, "private", user=user, bot_status="unknown", members={user.id: "member"})
        self.chat = FakeChat(world, private)

    async def send(self, chat: FakeChat | None, text: str, reply_to: Message | None = None) -> Message:
        """Send a text message; to the private chat if `chat` is None."""
        return await self._send(chat, format_text(text).json(), reply_to)

    async def forward(self, message: Message, chat: FakeChat | None = None) -> Message:
        return await self._send(chat, acts.forwarded(message.json))

    async def edit(self, message: Message, text: str) -> Message:
        """Edit a message of one's own."""
        assert message.json["from"]["id"] == self.id, "users edit only their own messages"
        edited = acts.edit(self.world, message.chat.chat, message.id, format_text(text).json())
        return await message.chat.posted(edited)

    async def delete(self, message: Message) -> None:
        """Delete a message; the Bot API does not tell the bot."""
        message.chat.chat.messages.pop(message.id, None)
        await asyncio.sleep(0)

    async def click(self, message: Message, button_text: str) -> CallbackQuery:
        """Press a callback button that the message has now."""
        rows = message.chat.current(message).get("reply_markup", {}).get("inline_keyboard", [])
        buttons = {button["text"]: button for row in reversed(rows) for button in reversed(row)}
        assert button_text in buttons, f"no button {button_text!r}; the message has {list(reversed(buttons))}"
        button = buttons[button_text]
        assert "callback_data" in button, f"not a callback button: {button}"
        chat = message.chat.chat
        query = acts.click(self.world, self.user, chat, message.id, button["callback_data"])
        await asyncio.sleep(0)
        return CallbackQuery(self.world, query)

    async def inline(
        self, query: str, offset: str = "", chat_type: str = "sender", timeout_s: float = 5.0
    ) -> InlineAnswer:
        """Type "@bot query" and wait for the bot's results."""
        made = acts.inline(self.world, self.user, query, offset=offset, chat_type=chat_type)
        return InlineAnswer(made, await _answer_of(self.world, made, timeout_s))

    async def choose(self, answer: InlineAnswer, result_id: str, chat: FakeChat | None = None) -> Message:
        """Send an inline result into a chat."""
        chat = chat or self._start()
        return await chat.posted(acts.choose(self.world, self.user, chat.chat, answer.query, result_id))

    def block(self) -> None:
        self.chat.set_bot("kicked", self)

    def unblock(self) -> None:
        self.chat.set_bot("member", self)

    def join(self, group: FakeChat, status: str = "member") -> None:
        acts.set_member(self.world, group.chat, self.user, status, self.user)

    def leave(self, group: FakeChat) -> None:
        acts.set_member(self.world, group.chat, self.user, "left", self.user)

    def _start(self) -> FakeChat:
        if self.chat.chat.bot_status == "unknown":
            self.chat.chat.bot_status = "member"
        return self.chat

    async def _send(self, chat: FakeChat | None, content: Json, reply_to: Message | None = None) -> Message:
        if chat is None or chat is self.chat:
            chat = self._start()
        assert chat.chat.members.get(self.id, "left") not in GONE, f"{self.id} is not in chat {chat.id}"
        replied = chat.current(reply_to) if reply_to else None
        return await chat.posted(self.world.post(chat.chat, self.user, content, reply_to=replied))


async def _answer_of(world: World, query: Query, timeout_s: float) -> Json:
    answer = await world.changes.wait_for(lambda: query.answer, timeout_s)
    kind = query.kind.replace("_", " ")
    assert answer is not None, f"{kind} not answered in {timeout_s} s; refused answers: {query.errors}"
    return answer
