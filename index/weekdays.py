"""The day that a report's "on Sunday" means, counted from the day it was published. Pure; right or nothing.

A bare weekday is the latest one up to the report, and only where its own clause tells of something that happened.
Refused is what may lie ahead ("called a strike on Sunday"), what tells of another time ("in 1983", "the following
Sunday"), what somebody else says in quotation marks, and a day that the text dates itself ("Sunday, 18 December").
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

MAX_DAYS = 2
"""Days told of one text: more would be a calendar."""

DAYS_OF_A_WEEK = 7
SURELY_NEAREST_DAYS = 6
"""From here on "next" and "last" skip no day: nobody on a Monday means the Sunday in two weeks."""

_FLAGS = re.VERBOSE | re.IGNORECASE
_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_RELATIVE = {"today": 0, "yesterday": -1}
_MENTION = re.compile(rf"\b(?:{'|'.join((*_NAMES, *_RELATIVE))})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"'\u201d\u2019)\]]*\s+|\n\s*\n")

_MONTH = r"""(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?
               |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"""
_OTHER_TIME = re.compile(
    rf"""\b(?: will|shall|would|should|could|can|may|might|must|if|unless|going\sto|due|about\sto|tomorrow|upcoming
             | forthcoming|deadline|ultimatum|next(?!\sto\b)|every|usually|ago|anniversary|weeks?|months?|years?
             | (?:schedul|expect|plann?|intend|invit|postpon|prepar|hop)(?:s|e|es|ed|ing)?
             | (?:is|are|was|were|has|have|had)\sto
             | {_MONTH} | (?:18|19|20)[0-9]{{2}} )\b | \w['\u2019]ll\b""",
    _FLAGS,
)
"""Anywhere in the sentence: something ahead, a habit, or a time that the report does not count from."""

_BEFORE_NO_DAY = re.compile(
    r"""\b(?: the|a|an|this|that|any|each|one|no|previous|following|first|second|another|same|good|black|bloody|holy
            | maundy|easter|palm|ash|for|until|till|by|before|through|from|between|of|and|or|to|as )\s+$""",
    _FLAGS,
)
_AFTER_NO_DAY = re.compile(
    rf"""\s*[\[(] | \s+(?:or|to|through|until|times|herald|mass|school|movement|agreement|\w+s?\s+schedule)\b
       | ,?\s*(?:the\s+)?\d{{1,2}}\b | ,?\s*{_MONTH} | \s*-\s*\w""",
    _FLAGS,
)
"""A date of its own, a span, the name of something."""

_LEAD = r"(?:\b(?:on|late|early|late\son|early\son|earlier|earlier\son|since)\s+)?"
_HAPPENED = re.compile(
    r"""(?<!\bthe\s)(?<!\ba\s)(?<!\ban\s)(?<!\bof\s)\b(?:
        was|were|had|did|took|shot|broke|began|fled|left|died|blew|burnt|fell|got|went|came|met|held|hit|set\soff|set\sfire
      | struck|fought|led|lost|ran|saw|stole|threw|won|killed|wounded|injured|hurt|attacked|ambushed|bombed|exploded
      | detonated|kidnapped|abducted|murdered|assassinated|executed|arrested|captured|detained|destroyed|damaged|burned
      | seized|occupied|raided|stormed|entered|arrived|returned|escaped|managed|occurred|happened|started|ended|reached
      | signed|released|freed|launched|fired|opened\sfire|staged|carried\sout|surrendered|intercepted|clashed|mutinied
      | collapsed|crashed|resigned|received|delivered|discovered|found|dynamited|machine-?gunned|interrupted|suspended
      | robbed|looted|hijacked|beheaded|torched|besieged|surrounded|blocked
      | confirmed|denied|condemned|claimed|rejected|admitted|accused|appeared|visited|closed|cut\soff )\b""",
    _FLAGS,
)
_SAYS = r"""(?: said|says|told\s(?:\w+\s){1,3}?|announced|reported|stated|added|warned|declared|confirmed|revealed
              | demanded|promised|ordered|called|asked|urged|explained|pointed\sout|issued|published|broadcast )"""
_SAID_THAT_DAY = re.compile(rf"\b{_SAYS}\s*(?:here\s|in\s\w+\s)?{_LEAD}$", _FLAGS)
_THAT_DAY_SAID = re.compile(
    rf"\s+(?:(?:night|morning|afternoon|evening)\s+)?(?:{_SAYS}|{_HAPPENED.pattern})(?![\w'\u2019])", _FLAGS
)
_EVENT = r"""(?:attacks?|bombings?|explosions?|blasts?|ambush|killings?|murders?|assassination|shootings?|massacre|raid
               |kidnappings?|siege|clash(?:es)?|fighting|earthquake|crash)\b"""
_OWN_EVENT = re.compile(rf"['\u2019]s\s+(?:\w+\s+)?{_EVENT}", _FLAGS)
_SINCE = re.compile(r"\bsince\s+(?:late\s+|early\s+)?(?:last\s+)?$", _FLAGS)
_LAST = re.compile(r"\blast\s+$", _FLAGS)
_NEXT = re.compile(r"\bnext\s+$", _FLAGS)
_STATES_PURPOSE = re.compile(
    r"(?<!according )\bto\s+(?!the\b|an?\b|his\b|her\b|its\b|their\b|this\b|that\b|reporters\b|\d)\w+", re.IGNORECASE
)
_CLAUSE_BREAK = re.compile(r"[,;:()\u2014]|\s--?\s|\b(?:that|which|who|whose|but)\b", re.IGNORECASE)
_ATTRIBUTION = re.compile(rf"(?:,|\s--?)\s*(?:\w+\s+){{1,5}}{_SAYS}\s*[.!]?\s*$", _FLAGS)
_FRONTED = re.compile(rf"[\"'\u201c\u2018(\[]*{_LEAD}", _FLAGS)
_QUOTATION = re.compile(r"\"[^\"]*(?:\"|$)|\u201c[^\u201d]*(?:\u201d|$)")


def meant_days(text: str, published: date) -> tuple[tuple[str, date], ...]:
    """The first days that a report names without dating them, as ("Sunday", the date); at most `MAX_DAYS`.

    Names come as "Monday" to "Sunday", "yesterday", "today", however the text writes them. A name that the text uses
    twice and that is not clear both times is left out.
    """
    days: dict[str, set[date | None]] = {}
    for sentence in _sentences(text):
        for name, day in _mentions(sentence, published):
            days.setdefault(name, set()).add(day)
    clear = [(name, day) for name, (day, *others) in days.items() if day is not None and not others]
    return tuple(clear[:MAX_DAYS])


def _sentences(text: str) -> Iterator[str]:
    """The sentences, with what is said in quotation marks blanked but for the names of its days."""
    told = _QUOTATION.sub(lambda quoted: _unclear(quoted.group()), text)
    begin = 0
    for end in _SENTENCE_END.finditer(told):
        yield told[begin : end.start()]
        begin = end.end()
    yield told[begin:]


def _unclear(quoted: str) -> str:
    """A quotation as something that no day can be read from."""
    names = [match.group() for match in _MENTION.finditer(quoted)]
    return "(" + " ".join(f"[{name}[" for name in names) + ")"


def _mentions(sentence: str, published: date) -> Iterator[tuple[str, date | None]]:
    for match in _MENTION.finditer(sentence):
        word = match.group()
        if word in _RELATIVE or not word.islower():
            name = word.lower() if word.lower() in _RELATIVE else word.capitalize()
            yield name, _day_of(name, sentence[: match.start()], sentence[match.end() :], published)


def _day_of(name: str, before: str, after: str, published: date) -> date | None:
    """The day that a name means between the words before and after it in its sentence."""
    if _BEFORE_NO_DAY.search(before) or _AFTER_NO_DAY.match(after):
        return None
    if _NEXT.search(before):
        return _next(name, published) if name in _NAMES else None
    if _OTHER_TIME.search(f"{before}\n{after}"):
        return None
    if name in _RELATIVE:
        is_told = name == "yesterday" or _tells_what_happened(before, after)
        return published + timedelta(days=_RELATIVE[name]) if is_told else None
    if _LAST.search(before):
        return _last(name, published)
    return _latest(name, published) if _tells_what_happened(before, after) else None


def _tells_what_happened(before: str, after: str) -> bool:
    """Whether the clause around a day tells of something past, on that very day."""
    if _OWN_EVENT.match(after) or _SINCE.search(before):
        return True
    if re.match(r"['\u2019]", after):
        return False
    if _FRONTED.fullmatch(before):
        own = _ATTRIBUTION.sub("", after)
        return _HAPPENED.search(own) is not None or _THAT_DAY_SAID.search(own) is not None
    if _SAID_THAT_DAY.search(before) or _THAT_DAY_SAID.match(after):
        return True
    own = _CLAUSE_BREAK.split(before)[-1]
    if _STATES_PURPOSE.search(own):
        return False
    return _HAPPENED.search(f"{own}\n{_CLAUSE_BREAK.split(after)[0]}") is not None


def _latest(name: str, published: date) -> date:
    return published - timedelta(days=(published.weekday() - _NAMES.index(name)) % DAYS_OF_A_WEEK)


def _last(name: str, published: date) -> date | None:
    """The "last Sunday" before a day, where it is in the week before however weeks are counted."""
    back = (published.weekday() - _NAMES.index(name)) % DAYS_OF_A_WEEK or DAYS_OF_A_WEEK
    day = published - timedelta(days=back)
    return day if back >= SURELY_NEAREST_DAYS or _are_in_two_weeks(day, published) else None


def _next(name: str, published: date) -> date | None:
    ahead = (_NAMES.index(name) - published.weekday()) % DAYS_OF_A_WEEK or DAYS_OF_A_WEEK
    day = published + timedelta(days=ahead)
    return day if ahead >= SURELY_NEAREST_DAYS or _are_in_two_weeks(published, day) else None


def _are_in_two_weeks(day: date, later: date) -> bool:
    """Whether a Monday and a Sunday lie between: another week, be its first day the one or the other."""
    days = [day + timedelta(days=number) for number in range(1, (later - day).days + 1)]
    return {0, 6} <= {each.weekday() for each in days}
