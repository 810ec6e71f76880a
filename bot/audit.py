"""The audit log: one JSON line for each change that an admin makes, written before the change is made.

    {"at": "2022-12-19T10:11:12.131415+00:00", "by": "telegram:1001", "action": "withdraw", "subject": "bannu", ...}

It never holds the text of a question or of an article, nor the bot's token. Several processes may write to it.
"""

import contextlib
import fcntl
import getpass
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.durable import make_folder, sync_folder
from index.errors import IncidentError

_FIXED = ("at", "by", "action", "subject")
_BLOCK_BYTES = 1 << 16


class AuditError(IncidentError):
    """The audit log cannot be written or read."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what to which article or snapshot; `details` are the other keys of the line."""

    at: datetime
    by: str
    action: str
    subject: str
    details: tuple[tuple[str, str | int | None], ...] = ()


class AuditLog:
    """The audit log in one file, which is made, with its folder, by the first entry."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def record(self, by: str, action: str, subject: str, **details: str | int | None) -> None:
        """Put an entry on disk; raises AuditError where that fails, and nothing is left of it then."""
        if "at" in details:
            raise ValueError("an audit entry's time is its own")
        fixed = {"at": datetime.now(UTC).isoformat(), "by": by, "action": action, "subject": subject}
        try:
            self._append(json.dumps(fixed | details, ensure_ascii=False).encode(errors="backslashreplace") + b"\n")
        except OSError as exc:
            raise AuditError(
                f"{self._path} cannot be written ({exc.strerror}), and no change is made without it; "
                "make room there, or set AUDIT_LOG to another file"
            ) from exc

    @contextlib.contextmanager
    def recorded(self, by: str, action: str, subject: str, **details: str | int | None) -> Iterator[None]:
        """Record what is about to be done and, where it fails, why; raises AuditError before anything is done."""
        self.record(by, action, subject, **details)
        try:
            yield
        except Exception as exc:
            reason = str(exc) if isinstance(exc, IncidentError) else type(exc).__name__
            with contextlib.suppress(AuditError):  # what went wrong first is what the admin is told
                self.record(by, "failed", subject, of=action, reason=reason)
            raise

    def recent(self, count: int) -> tuple[AuditEntry, ...]:
        """The last entries, newest first; raises AuditError. A line that a power cut has torn is left out."""
        entries: list[AuditEntry] = []
        try:
            for line in _lines_backwards(self._path):
                if len(entries) >= count:
                    break
                if entry := _entry(line):
                    entries.append(entry)
        except FileNotFoundError:
            return ()
        except OSError as exc:
            raise AuditError(f"{self._path} cannot be read ({exc.strerror}); check its permissions") from exc
        return tuple(entries)

    def _append(self, line: bytes) -> None:
        make_folder(self._path.parent)
        is_new = not self._path.exists()
        descriptor = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            _append_whole(descriptor, b"\n" + line if is_torn else line, size)
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(self._path.parent)


def shell_user() -> str:
    """Who sits at the shell, as the log names them: shell:NAME."""
    try:
        return f"shell:{getpass.getuser()}"
    except (KeyError, OSError):  # a container may run as a user without a name
        return f"shell:{os.getuid()}"


def telegram_user(user_id: int) -> str:
    """A person in Telegram, as the log names them: telegram:ID."""
    return f"telegram:{user_id}"


def _append_whole(descriptor: int, line: bytes, size: int) -> None:
    """Write a line and make sure that it is on disk, or leave the file as long as it was."""
    try:
        left = line
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _lines_backwards(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        rest = b""
        while end:
            start = max(0, end - _BLOCK_BYTES)
            file.seek(start)
            first, *lines = (file.read(end - start) + rest).split(b"\n")
            yield from reversed(lines)
            rest, end = first, start
        yield rest


def _entry(line: bytes) -> AuditEntry | None:
    try:
        values = json.loads(line)
        by, action, subject = (str(values[key]) for key in _FIXED[1:])
        details = tuple((key, value) for key, value in values.items() if key not in _FIXED)
        return AuditEntry(datetime.fromisoformat(values["at"]), by, action, subject, details)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
