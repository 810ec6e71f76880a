"""Where a database is: its URL, read with care. No message holds the password, nor the URL's options."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.store.errors import StoreError

HOW_TO_WRITE_IT = "write it like sqlite:///data/incident-bot.sqlite3"


@dataclass(frozen=True, slots=True)
class Address:
    """A database's URL and, where it is a file of SQLite, that file.

    A `file:` URI is left to SQLite, which may take it for no file at all.
    """

    url: URL
    file: Path | None

    @property
    def shown(self) -> str:
        """The database as messages name it: the file, or the URL without password and options."""
        if self.is_sqlite:
            return self.url.database or ":memory:"
        return self.url.set(query={}).render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether SQLite reads it."""
        return self.url.get_backend_name() == "sqlite"


def address_of(url: str) -> Address:
    """Read a URL of SQLAlchemy's form; `~` in the path of a SQLite file is the home folder.

    Raises StoreError where it is none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StoreError(f"DATABASE_URL is not the address of a database: {HOW_TO_WRITE_IT}") from None
    name = parsed.database
    is_file = parsed.get_backend_name() == "sqlite" and name and name != ":memory:" and not name.startswith("file:")
    if not is_file or not name:
        return Address(parsed, None)
    file = Path(name).expanduser()
    return Address(parsed.set(database=str(file)), file)
