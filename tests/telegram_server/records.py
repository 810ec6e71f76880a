"""The things of the server's world: users, chats, queries, and the bot's calls. Times are monotonic."""

from dataclasses import dataclass, field

from tests.telegram_server.json_types import Json

GROUP_TYPES = ("group", "supergroup")
GONE = ("left", "kicked", "unknown")


@dataclass(frozen=True, slots=True)
class User:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def json(self) -> Json:
        names = ("last_name", "username", "language_code")
        optional = {name: value for name in names if (value := getattr(self, name))}
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name} | optional


@dataclass(frozen=True, slots=True)
class Event:
    """What the bot did in a chat: message, edit, delete or chat_action."""

    kind: str
    time: float
    message: Json


@dataclass(slots=True)
class Topic:
    """A topic of a forum; `id` is that of the service message that opened it, and the message_thread_id."""

    id: int
    name: str
    is_closed: bool = False


@dataclass(slots=True)
class Chat:
    """A private chat, group or supergroup, with what is in it now."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    user: User | None = None  # of a private chat
    bot_status: str = "member"  # "unknown": a private chat that the user has not started
    bot_can_write: bool = True
    members: dict[int, str] = field(default_factory=dict)  # user id: status
    messages: dict[int, Json] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    last_message_id: int = 0
    last_bot: int = 0  # the bot that spoke last; commands without a bot's name are for it
    with_keyboard: set[int] = field(default_factory=set)  # messages of the bot with a keyboard that is not inline
    seen: set[int] = field(default_factory=set)  # messages that the bot got an update for
    migrated_to: int = 0
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)  # all but General, which has no message_thread_id

    def json(self) -> Json:
        if self.user:
            names = {name: value for name, value in self.user.json().items() if name.endswith("name")}
            return {"id": self.id, "type": "private"} | names
        username = {"username": self.username} if self.username else {}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "type": self.type, "title": self.title} | username | forum


@dataclass(slots=True)
class Query:
    """A callback, inline or guest query that waits for its answer."""

    id: str
    kind: str
    created: float
    payload: Json
    chat: Chat | None = None  # of a guest query
    answer: Json | None = None
    answered: float = 0.0
    errors: list[str] = field(default_factory=list)  # descriptions of refused answers


@dataclass(slots=True)
class Update:
    id: int
    kind: str
    payload: Json
    created: float
    expires: float
    delivered: list[float] = field(default_factory=list)  # each time it was handed to the bot
    confirmed: float = 0.0  # by a higher offset, or by the webhook's 2xx

    def json(self) -> Json:
        return {"update_id": self.id, self.kind: self.payload}

    @property
    def queue(self) -> tuple[str, int]:
        """What comes of one chat reaches a webhook in order; so does what one person does elsewhere."""
        if "chat" in self.payload:
            return "chat", self.payload["chat"]["id"]
        return self.kind, self.payload["from"]["id"]


@dataclass(slots=True)
class Call:
    """One request to the server."""

    method: str
    time: float
    params: Json = field(default_factory=dict)
    duration: float = 0.0
    status: int = 0  # HTTP status; 0 while in progress, or if the connection was dropped
    answer: Json | str | None = None  # the body: decoded, or the HTML of a bad gateway
    fault: str = ""  # the injected fault that hit the call
    performed: bool = False  # the method took effect, whatever was answered
    early: bool = False  # sent before the retry_after of an earlier 429 had passed
    unseen: bool = False  # its answer could not be delivered: the caller does not know what became of it
    answered: float = 0.0  # when the answer left; 0 if it never did

    @property
    def result(self) -> object:
        return self.answer.get("result") if isinstance(self.answer, dict) else None

    @property
    def retry_after(self) -> int:
        """Seconds to wait, of a 429."""
        return int(self.answer.get("parameters", {}).get("retry_after", 0)) if isinstance(self.answer, dict) else 0

    @property
    def description(self) -> str:
        return str(self.answer.get("description", "")) if isinstance(self.answer, dict) else ""
