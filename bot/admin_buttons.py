"""The buttons under an admin's messages, and what Telegram sends back when one is pressed. Pure.

Whose press it is, and whether that person is an admin, is checked where it is handled: a button is no authorisation.
Whatever else comes back as callback data is refused.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import fields
from hashlib import sha256

from telegram import InlineKeyboardButton

from bot.admin_presses import (
    AddDraft,
    AdminPress,
    Articles,
    CorrectArticle,
    DiscardDraft,
    EditField,
    FlagAnswers,
    GapsPage,
    KeepAnswers,
    LeaveOut,
    RebuildAnyway,
    RebuildNow,
    ReplaceArticle,
    RollBack,
    ShowArticle,
    ShowBatch,
    ShowItem,
    TakeIn,
    WithdrawArticle,
    WithdrawSurely,
)
from bot.excerpt import printable
from bot.store.records import DraftField

MAX_QUERY_BYTES = 36
"""Of a search for articles, in UTF-8: callback data holds 64 bytes, a key and a page beside it."""

ADMIN_PREFIX = "a:"
"""That no button under an answer begins with."""

_KINDS: dict[str, type[AdminPress]] = {
    "add": AddDraft,
    "drop": DiscardDraft,
    "edit": EditField,
    "item": ShowItem,
    "batch": ShowBatch,
    "out": LeaveOut,
    "in": TakeIn,
    "repl": ReplaceArticle,
    "build": RebuildNow,
    "force": RebuildAnyway,
    "roll": RollBack,
    "list": Articles,
    "show": ShowArticle,
    "wd": WithdrawArticle,
    "wd!": WithdrawSurely,
    "corr": CorrectArticle,
    "flag": FlagAnswers,
    "keep": KeepAnswers,
    "gaps": GapsPage,
}
_CODES = {kind: code for code, kind in _KINDS.items()}

_NUMBER = re.compile(r"0|[1-9][0-9]{0,4}")
_NAME = re.compile(r"[A-Za-z0-9_-]{12}")
_SNAPSHOT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,47}")


def admin_data_of(press: AdminPress) -> str:
    """The callback data of a button, in at most 64 bytes of UTF-8."""
    values = (str(getattr(press, field.name)) for field in fields(press))
    return ADMIN_PREFIX + ":".join((_CODES[type(press)], *values))


def admin_press_of(data: str) -> AdminPress | None:
    """What callback data asks for; None for anything that no admin's button of ours says."""
    code, *rest = data.removeprefix(ADMIN_PREFIX).split(":", 1)
    kind = _KINDS.get(code)
    if kind is None or not data.startswith(ADMIN_PREFIX):
        return None
    names = [field.name for field in fields(kind)]
    values = rest[0].split(":", max(len(names) - 1, 0)) if rest else []
    try:
        read = {name: _read(name, value) for name, value in zip(names, values, strict=True)}
    except ValueError:
        return None
    return kind(**read)  # type: ignore[arg-type]  # each field is read as what it is


def _read(name: str, written: str) -> object:
    """The value of a field, by its name; ValueError for what none of ours holds. The last may hold a colon."""
    match name:
        case "token" | "key":
            return _matched(_NAME, written)
        case "item" | "page":
            return int(_matched(_NUMBER, written))
        case "field":
            return DraftField(written)
        case "snapshot":
            return _matched(_SNAPSHOT, written)
        case _:
            return _as_searched(written)


def _matched(pattern: re.Pattern[str], written: str) -> str:
    if not pattern.fullmatch(written):
        raise ValueError(written)
    return written


def _as_searched(written: str) -> str:
    if article_query(written) != written:
        raise ValueError(written)
    return written


def article_key(article_id: str) -> str:
    """What buttons call an article: 12 characters of [A-Za-z0-9_-] (72 bits of SHA-256), as ids may be long."""
    return urlsafe_b64encode(sha256(article_id.encode("utf-8", "surrogatepass")).digest()[:9]).decode()


def article_query(words: str) -> str:
    """The words to search articles for, as a button can carry them: on one line, whole words, at most 36 bytes."""
    kept = ""
    for word in printable("".join(char if char.isprintable() else " " for char in words)).split():
        longer = f"{kept} {word}".lstrip()
        if len(longer.encode()) > MAX_QUERY_BYTES:
            return kept or word.encode()[:MAX_QUERY_BYTES].decode(errors="ignore")
        kept = longer
    return kept


def admin_button(label: str, press: AdminPress) -> InlineKeyboardButton:
    """A button of an admin's card."""
    return InlineKeyboardButton(label, callback_data=admin_data_of(press))


def rows_of(buttons: Sequence[InlineKeyboardButton], width: int) -> list[list[InlineKeyboardButton]]:
    """The buttons in rows of at most `width`."""
    return [list(buttons[first : first + width]) for first in range(0, len(buttons), width)]
