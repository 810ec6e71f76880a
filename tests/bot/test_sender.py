from datetime import UTC, datetime

from telegram import Chat, Message, User

from bot.sender import sender_of

GROUP = Chat(-5, Chat.SUPERGROUP)
STAND_IN = User(136_817_688, "Channel", is_bot=True)


def message(sender: User | None, chat: Chat | None = None) -> Message:
    return Message(1, datetime.now(UTC), GROUP, from_user=sender, sender_chat=chat)


def test_a_person_is_the_sender() -> None:
    assert sender_of(message(User(7, "Asker", is_bot=False))) == 7


def test_a_channel_that_writes_in_a_group_is_the_sender() -> None:
    assert sender_of(message(STAND_IN, Chat(-700, Chat.CHANNEL))) == -700


def test_an_admin_who_hides_behind_the_group_is_the_group() -> None:
    assert sender_of(message(STAND_IN, GROUP)) == -5


def test_nobody_may_be_known() -> None:
    assert sender_of(message(None)) is None
