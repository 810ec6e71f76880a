"""What people get when they press a button, type an inline query, or summon the bot as a guest."""

from tests.telegram_server.chats import FakeChat, Message
from tests.telegram_server.json_types import Json
from tests.telegram_server.records import Query
from tests.telegram_server.world import World


class CallbackQuery:
    """A pressed callback button."""

    def __init__(self, world: World, query: Query) -> None:
        self.world, self.query = world, query

    async def answer(self, timeout_s: float = 5.0) -> Json:
        """What the bot answered: text, show_alert, url, cache_time."""
        return await answer_of(self.world, self.query, timeout_s)

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


class GuestQuery:
    """A question to the bot in a chat that it is no member of."""

    def __init__(self, chat: FakeChat, query: Query, message: Message) -> None:
        self.chat, self.query, self.message = chat, query, message

    async def answer(self, timeout_s: float = 5.0) -> Message:
        """The message that the bot posted there as a guest."""
        return await self.chat.posted(await answer_of(self.chat.world, self.query, timeout_s))


async def answer_of(world: World, query: Query, timeout_s: float) -> Json:
    answer = await world.changes.wait_for(lambda: query.answer, timeout_s)
    kind = query.kind.replace("_", " ")
    assert answer is not None, f"{kind} not answered in {timeout_s} s; refused answers: {query.errors}"
    return answer
