"""The users of Telegram who talk to the bot."""

import asyncio
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from tests.telegram_server import acts, memberships
from tests.telegram_server.chats import FakeChat, Message
from tests.telegram_server.entities import utf16_length
from tests.telegram_server.formatting import format_text
from tests.telegram_server.forwards import channel_json, forwarded, forwarded_post, post_content
from tests.telegram_server.json_types import Json
from tests.telegram_server.media import captioned, document_content, media_content
from tests.telegram_server.queries import CallbackQuery, GuestQuery, InlineAnswer, answer_of
from tests.telegram_server.quotes import text_quote
from tests.telegram_server.records import GONE, Chat, Topic, User
from tests.telegram_server.texts import MAX_TEXT, client_parts
from tests.telegram_server.threads import topic_of
from tests.telegram_server.world import World

START_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
ALBUM = range(2, 11)
"""How many files an album can have."""


class FakeUser:
    """A user of Telegram. `chat` is the private chat with the bot, which exists once the user wrote there."""

    def __init__(self, world: World, user: User) -> None:
        self.world, self.user, self.id = world, user, user.id
        world.users[user.id] = user
        private = Chat(user.id, "private", user=user, bot_status="unknown", members={user.id: "member"})
        self.chat = FakeChat(world, private)

    async def send(
        self,
        chat: FakeChat | None,
        text: str,
        reply_to: Message | None = None,
        *,
        thread: Topic | None = None,
        date: datetime | None = None,
    ) -> Message:
        """Send a text message; to the private chat if `chat` is None, to General if a forum's topic is None."""
        assert utf16_length(text) <= MAX_TEXT, "a client cuts a longer text into several messages: paste() it"
        sent_at = {"date": int(date.timestamp())} if date else {}
        return await self._send(chat, format_text(text).json() | sent_at, reply_to, thread)

    async def paste(self, text: str, chat: FakeChat | None = None, *, date: datetime | None = None) -> list[Message]:
        """Send a text of any length: messages of one second where it is longer than one can be."""
        second = date or datetime.now().astimezone()
        return [await self.send(chat, part, date=second) for part in client_parts(text)]

    async def reply(self, message: Message, text: str, *, quote: str | None = None) -> Message:
        """Reply to a message where it stands, perhaps with some of its words selected."""
        content = format_text(text).json()
        if quote is not None:
            quoted = text_quote(message.chat.current(message), quote)
            assert quoted, f"{quote!r} does not stand in {message}"
            content |= {"quote": quoted}
        return await self._send(message.chat, content, message)

    async def start(self, payload: str = "") -> Message:
        """Press "Start" in the private chat, or a link to it that carries a payload."""
        assert START_PAYLOAD.fullmatch(payload), f"no link can carry {payload!r}"
        return await self.send(None, f"/start {payload}".strip())

    async def follow(self, url: str) -> Message:
        """Follow a https://t.me/BOT?start=PAYLOAD link."""
        prefix = f"https://t.me/{self.world.bot.username}?start="
        assert url.startswith(prefix), f"{url} is no link that starts the bot"
        return await self.start(url.removeprefix(prefix))

    async def send_media(
        self, kind: str, caption: str = "", chat: FakeChat | None = None, *, thread: Topic | None = None
    ) -> Message:
        """Send a "photo", "document" or another kind of MEDIA; to the private chat if `chat` is None."""
        return await self._send(chat, media_content(self.world.files, kind, caption), thread=thread)

    async def send_document(
        self,
        data: bytes,
        name: str,
        chat: FakeChat | None = None,
        caption: str = "",
        *,
        mime_type: str | None = None,
        size: int | None = None,
        thread: Topic | None = None,
    ) -> Message:
        """Send a file that the bot can download; to the private chat if `chat` is None.

        The type is guessed from the name, as clients do; "" sends none. `size` pretends to a larger file.
        """
        content = document_content(self.world.files, data, name, caption, mime_type=mime_type, size=size)
        return await self._send(chat, content, thread=thread)

    async def send_documents(
        self, files: Sequence[tuple[bytes, str]], chat: FakeChat | None = None, caption: str = ""
    ) -> list[Message]:
        """Send files (bytes and name) together: a message each, with one media_group_id, the caption under the last."""
        assert len(files) in ALBUM, f"an album has {ALBUM[0]} to {ALBUM[-1]} files, this one {len(files)}"
        captions = [*[""] * (len(files) - 1), caption]
        contents = [
            document_content(self.world.files, *file, under) for file, under in zip(files, captions, strict=True)
        ]
        return await self._send_together(contents, chat)

    async def send_album(self, *captions: str, chat: FakeChat | None = None) -> list[Message]:
        """Send photos together: a message each, with one media_group_id."""
        return await self._send_together([media_content(self.world.files, "photo", one) for one in captions], chat)

    async def forward(self, message: Message, chat: FakeChat | None = None, *, hides_name: bool = False) -> Message:
        """Forward a message; with `hides_name`, of someone whose account forwards must not link to."""
        return await self._send(chat, forwarded(message.json, hides_name=hides_name))

    async def forward_post(
        self,
        channel: str,
        text: str,
        chat: FakeChat | None = None,
        *,
        username: str | None = None,
        date: datetime | None = None,
        post_id: int | None = None,
        signature: str = "",
        links: dict[str, str] | None = None,
        photo: bytes | None = None,
        document: tuple[bytes, str] | None = None,
    ) -> Message:
        """Forward a post of a channel with this title, public if it has a username.

        `links` are words of the text and where they lead; of a post with a photo or a document (bytes and name)
        the text is the caption.
        """
        content = post_content(self.world.files, text, links, photo=photo, document=document)
        origin = channel_json(channel, username or "")
        return await self._send(chat, forwarded_post(origin, content, date=date, post_id=post_id, signature=signature))

    async def edit(self, message: Message, text: str) -> Message:
        """Edit the text, or the caption, of a message of one's own."""
        assert message.json["from"]["id"] == self.id, "users edit only their own messages"
        is_text = "text" in message.chat.current(message)
        content = format_text(text).json() if is_text else captioned(text)
        edited = acts.edit(self.world, message.chat.chat, message.id, content)
        return await message.chat.posted(edited)

    async def delete(self, message: Message) -> None:
        """Delete a message; the Bot API does not tell the bot."""
        message.chat.chat.messages.pop(message.id, None)
        await asyncio.sleep(0)

    async def click(self, message: Message, button_text: str) -> CallbackQuery:
        """Press a callback button that the message has now."""
        button = Message(message.chat, message.chat.current(message), 0.0).button(button_text)
        assert "callback_data" in button, f"not a callback button: {button}"
        return await self.forge(message, button["callback_data"])

    async def forge(self, message: Message, data: str) -> CallbackQuery:
        """Press a button that the message need not have, as a changed client can."""
        query = acts.click(self.world, self.user, message.chat.chat, message.id, data)
        await asyncio.sleep(0)
        return CallbackQuery(self.world, query)

    async def inline(
        self, query: str, offset: str = "", chat_type: str = "sender", timeout_s: float = 5.0
    ) -> InlineAnswer:
        """Type "@bot query" and wait for the bot's results."""
        made = acts.inline(self.world, self.user, query, offset=offset, chat_type=chat_type)
        return InlineAnswer(made, await answer_of(self.world, made, timeout_s))

    async def choose(self, answer: InlineAnswer, result_id: str, chat: FakeChat | None = None) -> Message:
        """Send an inline result into a chat."""
        chat = chat or self._start()
        return await chat.posted(acts.choose(self.world, self.user, chat.chat, answer.query, result_id))

    async def ask_as_guest(self, chat: FakeChat, text: str, reply_to: Message | None = None) -> GuestQuery:
        """Mention the bot in a chat that it is no member of, or reply to what it said there."""
        replied = chat.current(reply_to) if reply_to else None
        query = acts.ask_as_guest(self.world, self.user, chat.chat, format_text(text).json(), replied)
        return GuestQuery(chat, query, await chat.posted(query.payload))

    async def react(self, message: Message, *emoji: str) -> None:
        """Set one's reactions to a message; none takes them away."""
        acts.react(self.world, self.user, message.chat.chat, message.id, emoji)
        await asyncio.sleep(0)

    def add_bot(self, group: FakeChat, status: str = "member") -> None:
        """Add the bot to a group of which one is a member."""
        assert self._is_in(group), f"{self.id} is not in chat {group.id}"
        group.set_bot(status, self)

    def remove_bot(self, group: FakeChat) -> None:
        group.set_bot("kicked", self)

    def block(self) -> None:
        self.chat.set_bot("kicked", self)

    def unblock(self) -> None:
        self.chat.set_bot("member", self)

    def join(self, group: FakeChat, status: str = "member") -> None:
        memberships.set_member(self.world, group.chat, self.user, status, self.user)

    def leave(self, group: FakeChat) -> None:
        memberships.set_member(self.world, group.chat, self.user, "left", self.user)

    async def _send_together(self, contents: Sequence[Json], chat: FakeChat | None) -> list[Message]:
        album = {"media_group_id": str(secrets.randbelow(1 << 53))}
        return [await self._send(chat, content | album) for content in contents]

    def _start(self) -> FakeChat:
        if self.chat.chat.bot_status == "unknown":
            self.chat.chat.bot_status = "member"
        return self.chat

    def _is_in(self, chat: FakeChat) -> bool:
        return chat.chat.members.get(self.id, "left") not in GONE

    async def _send(
        self,
        chat: FakeChat | None,
        content: Json,
        reply_to: Message | None = None,
        thread: Topic | None = None,
    ) -> Message:
        if chat is None or chat is self.chat:
            chat = self._start()
        assert self._is_in(chat), f"{self.id} is not in chat {chat.id}"
        assert thread is None or thread.id in chat.chat.topics, f"no topic of chat {chat.id}: {thread}"
        replied = chat.current(reply_to) if reply_to else None
        topic = thread or topic_of(chat.chat, replied)
        return await chat.posted(self.world.post(chat.chat, self.user, content, reply_to=replied, topic=topic))
