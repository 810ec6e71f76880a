"""What can be read off a question's own words: names, the kind of answer, whether it leans on another one. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|dozens?|several|none"
)
_NUMBER = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b", re.IGNORECASE)
_DATE = re.compile(
    r"""\b(?: (?:mon|tues|wednes|thurs|fri|satur|sun)day | yesterday | today | tonight | (?:19|20)\d\d
          | \d{1,2}\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)
          | (?:last|this|next)\s(?:night|week|month|year) | morning | afternoon | evening | midnight | noon
        )""",
    re.VERBOSE | re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|in order to|as a result|reasons?|since|protest|retaliation|to avoid|so that|aimed at)\b",
    re.IGNORECASE,
)
_ASKS_NUMBER = re.compile(
    r"\bhow (?:many|much|long|old|far|big|large)\b|\b(?:number|death toll|count) of\b", re.IGNORECASE
)
_ASKS_DATE = re.compile(r"\b(?:when|what (?:time|day|date|year|month)|which (?:day|date|year|month))\b", re.IGNORECASE)
_ASKS_REASON = re.compile(r"\b(?:why|for what reason|how come)\b", re.IGNORECASE)

_LEANS = re.compile(
    r"""^\W*(?:and|but|so|what\sabout|how\sabout|or)\b
      | \b(?:he|him|his|she|hers?|it|its|they|them|their|theirs|this|these|those|there|then|same)\b
      | \b(?:about|after|all|before|did|do|does|is|like|of|was|why)\s+that\b | \bthat\W*$""",
    re.VERBOSE | re.IGNORECASE,
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = _words("""
    a about all also am an and any anybody anyone are as at be because been being but by can could did do does
    doing done down for from had has have having he her here him his how i if in into is it its just many may me
    might more much must my no not of off on or our out over please s shall she should so some t than that the
    their them then there these they this those to too up us was we were what when where which who whom whose
    why will with would you your
""")
_REPORTING_WORDS = _words("exactly get got happen happened kind reported say says tell told")
_WORD = re.compile(r"\w+")

FEW_WORDS = 2


class TokenKind(Enum):
    """What a token of a question is for."""

    PUNCTUATION = "punctuation"
    FUNCTION = "function"
    """Of a word such as "what", "did", "the"."""
    WORD = "word"
    """What is asked: "demand", "killed"."""
    NAME = "name"
    """Whom or where it is about: "Bannu", "TTP"."""


@dataclass(frozen=True, slots=True)
class QuestionToken:
    """A token's kind, the word it is a piece of (-1 for punctuation), and of how many pieces that word is."""

    kind: TokenKind
    word: int
    pieces: int


def classify_tokens(question: str, spans: Iterable[tuple[int, int]]) -> tuple[QuestionToken, ...]:
    """The kind of each token of a question, given the tokens' `(start, end)`.

    A word that the model's vocabulary does not hold in one piece is taken for a name: in chat nobody writes capitals,
    and the vocabulary holds the common words.
    """
    words = list(_WORD.finditer(question))
    owners = [next((n for n, word in enumerate(words) if word.start() <= start < word.end()), -1) for start, _ in spans]
    pieces = Counter(owners)
    return tuple(
        QuestionToken(_kind(words[owner].group() if owner >= 0 else "", pieces[owner]), owner, pieces[owner])
        for owner in owners
    )


def _kind(word: str, pieces: int) -> TokenKind:
    if not word:
        return TokenKind.PUNCTUATION
    if is_function_word(word):
        return TokenKind.FUNCTION
    return TokenKind.NAME if pieces > 1 else TokenKind.WORD


class Expects(Enum):
    """The kind of answer a question asks for, as far as its words say so."""

    ANYTHING = "anything"
    NUMBER = "number"
    DATE = "date"
    REASON = "reason"

    @classmethod
    def of(cls, question: str) -> "Expects":
        """What the question expects."""
        for pattern, kind in ((_ASKS_NUMBER, cls.NUMBER), (_ASKS_DATE, cls.DATE), (_ASKS_REASON, cls.REASON)):
            if pattern.search(question):
                return kind
        return cls.ANYTHING

    def is_met_by(self, text: str) -> bool:
        """Whether a text holds an answer of that kind."""
        pattern = {Expects.NUMBER: _NUMBER, Expects.DATE: _DATE, Expects.REASON: _REASON}.get(self)
        return pattern is not None and pattern.search(text) is not None


def is_function_word(word: str) -> bool:
    """Whether a word only holds a sentence together: "what", "did", "the"."""
    return word.casefold() in FUNCTION_WORDS


def leans_on_context(question: str) -> bool:
    """Whether a question is understood only with the one before: "how many were hurt?", "and who did it?"."""
    if _LEANS.search(question):
        return True
    content = [word for word in _WORD.findall(question.casefold()) if word not in FUNCTION_WORDS | _REPORTING_WORDS]
    return len(content) <= FEW_WORDS


def next_context(context: str | None, question: str) -> str:
    """What the question after `question` may lean on: the last one that stood alone, so that a topic is kept."""
    return context if context and leans_on_context(question) else question


def has_words(text: str) -> bool:
    """Whether there is anything to read or to look for: a letter or digit of any script."""
    return any(map(str.isalnum, text))
