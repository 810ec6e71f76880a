"""The kinds of columns: times in UTC, text of any content, Telegram's ids."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept in UTC without its zone, as SQLite knows none. A naive one is a bug: ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return value and value.replace(tzinfo=UTC)


class Words(TypeDecorator[str]):
    """Any text; what no database can hold, halves of surrogate pairs and NUL, becomes "?"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        return value and value.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


TelegramId = BigInteger().with_variant(Integer, "sqlite")
"""Up to 52 bits; SQLite's Integer holds 64, and only an Integer key is its row number."""
