"""A bot that waits for nothing as long as the real one does, and answers canned; for the tests of its health.

    python -m tests.impatient_bot STALL

Its search goes on only while there is no file STALL.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

from bot.app import run
from bot.logs import configure_logging
from bot.settings import load_settings
from bot.watchdog import Patience
from index.errors import IncidentError
from index.records import Answer
from tests.bot.stand_ins import CannedAnswers

STALE_S = 4.0
"""When its file is to be called stale."""

PATIENCE = Patience(tick_s=0.1, write_s=0.2, check_s=0.5, stuck_s=6.0)
LONG_POLL = timedelta(seconds=1)


class StallingAnswers(CannedAnswers):
    """Answers once there is no file `stall`."""

    def __init__(self, stall: Path) -> None:
        super().__init__()
        self._stall = stall

    def answer(self, question: str, *, context: str | None = None, leans: bool = False) -> Answer:
        while self._stall.exists():
            time.sleep(0.05)
        return super().answer(question, context=context, leans=leans)


def main() -> int:
    """Run until stopped, and end as the command line does."""
    settings = load_settings()
    configure_logging(settings.log_level, secrets=settings.secrets)
    try:
        run(settings, StallingAnswers(Path(sys.argv[1])), patience=PATIENCE, long_poll=LONG_POLL)
    except IncidentError as error:
        sys.stderr.write(f"incident-bot: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
