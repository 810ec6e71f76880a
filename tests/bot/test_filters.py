from typing import Any

import pytest
from telegram import Chat, Message, MessageOriginChannel, MessageOriginHiddenUser

from bot.filters import OF_CHANNEL, ONLY_LINKS
from tests.bot.admin_examples import NOON

CHANNEL = MessageOriginChannel(NOON, Chat(-100, Chat.CHANNEL, title="Zhob Today"), 7)
PERSON = MessageOriginHiddenUser(NOON, "Somebody")


def message(**content: Any) -> Message:
    return Message(2, NOON, Chat(1, Chat.PRIVATE), **content)


@pytest.mark.parametrize(
    ("origin", "is_post"), [(CHANNEL, True), (PERSON, False), (None, False)], ids=["channel", "person", "none"]
)
def test_a_post_is_what_was_forwarded_from_a_channel(origin: object, is_post: bool) -> None:  # noqa: FBT001 - of a table
    assert OF_CHANNEL.filter(message(text="Siege", forward_origin=origin)) is is_post


@pytest.mark.parametrize(
    ("text", "is_links"),
    [
        ("https://dawn.example/siege", True),
        ("https://dawn.example/siege\n<http://afp.example/raid>,", True),
        ("what about https://dawn.example/siege ?", False),
        ("dawn.example", False),
        (",", False),
        (" ".join(f"https://dawn.example/{number}" for number in range(11)), False),
    ],
    ids=["one", "two", "a question", "no scheme", "a comma", "too many"],
)
def test_only_links_are_a_submission(text: str, is_links: bool) -> None:  # noqa: FBT001 - of a table
    assert ONLY_LINKS.filter(message(text=text)) is is_links


def test_a_link_under_a_photo_is_none() -> None:
    assert ONLY_LINKS.filter(message(caption="https://dawn.example/siege")) is False
