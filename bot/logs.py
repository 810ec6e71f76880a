"""Logging: one line an event on standard error, and never the bot's token.

Some libraries log the addresses they call, and Telegram's addresses hold the token. So the finished line is
searched for it, tracebacks included, whatever logger and level it comes from.
"""

import copy
import logging
import re
import sys
from collections.abc import Iterable
from typing import TextIO
from urllib.parse import quote

from telegram.error import BadRequest, TelegramError

LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
REDACTED = "<token>"

_CHATTY = ("httpx", "httpcore", "alembic")
"""They log every address they call, and every look at the database's version."""

_OF_ANSWERS = "telegram.request"
"""The library's logger of answers that it cannot read, such as the web page of a bad gateway."""

_MIN_SECRET_CHARS = 8
"""Shorter parts of a token are no secret, and replacing them would garble the log."""


class RedactingFormatter(logging.Formatter):
    """Formats a record on one line, plus its traceback where that helps, without any form of `secrets`."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(LINE)
        forms = {form for secret in secrets for form in _forms(secret) if form}
        self._forms = sorted(forms, key=len, reverse=True)  # the whole token before a part of it

    def format(self, record: logging.LogRecord) -> str:
        """Format first, replace then: the token may come with the arguments or a traceback."""
        text = super().format(_without_needless_traceback(record))
        for form in self._forms:
            text = text.replace(form, REDACTED)
        return text

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """Keep the message on one line."""
        return super().formatMessage(record).replace("\r", "").replace("\n", "\\n")


def configure_logging(level: str, *, secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send all logging from `level` up to `stream` (standard error), without `secrets`, and nowhere else."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _forms(secret: str) -> frozenset[str]:
    """Return the ways a secret is written: as it is, quoted, and the part after the bot's public number."""
    quoted = quote(secret, safe="")
    hidden_part = secret.partition(":")[2]
    forms = {secret, quoted, re.sub("%..", lambda code: code[0].lower(), quoted)}
    return frozenset(forms | {hidden_part} if len(hidden_part) >= _MIN_SECRET_CHARS else forms)


def _without_needless_traceback(record: logging.LogRecord) -> logging.LogRecord:
    """Put what Telegram or the network did to us on the line itself: a traceback would explain nothing."""
    error = record.exc_info[1] if record.exc_info else None
    theirs = isinstance(error, TelegramError) or record.name.startswith(_OF_ANSWERS)
    if error is None or not theirs or isinstance(error, BadRequest):
        return record
    short = copy.copy(record)
    short.msg, short.args = f"{record.getMessage()} ({type(error).__name__}: {error})", None
    short.exc_info = short.exc_text = None
    return short
