"""Many people who ask at once, in groups and in private, and the count of the answers they get."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tests.telegram_server import Call, FakeChat, FakeTelegram, FakeUser, Message

QUESTIONS = (
    "what did the TTP demand in Bannu?",
    "how many policemen were killed in Lakki Marwat in November?",
    "who claimed responsibility for the ambush?",
    "who won the world cup",
    "when did the siege begin?",
    "what did the militants say in the video?",
    "how many hostages were held in the compound?",
    "who took part in the talks?",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody asks; in a group by the command."""

    chat: FakeChat
    askers: tuple[FakeUser, ...]
    is_group: bool


class Crowd:
    """Fifty people in five groups and forty-five private chats."""

    def __init__(self, tg: FakeTelegram, *, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - chance for tests, no secret
        self.people = [tg.user(10_001 + number, f"Asker {number}", "en") for number in range(50)]
        members = [tuple(self.people[first : first + 10]) for first in range(0, 50, 10)]
        self.places = [
            *(Place(tg.group(f"Group of {some[0].id}", *some), some, is_group=True) for some in members),
            *(Place(person.chat, (person,), is_group=False) for person in self.people[:45]),
        ]
        self.asked: list[Message] = []

    async def ask(self, count: int) -> None:
        """So many questions, as fast as the server takes them, in turn in every place."""
        for _ in range(count):
            place = self.places[len(self.asked) % len(self.places)]
            asker = self._chance.choice(place.askers)
            question = self._chance.choice(QUESTIONS)
            self.asked.append(await asker.send(place.chat, f"/ask {question}" if place.is_group else question))

    def replies(self) -> list[int]:
        """How many replies each question has got."""
        return [len(message.chat.replies_to(message)) for message in self.asked]

    def are_all_answered(self) -> bool:
        return all(self.replies())

    def answered_more_than_once(self) -> Counter[tuple[int, int]]:
        """The questions with more than one reply, by chat and message, with how many are too many."""
        pairs = zip(self.asked, self.replies(), strict=True)
        return Counter({(message.chat.id, message.id): count - 1 for message, count in pairs if count > 1})


def questions_of(sends: Iterable[Call]) -> Counter[tuple[int, int]]:
    """The questions that some calls of sendMessage reply to, by chat and message."""
    return Counter((int(call.params["chat_id"]), int(call.params["reply_parameters"]["message_id"])) for call in sends)
