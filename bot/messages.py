"""What kind of message a person sent: decided by its text alone, for Telegram and the terminal alike. Pure.

Refuses to guess: only what is nothing but a greeting or thanks is one; the rest is a question.
"""

import re
from enum import Enum, auto

MAX_QUESTION_CHARS = 1_000
"""Longer texts are not questions; the small encoder would not see their end anyway."""


class MessageKind(Enum):
    """The kinds of message that are answered differently."""

    QUESTION = auto()
    GREETING = auto()
    THANKS = auto()
    NO_WORDS = auto()
    TOO_LONG = auto()


_EMOJI_MADE_OF_LETTERS = re.compile("[0-9#*]\ufe0f?\u20e3|.\ufe0f")
"""Keycaps are digits, and a letter before the emoji selector (as in the information sign) is a picture."""

_BLANK_LETTERS = re.compile("[\u115f\u1160\u3164\uffa0]")
"""Hangul fillers: letters to Unicode, nothing to the eye."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GREETINGS = _words("""
    hello hi hey hiya hallo greetings morning afternoon evening salam salaam assalam assalamu asalam alaikum
    alaykum hola bonjour ciao namaste merhaba سلام السلام عليكم مرحبا привет здравствуйте
""")
_THANKS = _words("""
    thanks thank thankyou thx ty tnx cheers shukria shukran merci gracias danke شكرا شکریہ спасибо
""")
_COMPANY = _words("""
    a again all bot day dear everyone friend good lot many much ok okay so there to very you
""")
"""Words that change nothing beside a greeting or thanks, and are neither by themselves."""


def kind_of(text: str) -> MessageKind:
    """Say how a message is to be answered."""
    if len(text.strip()) > MAX_QUESTION_CHARS:
        return MessageKind.TOO_LONG
    if not _has_words(text):
        return MessageKind.NO_WORDS
    return _courtesy(text) or MessageKind.QUESTION


def _has_words(text: str) -> bool:
    text = _BLANK_LETTERS.sub("", _EMOJI_MADE_OF_LETTERS.sub("", text))
    return any(char.isalnum() for char in text)


def _courtesy(text: str) -> MessageKind | None:
    if "?" in text:
        return None
    drawn_out = re.sub(r"(\w)\1{2,}", r"\1", text.casefold())  # "hiii", "heyyy"
    words = set(re.findall(r"\w+", drawn_out)) - _COMPANY
    if not words or not words <= _GREETINGS | _THANKS:
        return None
    return MessageKind.THANKS if words & _THANKS else MessageKind.GREETING
