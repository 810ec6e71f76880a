"""The tables' versions: an older database is brought up to date, a newer or a foreign one is refused untouched.

Imported only by what opens a database: Alembic takes a third of a second to import.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from bot.store.address import Address
from bot.store.errors import StoreError

SCRIPTS = Path(__file__).with_name("migrations")
VERSION_TABLE = "incident_bot_version"
"""Not Alembic's own name for it, so that the database of another program is told from ours."""


def upgrade(connection: Connection, address: Address, *, scripts: Path = SCRIPTS) -> None:
    """Bring the tables up to date, in the transaction of `connection`.

    Raises StoreError where they are another program's, or of a newer version of this one.
    """
    if version_of(connection, address, scripts=scripts) != newest_version(scripts):
        config = _config(scripts)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def version_of(connection: Connection, address: Address, *, scripts: Path = SCRIPTS) -> str | None:
    """The version of the tables; None where there are none yet. Raises StoreError as `upgrade` does."""
    tables = inspect(connection).get_table_names()
    if VERSION_TABLE not in tables:
        if tables:
            raise StoreError(f"the database {address.shown} is another program's: set DATABASE_URL to one of our own")
        return None
    found = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if found is not None and found not in _versions(scripts):
        raise StoreError(
            f"the database {address.shown} was made by a newer version of incident-bot (its tables are {found}, this "
            f"version knows {newest_version(scripts)}): install that version, or set DATABASE_URL to another database"
        )
    return found


def newest_version(scripts: Path = SCRIPTS) -> str:
    """The version that `upgrade` brings the tables to."""
    return _versions(scripts)[0]


def _versions(scripts: Path) -> tuple[str, ...]:
    """All versions that are known, newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config(scripts)).walk_revisions())


def _config(scripts: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    return config
