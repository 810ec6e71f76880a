"""The buttons under a message, and what Telegram sends back when one is pressed. Pure.

A button names the answer by its token and a quote by its number in it, never the words, so it works after a restart
and after a rebuild. Whatever else comes back as callback data is refused.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, SwitchInlineQueryChosenChat

from bot.excerpt import within_units
from bot.store.records import FeedbackReason
from bot.texts import Texts

MAX_QUERY_UNITS = 256
"""Of an inline query (https://core.telegram.org/bots/api#inlinequery)."""

_DATA = re.compile(r"([a-z]):([A-Za-z0-9_-]{12})(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?(?::([a-z_]+))?")


@dataclass(frozen=True, slots=True)
class More:
    """Show a page of an answer; pages count from 0."""

    token: str
    page: int


@dataclass(frozen=True, slots=True)
class Back:
    """Show the page again that was there before."""

    token: str
    page: int


@dataclass(frozen=True, slots=True)
class Context:
    """Show the quote number `place` of an answer among its neighbours; `page` is where to go back to."""

    token: str
    place: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Useful:
    """A quote was useful."""

    token: str
    place: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class NotUseful:
    """A quote was of no use: ask why."""

    token: str
    place: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a quote was of no use."""

    token: str
    place: int
    reason: FeedbackReason
    page: int = 0


@dataclass(frozen=True, slots=True)
class TellAdmins:
    """Tell the admins that the corpus does not answer a question."""

    token: str


Press = More | Back | Context | Useful | NotUseful | Reason | TellAdmins
"""What a person asked for with a button."""

_OF_A_PAGE: dict[str, type[More | Back]] = {"m": More, "b": Back}
_OF_A_PLACE: dict[str, type[Context | Useful | NotUseful]] = {"c": Context, "u": Useful, "n": NotUseful}
_LETTERS = {kind: letter for letter, kind in (*_OF_A_PAGE.items(), *_OF_A_PLACE.items())}


def data_of(press: Press) -> str:
    """The callback data of a button, in at most 64 bytes of ASCII."""
    if isinstance(press, TellAdmins):
        return f"t:{press.token}"
    if isinstance(press, Reason):
        return f"r:{press.token}:{press.place}:{press.page}:{press.reason}"
    if isinstance(press, More | Back):
        return f"{_LETTERS[type(press)]}:{press.token}:{press.page}"
    return f"{_LETTERS[type(press)]}:{press.token}:{press.place}:{press.page}"


def press_of(data: str) -> Press | None:
    """What callback data asks for; None for anything that no button of ours says."""
    match = _DATA.fullmatch(data)
    if match is None:
        return None
    press = _read(*match.groups())
    return press if press is not None and data_of(press) == data else None


def _read(letter: str, token: str, first: str | None, second: str | None, reason: str | None) -> Press | None:
    if letter in _OF_A_PAGE:
        return _OF_A_PAGE[letter](token, int(first or 0))
    if letter in _OF_A_PLACE:
        return _OF_A_PLACE[letter](token, int(first or 0), int(second or 0))
    if letter == "r" and reason in set(FeedbackReason):
        return Reason(token, int(first or 0), FeedbackReason(reason), int(second or 0))
    return TellAdmins(token) if letter == "t" else None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """Which page of an answer is shown: its number, the place of its first quote, whether more pages follow."""

    token: str
    number: int
    first: int
    is_last: bool


def answer_keyboard(page: ShownPage, share: InlineKeyboardButton | None, texts: Texts) -> InlineKeyboardMarkup:
    """Under a page of quotes: to the other pages and the context above, what one thinks of its first quote below."""
    token, number = page.token, page.number
    ways = [
        *([_button(texts.back, Back(token, number - 1))] if number else []),
        *([] if page.is_last else [_button(texts.more, More(token, number + 1))]),
        _button(texts.in_context, Context(token, page.first, number)),
    ]
    return InlineKeyboardMarkup([ways, [*_opinions(token, page.first, number, texts), *([share] if share else [])]])


def gone_keyboard(page: ShownPage, texts: Texts) -> InlineKeyboardMarkup | None:
    """Under a page whose first quote is gone: only to the other pages, if there are any."""
    token, number = page.token, page.number
    back = [_button(texts.back, Back(token, number - 1))] if number else []
    more = [] if page.is_last else [_button(texts.more, More(token, number + 1))]
    return InlineKeyboardMarkup([[*back, *more]]) if back or more else None


def context_keyboard(shown: Context, places: int, texts: Texts) -> InlineKeyboardMarkup:
    """Under a quote in context: back, to the next of the answer's `places`, and what one thinks of this one."""
    after = Context(shown.token, shown.place + 1, shown.page)
    ways = [_button(texts.back, Back(shown.token, shown.page))]
    ways += [_button(texts.next_quote, after)] if after.place < places else []
    return InlineKeyboardMarkup([ways, _opinions(shown.token, shown.place, shown.page, texts)])


def reasons_keyboard(pressed: NotUseful, texts: Texts) -> InlineKeyboardMarkup:
    """In place of the buttons under an answer: why a quote was of no use."""
    labels = {
        FeedbackReason.WRONG: texts.wrong,
        FeedbackReason.OLD: texts.old,
        FeedbackReason.NOT_ASKED: texts.not_asked,
    }
    asked = [(label, Reason(pressed.token, pressed.place, reason, pressed.page)) for reason, label in labels.items()]
    first, second, third = (_button(label, press) for label, press in asked)
    back = _button(texts.back, Back(pressed.token, pressed.page))
    return InlineKeyboardMarkup([[first, second], [third, back]])


def gap_keyboard(token: str, texts: Texts) -> InlineKeyboardMarkup:
    """Under what is no answer."""
    return InlineKeyboardMarkup([[_button(texts.tell_admins, TellAdmins(token))]])


def share_button(question: str, texts: Texts, *, inline: bool, link: str | None) -> InlineKeyboardButton | None:
    """To another chat: the question to ask there (`inline`), else the answer's `link`; None where neither works."""
    if inline:
        chosen = SwitchInlineQueryChosenChat(
            query=within_units(question, MAX_QUERY_UNITS),
            allow_user_chats=True,
            allow_group_chats=True,
            allow_channel_chats=True,
        )
        return InlineKeyboardButton(texts.share, switch_inline_query_chosen_chat=chosen)
    if link:
        query = urlencode({"url": link, "text": within_units(question, MAX_QUERY_UNITS)}, quote_via=quote, safe="")
        return InlineKeyboardButton(texts.share, url=f"https://t.me/share/url?{query}")
    return None


def answer_link(username: str, token: str) -> str:
    """The link that opens an answer in a chat with the bot (https://core.telegram.org/bots/features#deep-linking)."""
    return f"https://t.me/{username}?start={token}"


def suggestions(questions: tuple[str, ...], texts: Texts) -> ReplyKeyboardMarkup | None:
    """Questions to tap, in place of the phone's keyboard until one is."""
    if not questions:
        return None
    rows = [[question] for question in questions]
    return ReplyKeyboardMarkup(
        rows, resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=texts.ask_placeholder
    )


def _opinions(token: str, place: int, page: int, texts: Texts) -> list[InlineKeyboardButton]:
    useful, not_useful = Useful(token, place, page), NotUseful(token, place, page)
    return [_button(texts.useful, useful), _button(texts.not_useful, not_useful)]


def _button(label: str, press: Press) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data_of(press))
