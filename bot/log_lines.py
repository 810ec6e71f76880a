"""How a log record is written: as a line for a person at a terminal, or as a JSON object for a machine. Pure.

Both tell the same and hide the same secrets: the finished texts are searched for them, tracebacks included. A record
may carry fields (`extra={"fields": {...}}`): keys of the object, or `key=value` at the end of the line.
"""

import copy
import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias
from urllib.parse import quote

LINE = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
REDACTED = "<token>"

Fields: TypeAlias = Mapping[str, str | float | bool | None]
"""None is left out."""

_ERRORS = "telegram.error"
"""The library's module of errors, which is not imported here: every command logs, most of them without Telegram."""

_OF_ANSWERS = "telegram.request"
"""The library's logger of answers that it cannot read, such as the web page of a bad gateway."""

_MIN_SECRET_CHARS = 8
"""Shorter parts of a token are no secret, and replacing them would garble the log."""

_WORD = re.compile(r"[^\s\"=]+")


class Redaction:
    """Takes every form of `secrets` out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in _forms(secret) if form}
        self._forms = sorted(forms, key=len, reverse=True)  # the whole token before a part of it

    def of(self, text: str) -> str:
        """The text without them."""
        for form in self._forms:
            text = text.replace(form, REDACTED)
        return text


class TextFormatter(logging.Formatter):
    """Formats a record on one line, plus its traceback where that helps."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__(LINE)
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Format first, replace then: the token may come with the arguments or a traceback."""
        return self._redaction.of(super().format(_without_needless_traceback(record)))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        """Keep the message on one line."""
        named = "".join(f" {name}={_shown(value)}" for name, value in _fields(record).items())
        return super().formatMessage(record).replace("\r", "").replace("\n", "\\n") + named


class JsonFormatter(logging.Formatter):
    """Formats a record as a JSON object on one line: at, level, logger, message, its fields and its traceback."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Hide before it is made JSON, which would write some characters of a secret otherwise."""
        record = _without_needless_traceback(record)
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        hidden = {key: self._redaction.of(value) if isinstance(value, str) else value for key, value in told.items()}
        return json.dumps(hidden)  # in ASCII: no reader takes a character for the end of the line


def _fields(record: logging.LogRecord) -> Fields:
    fields: Fields = getattr(record, "fields", {})
    return {name: value for name, value in fields.items() if value is not None}


def _shown(value: str | float | bool | None) -> str:  # noqa: FBT001 - one of the kinds of values
    if isinstance(value, str) and _WORD.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _forms(secret: str) -> frozenset[str]:
    """Return the ways a secret is written: as it is, quoted, and the part after the bot's public number."""
    quoted = quote(secret, safe="")
    hidden_part = secret.partition(":")[2]
    forms = {secret, quoted, re.sub("%..", lambda code: code[0].lower(), quoted)}
    return frozenset(forms | {hidden_part} if len(hidden_part) >= _MIN_SECRET_CHARS else forms)


def _without_needless_traceback(record: logging.LogRecord) -> logging.LogRecord:
    """Put what Telegram or the network did to us on the line itself: a traceback would explain nothing."""
    error = record.exc_info[1] if record.exc_info else None
    theirs = _is_of_telegram(error, "TelegramError") or record.name.startswith(_OF_ANSWERS)
    if error is None or not theirs or _is_of_telegram(error, "BadRequest"):
        return record
    short = copy.copy(record)
    short.msg, short.args = f"{record.getMessage()} ({type(error).__name__}: {error})", None
    short.exc_info = short.exc_text = None
    return short


def _is_of_telegram(error: BaseException | None, name: str) -> bool:
    return any((kind.__module__, kind.__name__) == (_ERRORS, name) for kind in type(error).__mro__)
