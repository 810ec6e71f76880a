"""health: whether the running bot is well, by what it last wrote to HEALTH_FILE; for a container's health check."""

import argparse
import sys
from datetime import UTC, datetime

from bot.health import HealthError, ailment, read_heartbeat
from bot.settings import Settings


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def main(_options: argparse.Namespace, settings: Settings) -> int:
    """Say that it is; raises HealthError, whose one line says what is stale since when, where it is not."""
    heartbeat = read_heartbeat(settings.health_file)
    if ill := ailment(heartbeat, datetime.now(UTC)):
        raise HealthError(ill)
    does = "is called by Telegram" if heartbeat.uses_webhook else "polls"
    sys.stdout.write(f"healthy: process {heartbeat.pid}, version {heartbeat.version}, {does} and searches\n")
    return 0
