"""Whether the bot is well: the file in which it says when it last polled Telegram and searched, and how that is judged.

Imports next to nothing: `incident-bot health` is called twice a minute for months.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import IncidentError

STALE_S = 80.0
"""With a check every 30 s of which two must fail, a container is unhealthy within 150 s of a stall."""


class HealthError(IncidentError):
    """The bot is not well, or says nothing of itself."""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a bot says of itself; the times are aware, and None where it has not come to that yet."""

    pid: int
    version: str
    started_at: datetime
    polled_at: datetime | None = None
    searched_at: datetime | None = None
    uses_webhook: bool = False


def ailment(heartbeat: Heartbeat, now: datetime, *, stale_s: float = STALE_S) -> str | None:
    """What is stale since when, on one line; None where all is well. A time ahead of `now` is as good as none."""
    return "; ".join(_ailments(heartbeat, now, stale_s)) or None


def _ailments(heartbeat: Heartbeat, now: datetime, stale_s: float) -> Iterator[str]:
    telegram = "the webhook was not well" if heartbeat.uses_webhook else "Telegram has not answered a poll"
    for what, at in ((telegram, heartbeat.polled_at), ("nothing was searched", heartbeat.searched_at)):
        if at is None:
            yield f"{what} since the bot started {_ago(heartbeat.started_at, now)}"
        elif abs((now - at).total_seconds()) > stale_s:
            yield f"{what} since {at:%Y-%m-%d %H:%M:%S} UTC, {_ago(at, now)}"


def write_heartbeat(path: Path, heartbeat: Heartbeat) -> None:
    """Write the file whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        unfinished.write_text(json.dumps(asdict(heartbeat), default=_in_utc) + "\n", encoding="utf-8")
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise


def read_heartbeat(path: Path) -> Heartbeat:
    """Read what a bot has written. Raises HealthError where there is nothing, or nothing of a bot."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        times = {name: _time(values[name]) for name in ("started_at", "polled_at", "searched_at")}
        return Heartbeat(**(values | times))
    except FileNotFoundError:
        raise HealthError(f"there is no {path}: no bot is running here, or HEALTH_FILE is another for it") from None
    except OSError as exc:
        raise HealthError(f"{path} cannot be read ({exc.strerror}): check its permissions") from exc
    except (ValueError, KeyError, TypeError) as exc:
        raise HealthError(f"{path} is not of a bot: set HEALTH_FILE to the file that the bot writes") from exc


def _in_utc(at: object) -> str:
    """A time as the file holds it; there is nothing else that JSON does not know."""
    if not isinstance(at, datetime):
        raise TypeError(f"{type(at).__name__} is no time")
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


def _ago(at: datetime, now: datetime) -> str:
    return f"{max(0, round((now - at).total_seconds()))} s ago"
