"""Who may use the bot: everybody, or the people and chats on a list. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Telegram's ids of the admins, and of the people and chats allowed; everybody is where neither is given."""

    admins: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()
    chats: frozenset[int] = frozenset()

    @property
    def is_open(self) -> bool:
        """Whether everybody may ask."""
        return not (self.users or self.chats)

    def allows(self, *, person: int | None, chat: int | None) -> bool:
        """Whether a person may ask in a chat: they may anywhere, or everybody may there."""
        return self.is_open or person in self.users | self.admins or chat in self.chats
