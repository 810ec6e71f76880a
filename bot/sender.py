"""Who wrote a message. Pure."""

from telegram import Message


def sender_of(message: Message) -> int | None:
    """Telegram's id of the person who wrote or, where they write as a chat, of that chat.

    For a channel's message in a group and for an anonymous admin, `from` is one user for all of them in all groups
    (https://core.telegram.org/bots/api#message).
    """
    sender = message.sender_chat or message.from_user
    return sender.id if sender else None
