"""Admins who go on with their work whatever happens to the bot, and what the bot has told them is done."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto
from itertools import count
from typing import TypeVar

from bot.texts import admins as words
from index.corpus import read_corpus
from index.records import Article
from tests.conftest import SHIPPED_CORPUS
from tests.running_bot import Running
from tests.telegram_server import FakeUser, Message

PATIENCE_S = 180.0
"""A bot that is killed again and again is away for most of the time."""

LONG_SENTENCES = 150
"""So many make a text that Telegram cuts in two."""

T = TypeVar("T")


class Fate(Enum):
    """What an admin has done with a story, and whether the bot has said that it is done."""

    SENT = auto()
    ADDING = auto()
    ADDED = auto()
    WITHDRAWING = auto()
    WITHDRAWN = auto()


TIMES = {Fate.SENT: {0}, Fate.ADDING: {0, 1}, Fate.ADDED: {1}, Fate.WITHDRAWING: {0, 1}, Fate.WITHDRAWN: {0}}
"""How often a story may be in the corpus."""


class Story:
    """A made-up article; no other names its `place`."""

    def __init__(self, place: str, houses: int, *, is_long: bool = False) -> None:
        self.fate = Fate.SENT
        self.title = f"Fire in {place}"
        self.place = place
        self.answer = f"A fire destroyed {houses} houses in {place} on Monday night, the mayor said."
        more = (f"Witness number {number} of {place} saw smoke." for number in range(LONG_SENTENCES))
        self.text = " ".join([self.answer, *more]) if is_long else self.answer

    @property
    def question(self) -> str:
        return f"how many houses did the fire in {self.place} destroy?"


class Newsroom:
    """The admins at work; `sent` are their messages, `rebuilds` those of the bot that tell of a rebuild."""

    def __init__(self, bot: Running) -> None:
        self.bot = bot
        self.stories: list[Story] = []
        self.sent: list[Message] = []
        self.rebuilds: list[Message] = []
        self.is_closing = False
        self._places = _made_up_places()
        self._shipped = {article.title: article.text for article in read_corpus(SHIPPED_CORPUS).articles}

    async def keep_adding(self, admin: FakeUser) -> None:
        """Paste a story and tap Add, one after the other; each third is so long that Telegram cuts it."""
        for number in count():
            if self.is_closing:
                break
            await self.add(admin, *await self.paste(admin, is_long=number % 3 == 2))

    async def keep_withdrawing(self, admin: FakeUser) -> None:
        """Add a story, find it and tap through to withdraw it, one after the other."""
        while not self.is_closing:
            card, story = await self.paste(admin)
            await self.add(admin, card, story)
            found = await self._reply_to(await self._send(admin, f"/articles {story.place}"))
            await self._tap(admin, found, "1", words.CORRECT)
            await self._tap(admin, found, words.WITHDRAW, words.WITHDRAW_SURELY)
            story.fate = Fate.WITHDRAWING
            await self._tap(admin, found, words.WITHDRAW_YES, words.WITHDRAWN)
            story.fate = Fate.WITHDRAWN

    async def keep_rebuilding(self, admin: FakeUser) -> None:
        """Send /rebuild and wait for its end, one after the other."""
        while not self.is_closing:
            asked = await self._send(admin, "/rebuild")
            self.rebuilds.append(await self._reply_to(asked, lambda shown: words.REBUILDING not in shown))

    async def paste(self, admin: FakeUser, *, is_long: bool = False) -> tuple[Message, Story]:
        """Send a story; its card, once that shows the whole of it."""
        story = Story(next(self._places), len(self.stories) + 3, is_long=is_long)
        self.stories.append(story)
        messages = await admin.paste(f"/add {story.title}\n\n{story.text}")
        self.sent += messages
        length = f"{len(story.text.split()):,} words"
        card = await self._reply_to(messages[0], lambda shown: length in shown)
        return card, story

    async def add(self, admin: FakeUser, card: Message, story: Story) -> None:
        """Tap Add on the card of a story."""
        story.fate = Fate.ADDING
        await self._tap(admin, card, words.ADD, words.ADDED)
        story.fate = Fate.ADDED

    def unfinished(self) -> Counter[tuple[int, int]]:
        """The messages that asked for a rebuild, by chat and message, with how many replies show it as running."""
        return Counter(
            (one.chat.id, one.id)
            for one in self.sent
            for reply in one.chat.replies_to(one)
            if words.REBUILDING in shown(reply)
        )

    def answered_more_than_once(self) -> Counter[tuple[int, int]]:
        """The messages with more than one reply, by chat and message, with how many are too many."""
        replies = {(one.chat.id, one.id): len(one.chat.replies_to(one)) for one in self.sent}
        return Counter({key: found - 1 for key, found in replies.items() if found > 1})

    def assert_the_corpus_is_as_told(self) -> None:
        """What the bot said is added is there once, what it said is withdrawn is not, and nothing else is there."""
        corpus = read_corpus(self.bot.corpus)
        assert corpus.problems == ()
        self.assert_whole(corpus.articles)
        found = Counter(article.title for article in corpus.articles)
        wrong = {
            one.title: (one.fate, found[one.title]) for one in self.stories if found[one.title] not in TIMES[one.fate]
        }
        assert not wrong
        assert found.keys() >= self._shipped.keys()

    def assert_whole(self, articles: Iterable[Article]) -> None:
        """Each of these articles has the title and the text that somebody gave it."""
        stories = {story.title: story.text for story in self.stories}
        for article in articles:
            text = self._shipped.get(article.title) or f"{article.title} {stories[article.title]}"
            assert " ".join(article.text.split()) == " ".join(text.split())

    async def _tap(self, admin: FakeUser, card: Message, label: str, expected: str) -> None:
        await admin.click(card, label)
        await self._until(lambda: expected in shown(card), f"{expected!r} after {label!r} in {shown(card)!r}")

    async def _reply_to(self, message: Message, is_it: Callable[[str], bool] = bool) -> Message:
        """The bot's first reply that shows what is expected: one that the bot may not know of stays as it was sent."""
        replies = await self._until(
            lambda: [reply for reply in message.chat.replies_to(message) if is_it(shown(reply))],
            f"an answer to {message.text[:60]!r}",
        )
        return replies[0]

    async def _until(self, check: Callable[[], T], what: str) -> T:
        found = await self.bot.tg.wait_for(check, PATIENCE_S)
        assert found, f"the bot never gave {what}"
        return found

    async def _send(self, admin: FakeUser, text: str) -> Message:
        self.sent.append(await admin.send(None, text))
        return self.sent[-1]


def shown(message: Message) -> str:
    """The text of a message as it is now, and the words on its buttons."""
    now = Message(message.chat, message.chat.current(message), 0.0)
    return "\n".join([now.text, *now.buttons])


def _made_up_places() -> Iterator[str]:
    """Names that no typing error makes one of the others."""
    chance = random.Random(1)  # noqa: S311 - chance for tests, no secret
    while True:
        yield "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4)).title()
