"""What a message is, for choosing who answers it, beyond the library's own filters."""

from telegram import Message, MessageOriginChannel
from telegram.ext.filters import MessageFilter

from bot.gathering import only_links


class _OfChannel(MessageFilter):
    """Posts that were forwarded from a channel."""

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return isinstance(message.forward_origin, MessageOriginChannel)


class _OnlyLinks(MessageFilter):
    """Messages that are nothing but web links."""

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return bool(message.text and only_links(message.text))


OF_CHANNEL = _OfChannel()
ONLY_LINKS = _OnlyLinks()
