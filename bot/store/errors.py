"""What goes wrong with a database, as one clear line: what, where, what to do."""

import sqlite3

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from index.errors import IncidentError

_PRIMARY = 0xFF
"""SQLite's extended result codes hold the primary one in the low byte (https://www.sqlite.org/rescode.html)."""

_CANNOT_WRITE = "the database {where} cannot be written: make the file and its folder writable"
_ADVICE = {
    sqlite3.SQLITE_BUSY: "the database {where} is locked by another program: stop that program, then try again",
    sqlite3.SQLITE_READONLY: _CANNOT_WRITE,
    sqlite3.SQLITE_PERM: _CANNOT_WRITE,
    sqlite3.SQLITE_IOERR: "the disk of the database {where} does not work: check its log and its free space",
    sqlite3.SQLITE_CORRUPT: "the database {where} is damaged: put a backup in its place, or move it away",
    sqlite3.SQLITE_FULL: "the disk of the database {where} is full: free some space",
    sqlite3.SQLITE_CANTOPEN: "the database {where} cannot be opened: make the file and its folder writable",
    sqlite3.SQLITE_NOTADB: "{where} is not a SQLite database: set DATABASE_URL to another file, or move this one away",
}


class StoreError(IncidentError):
    """The database cannot be used."""


def store_error(error: SQLAlchemyError, where: str) -> StoreError:
    """What an error of the library means for the person who runs the bot; `where` names the database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = cause.sqlite_errorcode if isinstance(cause, sqlite3.Error) else None
    advice = _ADVICE.get(code & _PRIMARY) if code is not None else None
    if advice:
        return StoreError(advice.format(where=where))
    reason = " ".join(str(cause).split()) or type(cause).__name__
    return StoreError(f"the database {where} cannot be used ({reason}): check DATABASE_URL and that its server runs")
