import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update

from bot.turns import ChatTurns


def update_in(chat_id: int) -> Update:
    return Update(1, message=Message(1, datetime.now(UTC), Chat(chat_id, Chat.PRIVATE)))


class Diary:
    """Writes down when each piece of work begins and ends."""

    def __init__(self) -> None:
        self.entries: list[str] = []

    async def work(self, name: str, *, rounds: int) -> None:
        self.entries.append(f"{name} begins")
        for _ in range(rounds):
            await asyncio.sleep(0)
        self.entries.append(f"{name} ends")


async def test_one_chat_is_served_in_the_order_it_wrote() -> None:
    turns, diary = ChatTurns(8), Diary()
    await asyncio.gather(
        turns.process_update(update_in(1), diary.work("slow", rounds=20)),
        turns.process_update(update_in(1), diary.work("quick", rounds=1)),
    )

    assert diary.entries == ["slow begins", "slow ends", "quick begins", "quick ends"]


async def test_another_chat_does_not_wait() -> None:
    turns, diary = ChatTurns(8), Diary()
    await asyncio.gather(
        turns.process_update(update_in(1), diary.work("slow", rounds=20)),
        turns.process_update(update_in(2), diary.work("quick", rounds=1)),
    )

    assert diary.entries == ["slow begins", "quick begins", "quick ends", "slow ends"]


async def test_chats_at_rest_are_forgotten() -> None:
    turns, diary = ChatTurns(8), Diary()
    for chat_id in range(20):
        await turns.process_update(update_in(chat_id), diary.work("hello", rounds=1))

    assert len(turns._locks) == 0


async def test_a_failure_ends_the_turn() -> None:
    async def fail() -> None:
        raise ValueError("broken")

    turns, diary = ChatTurns(8), Diary()
    outcomes = await asyncio.gather(
        turns.process_update(update_in(1), fail()),
        turns.process_update(update_in(1), diary.work("next", rounds=1)),
        return_exceptions=True,
    )

    assert isinstance(outcomes[0], ValueError)
    assert diary.entries == ["next begins", "next ends"]
