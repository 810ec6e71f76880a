"""The time that a question names: "in december 2022", "before 1990", "last week". Pure; the only import of dateparser.

What is said as a date is found here, by patterns that ask for its neighbours: chat is lower case, and dateparser's own
search takes "may", "the march" and "m-19" for dates. What a found date means is left to dateparser. It stays unloaded
until a question names a date; importing it takes about 0.2 s, the first date as long again.
Future times ("next week") are refused: news of them comes before. So are spans ("for two weeks") and times of day.
"""

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from index.period import DAYS_OF_A_YEAR, Period

_LEAP_YEAR_WITHIN = 9  # 1896 and 1904 are the farthest apart
_FLAGS = re.VERBOSE | re.IGNORECASE
_MONTH = r"""(?: jan(?:uary)? | feb(?:ruary)? | mar(?:ch)? | apr(?:il)? | may | june? | july? | aug(?:ust)?
               | sept?(?:ember)? | oct(?:ober)? | nov(?:ember)? | dec(?:ember)? )\b (?:\.(?=\s*[0-9]))?"""
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?\b"
_COUNTED = r"""(?: people|persons?|men|women|children|civilians|soldiers|troops|police(?:men)?|fighters|rebels
                 | guerrillas|prisoners|refugees|members|students|workers|victims|deaths|cases|families|houses|homes
                 | jobs|votes|times|tons|kilos|kg|km|miles|met(?:er|re)s|feet|acres|hectares|dollars|pesos|rupees
                 | euros|pounds|years|days|hours|minutes | (?<=00\s)\w{4,}s )\b"""
_YEAR = rf"(?:19|20)[0-9]{{2}}\b (?!\s{_COUNTED})"
_DATE = rf"""(?: {_YEAR} [/-] [0-9]{{1,2}} [/-] [0-9]{{1,2}} \b
               | [0-9]{{1,2}} (?: [/.-] [0-9]{{1,2}} [/.-] {_YEAR} | / [0-9]{{1,2}} / [0-9]{{2}} \b )
               | {_DAY} (?:\s+of)? \s+ {_MONTH} (?: ,? \s+ (?:of\s+)? {_YEAR} )?
               | (?<!\bin\s) {_MONTH} \s+ (?:the\s+)? {_DAY} (?: \s*,? \s+ {_YEAR} )? )"""
_MONTH_AND_YEAR = rf"(?: {_MONTH} ,? \s+ (?:of\s+)? {_YEAR} )"
_DECADE = r"(?:19|20)[0-9]0['\u2019]?s"
_ANY = rf"(?: {_DATE} | {_MONTH_AND_YEAR} | {_DECADE} | {_YEAR} | {_MONTH} )"
_WEEKDAY = r"(?: (?:mon|tues|wednes|thurs|fri|satur|sun)day | mon | tue | wed | thu | fri )\b"
_NUMBER = r"(?: [0-9]{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve )"
_BOUND = r"(?: (?P<bound>since|after|before|prior\s+to|until|till|by) \s+ )?"


def _pattern(text: str) -> re.Pattern[str]:
    """Not inside a word, a number, an amount or a path."""
    start = r"(?<![\w$\u20ac\u00a3/'\u2019-]) (?<![0-9][.,])"
    return re.compile(rf"{start} (?: {text} ) (?! [\w/%] | [-\u2013]\w | [.,:][0-9] )", _FLAGS)


_BETWEEN = _pattern(rf"""
    (?:between|from) \s+ (?:the\s+)? (?P<first>{_ANY}|{_DAY})
        \s+ (?:and|to|until|till|through) \s+ (?:the\s+)? (?P<last>{_ANY})
  | (?P<since>{_DATE}|{_MONTH}|{_DAY}|(?:19|20)[0-9]{{2}})
        \s? [-\u2013] \s? (?P<until>{_DATE}|{_MONTH_AND_YEAR}|{_YEAR})
""")
_NAMED = _pattern(rf"""
    {_BOUND} (?: (?P<lead>in|on|of|during|throughout|from|around|(?<!the\s)last) \s+ )? (?P<the>the\s+)?
    (?: (?P<part>early|mid|late|(?:start|beginning|middle|end)\s+of) [\s-]+ )?
    (?: (?:the\s+)? (?: (?P<date>{_DATE}) | (?P<month_and_year>{_MONTH_AND_YEAR}) | (?P<decade>{_DECADE})
                      | (?P<year>{_YEAR}) )
      | (?P<month>{_MONTH}) )
    (?: \s+ (?:of\s+)? (?P<relative_year>last|this) \s+ year )?
""")
_RELATIVE = _pattern(rf"""
    {_BOUND} (?: (?P<when> (?:the\s+)?day\s+before\s+yesterday | yesterday | today | tonight | last\s+night
                         | this\s+(?:morning|afternoon|evening) | (?<!the\s)(?:last|this)\s+(?:week|month|year)
                         | (?<!than\s){_NUMBER}\s+(?:day|week|month|year)s?\s+ago )
             | (?P<lead>on\s+|last\s+|this\s+past\s+)? (?P<weekday>{_WEEKDAY}) (?!\s+\w+s\b) )
""")
_UP_TO_NOW = _pattern(rf"""
    the\s+ (?:last|past) \s+ (?P<length> {_NUMBER}\s+(?:hour|day|week|month|year)s? | week | month | year )
    (?!\s+of\b)
""")

