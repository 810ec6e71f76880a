"""Drafts: what an admin has sent and not yet added, how it grows into a batch, how it is edited. Pure."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from telegram import Message

from bot.excerpt import printable, utf16_units
from bot.links import is_web_address
from bot.store import Draft, DraftField, DraftItem
from index.dates import period_of
from index.errors import IncidentError
from index.records import Article

TOGETHER = timedelta(seconds=2)
"""What comes so soon after what came before, as forwarded posts do, is one batch with it."""

CUT_UNITS = 2_048
"""A pasted text at least so long may have been cut, and the rest of it comes next. An app that cuts at 4,096 looks for
the end of a paragraph before: Telegram's for Android in the last 300 characters, that for the desktop in the last half.
"""

CORRECTED_WITHIN = timedelta(minutes=30)
"""How long what is sent next is taken for the correction that was asked for."""

MAX_FIELD_CHARS = 300
MAX_LINK_CHARS = 2_000

CLEAR = "-"
"""Sent for a field, it empties it."""

_SENTENCE_END = re.compile(r"[.!?\u06d4\u061f]['\"\u201d\u2019\u00bb)]*\s*\Z")
_TIME = re.compile(r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?")


class FieldRefused(IncidentError):
    """What was written cannot be the value of a field."""


def new_draft(message: Message, user_id: int) -> Draft:
    """An empty draft that begins with a message; of the same message it is always the same one."""
    name = sha256(f"{message.chat_id} {message.message_id}".encode()).digest()[:9]
    return Draft(urlsafe_b64encode(name).decode(), message.chat_id, user_id, (), (), message.date)


def goes_on(draft: Draft, message: Message) -> bool:
    """Whether a message belongs to a draft: of its album, sent together with it, or the correction it waits for."""
    if draft.replaces and not draft.items:
        return abs(message.date - draft.last_at) <= CORRECTED_WITHIN
    if message.media_group_id and message.media_group_id == draft.group:
        return True
    return draft.replaces is None and abs(message.date - draft.last_at) <= TOGETHER  # two albums too: one holds ten


def is_rest_of_text(draft: Draft, message: Message) -> bool:
    """Whether a message is what Telegram cut off a pasted text that was too long for one."""
    return draft.last_units >= CUT_UNITS and abs(message.date - draft.last_at) <= TOGETHER


def grown(draft: Draft, items: Sequence[DraftItem], problems: Sequence[str], message: Message) -> Draft:
    """The draft with more items, of a message; a correction's first item replaces its article."""
    if draft.replaces and not draft.items and items:
        items = (replace(items[0], replaces=draft.replaces), *items[1:])
        draft = replace(draft, card_id=None)  # that only asked for the correction
    return replace(
        draft,
        items=(*draft.items, *items),
        problems=(*draft.problems, *problems),
        last_at=message.date,
        group=message.media_group_id or draft.group,
        messages=(*draft.messages, message.message_id),
    )


def lengthened(draft: Draft, message: Message, text: str) -> Draft:
    """The draft with the rest of its last item's text, which was cut off between two paragraphs, lines or words."""
    item = draft.items[-1]
    before = item.article.text
    has_paragraphs = "\n\n" in before[item.article.body_start :]
    between = "\n\n" if has_paragraphs and _SENTENCE_END.search(before) else "\n"
    whole = replace(item.article, text=f"{before}{between}{text.strip()}")
    longer = with_item(draft, len(draft.items) - 1, replace(item, article=whole))
    return replace(grown(longer, (), (), message), last_units=utf16_units(text))


def with_item(draft: Draft, number: int, item: DraftItem) -> Draft:
    """The draft with another item in the place of one."""
    return replace(draft, items=(*draft.items[:number], item, *draft.items[number + 1 :]))


def edited(article: Article, field: DraftField, written: str, *, today: date) -> Article:
    """The article with what an admin wrote for a field; "-" empties it. Raises FieldRefused, fit to be shown."""
    line = printable(" ".join(written.split()))
    value = None if line in ("", CLEAR) else line
    most = MAX_LINK_CHARS if field is DraftField.URL else MAX_FIELD_CHARS
    if len(line) > most:
        raise FieldRefused(f"That is too long: write at most {most:,} characters.")
    match field:
        case DraftField.TITLE:
            if not value:
                raise FieldRefused("An article needs a title.")
            body = article.text[article.body_start :]  # the old headline would be quoted, as it is no title any more
            return replace(article, title=value, text=body, body_start=0)
        case DraftField.PUBLISHED:
            return replace(article, published=_day(value, today) if value else None)
        case DraftField.URL:
            if value and not (is_web_address(value) and value.isprintable()):
                raise FieldRefused("That is no web address: write it like https://example.org/article")
            return replace(article, url=value)
        case DraftField.SOURCE:
            return replace(article, source=value)
        case DraftField.PLACE:
            return replace(article, place=value)


def addition_key(draft: Draft, number: int) -> str:
    """What the corpus calls the addition of an item, so that it is added once: letters, digits and dashes."""
    return f"{sha256(draft.token.encode()).hexdigest()[:10]}-{number}"


def _day(written: str, today: date) -> date:
    day = _in_iso(written) or _in_words(written, today)
    if day is None:
        raise FieldRefused("I cannot read that date: write it like 2022-12-19 or 19 Dec 2022.")
    if day > today + timedelta(days=1):
        raise FieldRefused(f"{day.isoformat()} is in the future: write the day it was published, like 2022-12-19.")
    return day


def _in_iso(written: str) -> date | None:
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        return None


def _in_words(written: str, today: date) -> date | None:
    """The one day that a text names; None where it has more numbers, as one of them may be the year."""
    text = f"on {_TIME.sub('', written)}"
    named = period_of(text, today=today)
    if named is None or named.first != named.last:
        return None
    begin, end = named.span
    is_all = not re.search(r"\d", text[:begin] + text[end:])
    return named.first if is_all else None
