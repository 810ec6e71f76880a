"""Telegram for a test: the running server, the people and chats of the test, and what the bot did there."""

from collections.abc import Callable, Collection
from types import TracebackType
from typing import Self, TypeVar

from tests.telegram_server import memberships
from tests.telegram_server.chats import SPOKEN, FakeChat, Message
from tests.telegram_server.commands import commands_for
from tests.telegram_server.faults import Fault, Kind
from tests.telegram_server.flood import FloodControl, Limit
from tests.telegram_server.formatting import format_text
from tests.telegram_server.people import FakeUser
from tests.telegram_server.records import Call, Chat, Update, User
from tests.telegram_server.server import HOST, BotApiServer
from tests.telegram_server.settings import Settings
from tests.telegram_server.threads import GENERAL
from tests.telegram_server.world import World

TOKEN = "7000000001:AAF-emulated-bot-token-0123456789a"  # noqa: S105 - of no real bot
T = TypeVar("T")

OTHER_BOT = User(7_999_999_999, "Other Bot", username="other_bot", is_bot=True)
SUPERGROUP_BASE = -1_000_000_000_000


class FakeTelegram:
    """The server runs in the test's event loop, so a test must not block it."""

    def __init__(
        self,
        token: str = TOKEN,
        username: str = "test_bot",
        name: str = "Test Bot",
        *,
        settings: Settings | None = None,
    ) -> None:
        bot = User(int(token.partition(":")[0]), name, username=username, is_bot=True)
        self.token, self.settings = token, settings or Settings()
        self.world = World(bot, self.settings)
        self.server = BotApiServer(token, self.world)
        self.users: dict[int, FakeUser] = {}
        self._next_chat = 1_500_000_001

    async def start(self, port: int = 0) -> Self:
        await self.server.start(port)
        return self

    async def stop(self) -> None:
        await self.server.stop()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.stop()

    @property
    def root_url(self) -> str:
        return f"http://{HOST}:{self.server.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url: the token follows it."""
        return f"{self.root_url}/bot"

    @property
    def base_file_url(self) -> str:
        """What python-telegram-bot calls base_file_url: the token follows it."""
        return f"{self.root_url}/file/bot"

    def user(
        self, user_id: int, name: str, language_code: str = "", username: str = "", last_name: str = ""
    ) -> FakeUser:
        if user_id not in self.users:
            self.users[user_id] = FakeUser(self.world, User(user_id, name, last_name, username, language_code))
        return self.users[user_id]

    def group(
        self,
        title: str,
        *members: FakeUser,
        supergroup: bool = True,
        bot_status: str = "member",
        username: str = "",
        forum: bool = False,
    ) -> FakeChat:
        """A group; the bot is in it, without having got an update about that. A forum has topics."""
        assert supergroup or not forum, "only supergroups are forums"
        self._next_chat += 1
        chat_id = SUPERGROUP_BASE - self._next_chat if supergroup else -self._next_chat
        chat = Chat(chat_id, "supergroup" if supergroup else "group", title, username, bot_status=bot_status)
        chat.members, chat.is_forum = {member.id: "member" for member in members}, forum
        chat.last_message_id = GENERAL if forum else 0  # no topic has the id of General
        return FakeChat(self.world, chat)

    def private_chat(self, one: FakeUser, other: FakeUser) -> FakeChat:
        """The chat of two people, where the bot can only be a guest. It has the id of the other's chat with the bot."""
        chat = Chat(other.id, "private", user=other.user, bot_status="left")
        chat.members = {one.id: "member", other.id: "member"}
        return FakeChat(self.world, chat, is_private_to_people=True)

    async def other_bot(self, chat: FakeChat, text: str) -> Message:
        """Another bot speaks in a group. Bots do not see each other."""
        return await chat.posted(self.world.post(chat.chat, OTHER_BOT, format_text(text).json()))

    def upgrade(self, group: FakeChat, by: FakeUser) -> FakeChat:
        """Turn a group into a supergroup; the new chat."""
        new = self.group(group.chat.title, bot_status=group.chat.bot_status)
        new.chat.members = dict(group.chat.members)
        memberships.upgrade(self.world, group.chat, new.chat, by.user)
        return new

    def commands_for(self, user: FakeUser, chat: FakeChat) -> list[str]:
        """The commands that a user sees in a chat's menu."""
        return commands_for(self.world, user.user, chat.chat)

    def flood_control(
        self,
        *,
        per_chat: Limit | None = (1, 1.0),
        per_group: Limit | None = (20, 60.0),
        overall: Limit | None = (30, 1.0),
    ) -> None:
        """Switch flood control on: limits as (count, seconds)."""
        self.world.flood = FloodControl(per_chat, per_group, overall)

    def inject(
        self,
        method: str,
        kind: Kind,
        times: float = 1,
        *,
        after: bool = False,
        delay_s: float = 0.0,
        code: int = 500,
        description: str = "Internal Server Error",
        retry_after: int = 0,
        share: float = 1.0,
    ) -> Fault:
        """Make the next calls of a method fail; see Fault."""
        fault = Fault(method, kind, times, after, delay_s, code, description, retry_after, share)
        self.server.faults.append(fault)
        return fault

    async def outage(self, seconds: float) -> None:
        await self.server.outage(seconds)

    @property
    def calls(self) -> list[Call]:
        return self.server.calls

    @property
    def updates(self) -> list[Update]:
        return self.world.updates.log

    async def wait_for(self, check: Callable[[], T], timeout_s: float = 5.0) -> T:
        """The first true value of check(); its last one at the timeout."""
        return await self.world.changes.wait_for(check, timeout_s)

    def calls_of(self, *methods: str, chat: FakeChat | None = None, since: float = 0.0) -> list[Call]:
        calls = [call for call in self.calls if call.method in methods and call.time >= since]
        return [call for call in calls if chat is None or str(call.params.get("chat_id")) == str(chat.id)]

    def refused(self) -> list[Call]:
        """Calls that the server refused by itself, not because of an injected fault."""
        return [call for call in self.calls if call.status >= 400 and call.fault in {"", "slow"}]

    def peak_rate(self, seconds: float, chat: FakeChat | None = None) -> int:
        """The most messages that the bot sent or edited within any such period."""
        chats = [chat.chat] if chat else self.world.chats.values()
        times = [event.time for one in chats for event in one.events if event.kind in SPOKEN]
        return max((sum(start <= moment < start + seconds for moment in times) for start in times), default=0)

    def doubtful_sends(self, *kills: float, grace_s: float = 0.0) -> list[Call]:
        """The messages that were sent without the bot surely knowing it, so that it may send them once more.

        Their answers could not be delivered, or left within `grace_s` of a moment when the bot was killed (as
        BotProcess.kill tells it): an answer that has left is read and written down a moment later.
        """
        sent = [call for call in self.calls_of("sendMessage") if call.performed]
        return [call for call in sent if call.unseen or any(abs(kill - call.answered) <= grace_s for kill in kills)]

    async def ready(self, timeout_s: float = 20.0, *, since: float = 0.0) -> None:
        """The bot polls for updates; after a restart, `since` then."""
        polls = await self.wait_for(lambda: self.calls_of("getUpdates", since=since), timeout_s)
        assert polls, f"not ready after {timeout_s} s; calls: {self.calls}"

    async def drained(self, timeout_s: float = 5.0) -> None:
        """The bot has confirmed every update."""
        updates = self.world.updates
        await self.wait_for(lambda: not updates.pending, timeout_s)
        assert not updates.pending, f"not confirmed: {[update.json() for update in updates.pending]}"

    def assert_clean(self, allow: Collection[str] = (), *, lost: bool = True) -> None:
        """Nothing went wrong between bot and server.

        No call was refused (but for those whose description has a text in `allow`), none is unknown to this
        server, and (with `lost`) every update was delivered.
        """
        assert not self.server.internal_errors, "\n".join(self.server.internal_errors)
        assert not self.server.unknown_methods, f"not emulated: {self.server.unknown_methods}"
        assert not self.server.not_emulated, f"not emulated: {self.server.not_emulated}"
        unexpected = [
            (call.method, call.params, call.description)
            for call in self.refused()
            if not any(text in call.description for text in allow)
        ]
        assert not unexpected, f"refused calls: {unexpected}"
        undelivered = [update.json() for update in self.updates if not update.delivered]
        assert not lost or not undelivered, f"updates that never reached the bot: {undelivered}"