_SAYS_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}(?:['\u2019]?s)?\b|/")
_SAYS_MONTH = re.compile(rf"\b{_MONTH}", _FLAGS)
_NEAR_CHARS = 60  # around a date: more than what is looked for there
_SURE_LEADS = frozenset({"in", "during", "throughout"})
_SURE_BOUNDS = frozenset({"since", "until", "till"})
_OTHER_WORDS_TOO = frozenset({"may", "march", "mar", "april", "apr", "june", "august", "jan"})
"""Months that are also verbs, walks, first names, and the sea of Mar del Plata."""

_ENDS = re.compile(r"\s*(?:$|[?.!,;:)])")
_GOES_ON = re.compile(r"\s+(?: to|on|for|against|through|towards?|be|have|not|also|well )\b", _FLAGS)
_NO_DAY_FOLLOWS = re.compile(r"\b(?: for|black|bloody )\s+$", _FLAGS)
_NO_DAY_BEFORE = re.compile(
    r"""[\s-]+(?: movement|group|organi[sz]ation|brigades?|front|alliance|league|commandos?|coalition|party|agreement
                | revolution|streets?|avenues?|square|stadium|airport|bridge|barracks|school|university|martyrs
                | battalion|regiment|unit|cell|faction|column|guerrillas|rebels|terrorists )\b
      | ,?\s+ 1[0-8][0-9]{2} \b""",
    _FLAGS,
)
"""What is named after a day; and a year too old for news."""

_LAW = r"(?: acts?|law|treaty|constitution|accords?|agreement|convention|protocol|resolution|decree )\b"
_NO_YEAR_BEFORE = re.compile(rf"(?:\s+\w+)? \s+ {_LAW}", _FLAGS)
_NO_YEAR_FOLLOWS = re.compile(
    rf"""\b(?: for | {_LAW} (?:\s+of)? (?:\s+\w+)? | class(?:\s+of)?
             | killed|wounded|injured|hurt|dead|kidnapped|arrested|article|flight|number|no|page|room|nearly|almost
             | about|over|than|only|some|least|most|all|at )\.?\s*$""",
    _FLAGS,
)
_TIMELESS = re.compile(r"\b(?:is|are|do|does)(?:n['\u2019]?t)?\b (?!.*ing\b)", _FLAGS)
"""Asks for a state: "how many live there today?" means these days, "what is happening today?" does not."""

_Days = tuple[date, date]


def period_of(question: str, *, today: date) -> Period | None:
    """The first time that a question names, relative ones counted from `today`; None where it names none.

    "3/4/2022" is 3 April. In "between march and may 1989" both months are of 1989.
    """
    for pattern, read in ((_BETWEEN, _between), (_NAMED, _named), (_RELATIVE, _relative), (_UP_TO_NOW, _up_to_now)):
        for said in pattern.finditer(question):
            if period := read(said, today):
                return period
    return None


def _between(said: re.Match[str], today: date) -> Period | None:
    begin, end = said["first"] or said["since"], said["last"] or said["until"]
    if re.fullmatch(_DAY, begin, _FLAGS):  # between 5 and 12 march
        begin = re.sub(rf"^(?:{_DAY})", begin, end, flags=_FLAGS)
    if _says_year(begin) and not _says_year(end):
        first = _days(begin, today)
        last = first and _days(end, first[0] + timedelta(days=DAYS_OF_A_YEAR - 1))
    else:
        last = _days(end, today)
        first = last and _days(begin, last[0])
    if not first or not last or first[0] > last[1]:
        return None
    return Period(first[0], last[1], said.span(), yearly=not (_says_year(begin) or _says_year(end)))


def _named(said: re.Match[str], today: date) -> Period | None:
    if not _is_meant_as_date(said):
        return None
    text = next(filter(None, said.group("date", "month_and_year", "decade", "year", "month")))
    yearly = not (_says_year(text) or said["relative_year"])
    if said["relative_year"]:
        text += f" {today.year - (_lower(said, 'relative_year') == 'last')}"
    if _lower(said, "lead") == "last":  # the month that goes on is not the last one
        yearly, today = False, today.replace(day=1) - timedelta(days=1)
    bound = _lower(said, "bound")
    if said["the"] and not (said["date"] or said["decade"] or said["part"]):
        bound = ""  # "after the december 2022 attacks" means soon after them
    days = _days(text, today)
    return days and _bounded(_third(days, _lower(said, "part")), bound, said.span(), yearly=yearly)


def _relative(said: re.Match[str], today: date) -> Period | None:
    if said["weekday"] and not (said["bound"] or said["lead"]):
        return None
    if _lower(said, "when") == "today" and _TIMELESS.search(said.string):
        return None
    days = _days(said["weekday"] or said["when"], today)
    return days and _bounded(days, _lower(said, "bound"), said.span())


def _up_to_now(said: re.Match[str], today: date) -> Period | None:
    length = said["length"]
    begin = _read(f"{length} ago" if " " in length else f"a {length} ago", today)
    return begin and Period(begin[0], today, said.span())


def _is_meant_as_date(said: re.Match[str]) -> bool:
    start, end = said.span()
    before, rest = said.string[max(0, start - _NEAR_CHARS) : start], said.string[end : end + _NEAR_CHARS]
    if said["year"]:
        return _is_year(said, before, rest)
    if _says_year(said.group()) or said["decade"]:
        return True
    if _NO_DAY_FOLLOWS.search(before) or _NO_DAY_BEFORE.match(rest):
        return False
    return _is_month(said, rest) if said["month"] else _is_day(said, rest)


def _is_year(said: re.Match[str], before: str, rest: str) -> bool:
    """Whether four digits are a year in which something happened, and not a number or the year of a law."""
    if said["bound"] or said["part"] or _lower(said, "lead") in _SURE_LEADS:
        return True
    if _NO_YEAR_FOLLOWS.search(before) or _NO_YEAR_BEFORE.match(rest):
        return False
    return bool(said["the"] or _ENDS.match(rest))


def _is_month(said: re.Match[str], rest: str) -> bool:
    """Whether the name of a month, without day and year, is one."""
    month, lead, bound = (_lower(said, group) for group in ("month", "lead", "bound"))
    if said["the"] and not said["part"]:
        return False
    ends = _ENDS.match(rest)
    if month in _OTHER_WORDS_TOO:
        sure = said["part"] or lead in _SURE_LEADS or bound in _SURE_BOUNDS or (lead == "last" and ends)
        return bool(sure) and month != "mar" and not _GOES_ON.match(rest)
    return bool(said["part"] or bound or lead not in {"", "from"} or (ends and len(month) > len("sept")))


def _is_day(said: re.Match[str], rest: str) -> bool:
    """Whether a day without a year is one, and not a number before "may" or the group that killed "by november 17"."""
    if _lower(said, "bound") == "by":
        return False
    if _OTHER_WORDS_TOO.isdisjoint(said["date"].lower().split()):
        return True
    return bool(said["bound"] or said["lead"] or said["part"] or _ENDS.match(rest))


def _lower(said: re.Match[str], group: str) -> str:
    return (said[group] or "").lower()


def _says_year(text: str) -> bool:
    return _SAYS_YEAR.search(text) is not None


def _days(text: str, today: date) -> _Days | None:
    """First and last day of what a text says; without a year the latest that has begun by `today`."""
    if re.fullmatch(_DECADE, text, _FLAGS):
        return date(int(text[:4]), 1, 1), date(int(text[:4]) + 9, 12, 31)
    if _says_year(text) or not _SAYS_MONTH.search(text):
        return _whole(_read(text, today))
    years = range(today.year, today.year - _LEAP_YEAR_WITHIN, -1)
    found = (_whole(_read(f"{text} {year}", today)) for year in years)
    return next((days for days in found if days and days[0] <= today), None)


def _read(text: str, today: date) -> tuple[date, str] | None:
    """The day that a text says, and whether it says it, its week, its month or its year."""
    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime.combine(today, time(12)),
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
        "TIMEZONE": "UTC",  # else it asks the machine for its own
    }
    data = DateDataParser(languages=["en"], settings=settings).get_date_data(text)
    return (data.date_obj.date(), data.period) if data.date_obj else None


def _whole(said: tuple[date, str] | None) -> _Days | None:
    match said:
        case None:
            return None
        case day, "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case day, "month":
            return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])
        case day, "year":
            return day.replace(month=1, day=1), day.replace(month=12, day=31)
    return said[0], said[0]


def _third(days: _Days, part: str) -> _Days:
    """Of a month, year or decade its early, mid or late part."""
    (first, last), third = days, timedelta(days=((days[1] - days[0]).days + 1) // 3)
    if not part or not third:
        return days
    match part.partition(" ")[0]:
        case "early" | "start" | "beginning":
            return first, first + third
        case "late" | "end":
            return last - third, last
    return first + third, last - third


def _bounded(days: _Days, bound: str, span: tuple[int, int], *, yearly: bool = False) -> Period:
    match bound.split():
        case ["before" | "prior", *_]:
            return Period(None, days[0] - timedelta(days=1), span)
        case ["until" | "till" | "by"]:
            return Period(None, days[1], span)
        case ["since"]:
            return Period(days[0], None, span)
        case ["after"]:
            return Period(days[1] + timedelta(days=1), None, span)
    return Period(*days, span, yearly=yearly)
