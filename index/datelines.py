"""What a news agency puts before the first sentence of a report: place, day, agency, tags. Pure; never quoted."""

import re

_DATELINE = re.compile(
    r"""\s* (?: [^\W\d_][^\n]{2,120}? [ )](?:--|\u2014|\u2013)[ ]+ )?      # PLACE, 3 JAN 90 (AGENCY) --
        (?: \[[^\]\n]{2,200}\] \s* )*                                      # [REPORT] [TEXT]
    """,
    re.VERBOSE,
)
_RELAYED = re.compile(r"[A-Z][^\n\[\]]{2,60}, \d{1,2} [A-Z]{3,9}(?: \d{2,4})? \([^()\n]{2,40}\) -- +")
_MORE = r",\ [A-Z][\w.]*(?:,?\ [\w.]+){0,3}"  # a region, a day
_PLACE_IN_CAPITALS = re.compile(
    rf"""[A-Z][A-Z'./\ -]{{2,40}}
        (?: :                                                               # QUETTA:
          | (?:{_MORE})?\ *\([^()\n]{{2,30}}\)\ *(?:--|[-\u2013\u2014])     # LIMA, Peru (AP) -
          | {_MORE}\ *(?:--|[\u2013\u2014])                                # KABUL, Dec. 19 --
        )\ +
        (?=["'\u201c\u2018]?[A-Z]\ ?[a-z])                                 # of an article in small letters
    """,
    re.VERBOSE,
)
_WIRE_TAG = re.compile(r"\[[A-Z][^\]\n]*\]")


def after_dateline(text: str, start: int, end: int) -> int:
    """Where the words begin after a wire's datelines (a relayed report has two); `start` where there is none."""
    begin = start
    match = _DATELINE.match(text, start, end)
    if match is not None and _is_dateline(match.group(), alone=match.end() == end):
        begin = match.end()
    for pattern in (_RELAYED, _PLACE_IN_CAPITALS):
        match = pattern.match(text, begin, end)
        begin = match.end() if match else begin
    return begin


def _is_dateline(head: str, *, alone: bool) -> bool:
    """Whether what stands before the first sentence is of a wire; `alone` in its paragraph only with a dash."""
    if alone and " --" not in head:
        return False
    return bool(_WIRE_TAG.search(head) or (re.search(r"\d", head) and head.upper() == head))
