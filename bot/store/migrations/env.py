"""What Alembic runs: the versions that are missing, in the transaction that `bot.store.migration` hands over."""

from alembic import context

from bot.store.migration import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
context.run_migrations()
