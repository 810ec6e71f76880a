import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.health import STALE_S, HealthError, Heartbeat, ailment, read_heartbeat, write_heartbeat

NOW = datetime(2022, 12, 19, 10, 0, tzinfo=UTC)
WELL = Heartbeat(7, "1.2", NOW - timedelta(days=3), NOW - timedelta(seconds=9), NOW - timedelta(seconds=29))
NEVER = "since the bot started 5 s ago"
DOCKERFILE = Path(__file__).parents[2] / "Dockerfile"


def test_a_bot_that_has_just_polled_and_searched_is_well() -> None:
    assert ailment(WELL, NOW) is None


@pytest.mark.parametrize(
    ("ill", "line"),
    [
        (
            replace(WELL, polled_at=NOW - timedelta(seconds=95)),
            "Telegram has not answered a poll since 2022-12-19 09:58:25 UTC, 95 s ago",
        ),
        (
            replace(WELL, searched_at=NOW - timedelta(seconds=95)),
            "nothing was searched since 2022-12-19 09:58:25 UTC, 95 s ago",
        ),
        (
            replace(WELL, polled_at=NOW - timedelta(seconds=95), uses_webhook=True),
            "the webhook was not well since 2022-12-19 09:58:25 UTC, 95 s ago",
        ),
        (
            Heartbeat(7, "1.2", NOW - timedelta(seconds=5)),
            f"Telegram has not answered a poll {NEVER}; nothing was searched {NEVER}",
        ),
    ],
)
def test_what_is_stale_is_told_on_one_line_with_since_when(ill: Heartbeat, line: str) -> None:
    assert ailment(ill, NOW) == line


def test_a_sign_from_the_future_is_no_sign_of_health() -> None:
    """The clock was set back: the file may be of any age."""
    assert ailment(replace(WELL, polled_at=NOW + timedelta(hours=1)), NOW)


def test_a_container_is_unhealthy_within_150_seconds_of_a_stall() -> None:
    check = re.search(r"HEALTHCHECK --interval=(\d+)s --timeout=(\d+)s .*--retries=(\d+) (.*)", DOCKERFILE.read_text())
    assert check
    interval_s, timeout_s, retries = map(int, check.groups()[:3])

    assert json.loads(check[4].removeprefix("CMD ")) == ["incident-bot", "health"]
    assert STALE_S + interval_s * retries + timeout_s <= 150


def test_what_is_written_is_read_back_and_nothing_else_is_left_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "new" / "health.json"
    for heartbeat in (
        Heartbeat(7, "1.2", NOW),
        replace(WELL, uses_webhook=True, started_at=NOW.astimezone(timezone(timedelta(hours=5)))),
    ):
        write_heartbeat(file, heartbeat)

        assert read_heartbeat(file) == heartbeat
    assert list(file.parent.iterdir()) == [file]


def test_where_there_is_no_file_no_bot_is_running(tmp_path: Path) -> None:
    with pytest.raises(HealthError, match=r"there is no .*health\.json: no bot is running here"):
        read_heartbeat(tmp_path / "health.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"started_at": 5}', '{"started_at": "x"}'])
def test_a_file_of_something_else_is_one_clear_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "health.json").write_text(text, encoding="utf-8")

    with pytest.raises(HealthError, match="is not of a bot: set HEALTH_FILE"):
        read_heartbeat(tmp_path / "health.json")


def test_a_file_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(HealthError, match=r"cannot be read \(Is a directory\): check its permissions"):
        read_heartbeat(tmp_path)
