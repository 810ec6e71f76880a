"""The state behind the server: one bot, its queue of updates, and the users and chats that it can meet."""

import copy
import secrets
import time

from tests.telegram_server.changes import Changes
from tests.telegram_server.files import Files
from tests.telegram_server.flood import FloodControl
from tests.telegram_server.json_types import Json
from tests.telegram_server.privacy import is_visible
from tests.telegram_server.records import Chat, Event, Query, Topic, User
from tests.telegram_server.settings import Settings
from tests.telegram_server.threads import thread_fields
from tests.telegram_server.updates import Updates


class World:
    def __init__(self, bot: User, settings: Settings) -> None:
        self.bot, self.settings = bot, settings
        self.changes = Changes()
        self.updates = Updates(settings, self.changes)
        self.files = Files(settings)
        self.flood: FloodControl | None = None  # a FloodControl switches it on
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.inline_messages: dict[str, tuple[Chat, int]] = {}  # inline_message_id: chat and message_id
        self.commands: dict[tuple[str, str], list[Json]] = {}  # (scope as JSON, language_code): commands
        self.profile: dict[tuple[str, str], str] = {}  # (name, language_code or chat_id): text
        self.inline_cache: dict[tuple[str, str, int], tuple[float, Json]] = {}  # see inline_cache.py
        self.reactions: dict[tuple[int, int, int], list[Json]] = {}  # (chat, message, user): reactions

    def post(
        self,
        chat: Chat,
        sender: User,
        content: Json,
        *,
        reply_to: Json | None = None,
        markup: Json | None = None,
        topic: Topic | None = None,
    ) -> Json:
        """Put a message into a chat, and make an update of it if the bot is to see it.

        Its date is now, unless the content has one.
        """
        chat.last_message_id += 1
        message: Json = {"message_id": chat.last_message_id, "from": sender.json(), "chat": chat.json()}
        message["date"] = int(time.time())
        message |= thread_fields(chat, topic, reply_to) | copy.deepcopy(content)
        if markup and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        chat.messages[chat.last_message_id] = message
        if sender.is_bot:
            chat.last_bot = sender.id
        if sender is self.bot:
            # Other keyboards act on the client and are not part of the Message object, but tests see them.
            self.record(chat, "message", message | ({"reply_markup": markup} if markup else {}))
        else:
            self.announce(chat, "message", message)
        return message

    def announce(self, chat: Chat, kind: str, message: Json) -> None:
        """Make an update of a message if the bot is to see it."""
        if is_visible(message, chat, self.bot, self.settings):
            chat.seen.add(message["message_id"])
            self.updates.add(kind, message)

    def record(self, chat: Chat, kind: str, message: Json) -> None:
        """Keep what the bot did."""
        chat.events.append(Event(kind, time.monotonic(), copy.deepcopy(message)))
        self.changes.announce()

    def new_query(self, kind: str, payload: Json) -> Query:
        query = Query(str(secrets.randbelow(1 << 62)), kind, time.monotonic(), payload)
        self.queries[query.id] = query
        return query

    def count_message(self, chat: Chat) -> None:
        """Refuse the message if flood control is on and there were too many."""
        if self.flood:
            self.flood.count(chat)
