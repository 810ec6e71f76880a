from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.health import Heartbeat, write_heartbeat
from tests.bot.conftest import CommandLine


def test_a_bot_that_polls_and_searches_is_status_0(incident_bot: CommandLine) -> None:
    now = datetime.now(UTC)
    write_heartbeat(Path("data/health.json"), Heartbeat(7, "1.2", now, now, now))
    done = incident_bot("health")

    assert (done.status, done.err) == (0, "")
    assert done.out == "healthy: process 7, version 1.2, polls and searches\n"


def test_a_bot_that_does_not_is_status_1_and_one_line(
    incident_bot: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    monkeypatch.setenv("HEALTH_FILE", str(tmp_path / "other.json"))
    monkeypatch.setenv("INCIDENT_BOT_MODLE", "x")  # which other commands complain of
    write_heartbeat(tmp_path / "other.json", Heartbeat(7, "1.2", now, now - timedelta(minutes=5), now))
    done = incident_bot("health")

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert line.startswith("incident-bot: Telegram has not answered a poll since ")
    assert line.endswith(" UTC, 300 s ago")


def test_without_a_bot_it_is_status_1_and_one_line(incident_bot: CommandLine) -> None:
    done = incident_bot("health")

    assert (done.status, done.out) == (1, "")
    assert done.err.startswith("incident-bot: there is no data/health.json: no bot is running here")
