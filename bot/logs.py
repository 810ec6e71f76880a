"""Logging: one line an event on standard error, never the bot's token, and no text of a person unless it is asked for.

Some libraries log the addresses they call, and Telegram's addresses hold the token; some log all that Telegram sends.
So what comes from any logger, and at the end from a crash, goes through the forms of `bot.log_lines`.
"""

import io
import logging
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO

from bot.log_lines import JsonFormatter, Redaction, TextFormatter

logger = logging.getLogger(__name__)

COMPLAINT = "incident-bot: "
"""How the command line begins a line about what went wrong."""

_CHATTY = ("httpx", "httpcore", "alembic")
"""They log every address they call, and every look at the database's version."""

_HIDDEN = "<not logged>"


class NoTexts(logging.Filter):
    """Hides what the Telegram library logs of updates and calls: at DEBUG, and where it cannot read them, all of it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, without the contents of what people wrote."""
        if record.name.startswith("telegram") and record.args:
            arguments = record.args if isinstance(record.args, tuple) else (record.args,)
            record.args = tuple(map(_without_contents, arguments))
        return True


def configure_logging(
    level: str,
    *,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
    log_format: str = "text",
    with_texts: bool = False,
) -> None:
    """Send all logging from `level` up to `stream` (standard error), without `secrets`, and nowhere else.

    `log_format` is text or json; `with_texts` logs also what people wrote, where a library does.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    redaction = Redaction(secrets)
    handler.setFormatter(JsonFormatter(redaction) if log_format == "json" else TextFormatter(redaction))
    if not with_texts:
        handler.addFilter(NoTexts())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def log_crashes() -> None:
    """Log also what nobody catches, in any thread, for the whole life of a process.

    Python's own traceback on standard error knows no secrets, nor does its word on a record that cannot be logged.
    """
    logging.raiseExceptions = False
    sys.excepthook = _log_crash
    threading.excepthook = lambda crash: _log_crash(crash.exc_type, crash.exc_value, crash.exc_traceback)


def log_what_is_printed() -> None:
    """Log also what is printed on standard error, for the whole life of a process."""
    sys.stderr = PrintedLines()


class PrintedLines(io.TextIOBase):
    """Takes the place of standard error where every line is JSON: each line that is printed becomes a log record."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = ""

    def write(self, text: str) -> int:
        """Log the lines that end in `text`, and keep the rest until it ends; of a bar only how it was at last."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            if shown := line.rpartition("\r")[2].strip():
                logger.log(logging.ERROR if shown.startswith(COMPLAINT) else logging.INFO, "%s", shown)
        return len(text)

    def writable(self) -> bool:
        """It is there to be written to."""
        return True


def _log_crash(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None and not issubclass(kind, KeyboardInterrupt | SystemExit):
        logger.critical("The bot crashed", exc_info=(kind, error, trace))


def _without_contents(argument: object) -> object:
    """Numbers, errors and short names stay; of an update, a call or its answer only that there was one."""
    if isinstance(argument, str):
        return _HIDDEN if argument.lstrip().startswith(("{", "[")) else argument
    return argument if argument is None or isinstance(argument, int | float | BaseException) else _HIDDEN
