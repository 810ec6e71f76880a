"""What people do in a conversation with the bot, and what they see of it.

Nothing that the bot does is skipped: a reply that nobody expects fails the step after it.
"""

from tests.running_bot import REPLY_S
from tests.telegram_server import FakeChat, FakeUser, Message, Topic

BANNU = "what did the TTP demand in Bannu?"
LAKKI = "what happened in Lakki Marwat?"
"""Answered by more quotes than a message shows."""
RAID = "who attacked the bank in Quetta?"
LOOT = "how much did they take?"
"""Answered only after a question on the raid."""
WHEN = "when was it?"
"""Not answered alone, and after each of the questions above in another article."""
NOT_THERE = "who won the world cup"


async def ask(person: FakeUser, text: str, chat: FakeChat | None = None, *, thread: Topic | None = None) -> Message:
    """Send a message; the bot's reply to it."""
    return await reply_to(await person.send(chat, text, thread=thread))


async def reply_to(asked: Message) -> Message:
    """The bot's reply to a message: the next that it does in the chat."""
    reply = await asked.chat.expect(REPLY_S)
    assert reply.kind == "message", f"no reply: {reply}"
    assert reply.replies_to == asked.id, f"a reply to another message: {reply}"
    return reply


async def press(person: FakeUser, message: Message, label: str) -> str:
    """Press a button; the words that pop up, if any."""
    query = await person.click(message, label)
    return str((await query.answer(REPLY_S))["text"])


async def changed(message: Message) -> Message:
    """A message of the bot after its next change."""
    edit = await message.chat.expect(REPLY_S)
    assert edit.kind == "edit", f"no change of a message: {edit}"
    assert edit.id == message.id
    return edit


async def turn(person: FakeUser, message: Message, label: str) -> Message:
    """Press a button that changes the message; the message then."""
    assert await press(person, message, label) == ""
    return await changed(message)


def quotes(message: Message) -> list[str]:
    """The quotes in a message, in order."""
    return [
        message._covered(entity)
        for entity in message.entities
        if entity["type"] in {"blockquote", "expandable_blockquote"}
    ]


def rows(message: Message) -> list[list[str]]:
    """The labels of the buttons under a message."""
    return [[str(button["text"]) for button in row] for row in message.inline_keyboard]
