"""What an admin does at the desk, and what comes of it."""

import textwrap
from pathlib import Path

from bot.admin_buttons import admin_press_of
from bot.admin_presses import AdminPress
from index.corpus import read_corpus
from tests.admin.conftest import Office
from tests.conversations.talk import press
from tests.index.small_files import pdf_file
from tests.running_bot import REPLY_S
from tests.telegram_server import FakeChat, FakeUser, Message

REBUILT_S = 300.0


async def next_message(chat: FakeChat, *, timeout_s: float = REPLY_S) -> Message:
    """The bot's next new message in a chat; changes of others before it are passed over."""
    while True:
        message = await chat.expect(timeout_s)
        if message.kind == "message":
            return message


async def next_edit(message: Message, *, timeout_s: float = REPLY_S) -> Message:
    """A message of the bot after its next change."""
    while True:
        edit = await message.chat.expect(timeout_s)
        if edit.kind == "edit" and edit.id == message.id:
            return edit


async def tap(admin: FakeUser, message: Message, label: str) -> Message:
    """Press a button that changes the message; the message then."""
    assert await press(admin, message, label) == ""
    return await next_edit(message)


async def rebuild(office: Office) -> Message:
    """Send /rebuild and wait for its end; the message as it is then."""
    office.admin.chat.skip()
    await office.admin.send(None, "/rebuild")
    return await rebuilt(await next_message(office.admin.chat))


async def rebuilt(message: Message) -> Message:
    """The message of a rebuild, once that has ended."""
    while "Rebuilding" in message.text:
        message = await next_edit(message, timeout_s=REBUILT_S)
    return message


def pdf_of(title: str, text: str) -> bytes:
    """A PDF whose paragraphs are wrapped, as those of newspapers are."""
    paragraphs = [textwrap.wrap(paragraph, 80) for paragraph in text.split("\n\n")]
    lines = [title, "", "", *(line for wrapped in paragraphs for line in [*wrapped, "", ""])]
    return pdf_file([lines], title=title)


def titles(corpus: Path) -> set[str]:
    """The titles of the articles in the corpus folder."""
    return {article.title for article in read_corpus(corpus).articles}


def press_of(message: Message, label: str) -> AdminPress:
    """What a button under a message asks for."""
    press = admin_press_of(str(message.button(label)["callback_data"]))
    assert press is not None
    return press


def labels(message: Message) -> list[str]:
    """The words on the buttons under a message."""
    return [str(button["text"]) for row in message.inline_keyboard for button in row]
