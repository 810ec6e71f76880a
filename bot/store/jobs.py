"""The rebuilds that were begun from a chat, so that the message of one that a crash cut short is finished later."""

from sqlalchemy import Connection, delete, insert, select

from bot.store.database import Database
from bot.store.records import Job
from bot.store.schema import JOBS


class Jobs:
    """The rebuilds that run. What a call changed is on the disk when it returns; every call raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._run = database.run

    async def begin(self, chat_id: int, message_id: int, by: str) -> int:
        """Keep that a rebuild runs, whose progress that message shows; the job's id."""
        row = {"chat_id": chat_id, "message_id": message_id, "started_by": by}

        def begin(connection: Connection) -> int:
            return int(connection.execute(insert(JOBS).returning(JOBS.c.id), row).scalar_one())

        return await self._run(begin)

    async def end(self, job: int) -> None:
        """Forget a job: its message is finished. Nothing where there is none."""
        await self._run(lambda connection: connection.execute(delete(JOBS).where(JOBS.c.id == job)).close())

    async def unfinished(self) -> tuple[Job, ...]:
        """The jobs whose message was not finished, oldest first."""
        query = select(JOBS.c.id, JOBS.c.chat_id, JOBS.c.message_id, JOBS.c.started_by).order_by(JOBS.c.id)
        return await self._run(lambda connection: tuple(Job(*row) for row in connection.execute(query)))
