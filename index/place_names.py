"""The places that a text says something happened in, as a person writes them: "Lima", also where the text has "LIMA".

A name in mixed case is read off its capitals. A text all in capitals shows no names: there only the places are known
that the corpus's articles come from, and those that it calls a department, province and so on. In doubt a place is
none: "in Lima province" names another one than "in Lima".
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.records import Article

MIN_SMALL_LETTERS = 0.5
"""Of a text's letters; with fewer it is in capitals."""

MIN_MENTIONS = 2
"""A name read off a text in capitals is one where it is said so often."""

_LOOKED_AT_CHARS = 500
_FLAGS = re.VERBOSE | re.IGNORECASE
_NO_PLACE = re.compile(
    r"""(?: jan(?:uary)? | feb(?:ruary)? | march | april | may | june | july | aug(?:ust)? | sept(?:ember)? | october
      | nov(?:ember)? | dec(?:ember)? | (?:mon|tues|wednes|thurs|fri|satur|sun)day | arabic | english | urdu | pashto
      | spanish | french | russian | congress | parliament | islam | ramadan | christmas | god | no\ city | clandestine
      | unknown | the | every | each | another | any | some | one | two | three | four | five | six | several | all
      | both | this | that | these | those | various | many | most | other | different | which
      | our | their | its | his )\b.*
      | .* \b(?:and|or|other|same) \b.* | .*\b(?:north|south|east|west)\w*""",
    _FLAGS,
)
_IN = r"\bin\ (?:downtown\ |the\ (?:city|town|district|village|capital|municipality|province|department)\ of\ )?"
_KIND = r"(?:\ (?:department|province|district|municipality|neighborhood))"
_ENDS = r"""(?= \.?\s*$ | [,;:] | (?<=district)\ of\b
               | \ (?:on|in|at|by|and|or|when|where|while|which|who|that|but|as|after|before|during|since|until|early
                    |late|last|this|today|yesterday|with|without|for|from|to|under|against|over|within|because|between|near
                    |outside|killed|killing|wounding|was|were|is|are|has|have|had)\b )"""
_SIDE = r"(?:north|south|east|west|central)(?:west|east)?(?:ern)?\ "
_CAPITALISED = re.compile(
    rf"""(?i:{_IN})
         (?P<place>(?:{_SIDE})? (?:the\ (?=[^;.,]{{3,30}}{_KIND}\b))?
                   [^\W\d_a-z][a-z]+ (?:[\ -][^\W\d_a-z][a-z]+){{0,2}} {_KIND}?)
         (?i:{_ENDS})""",
    re.VERBOSE,
)
_NAME = r"(?P<name>[A-Z]{3,}(?: (?:DE |DEL |LA |LAS |LOS )?[A-Z]{3,}){0,2}?|(?:EL|LA|LOS|LAS) [A-Z]{3,}(?: [A-Z]{3,})?)"
_SAID_TO_BE_ONE = re.compile(
    rf"\bIN {_NAME}(?:, [A-Z]{{3,}}(?: [A-Z]{{3,}})?)? (?:DEPARTMENT|PROVINCE|MUNICIPALITY|DISTRICT|CITY)\b"
    rf"|\b(?:CITY|TOWN|VILLAGE|MUNICIPALITY|PORT|DEPARTMENT|PROVINCE) OF {_NAME.replace('name', 'other')}(?=[,.;:])"
)
_SMALL_IN_NAMES = frozenset(
    {"de", "del", "of", "and", "y", "do", "da", "department", "province", "district", "municipality", "neighborhood"}
)


class PlaceNames:
    """Finds the places of a corpus in its sentences."""

    def __init__(self, articles: Sequence[Article]) -> None:
        known = {re.split(r"[,;(]", article.place)[0].strip() for article in articles if article.place}
        known |= _said_to_be_places(article.text for article in articles)
        names = sorted(
            (name for name in known if name and not _NO_PLACE.fullmatch(name)), key=lambda name: (-len(name), name)
        )
        self._known = re.compile(
            rf"{_IN}(?P<place>(?:{'|'.join(map(re.escape, names)) or '(?!)'}){_KIND}?){_ENDS}", _FLAGS
        )

    def named_in(self, text: str, *, in_capitals: bool) -> tuple[str, ...]:
        """The places that a text says "in" of, each once, in order."""
        pattern = self._known if in_capitals else _CAPITALISED
        places = (" ".join(match["place"].split()) for match in pattern.finditer(text))
        return tuple(
            dict.fromkeys(as_name(place) for place in places if not _NO_PLACE.fullmatch(place.removeprefix("the ")))
        )


def is_in_capitals(text: str) -> bool:
    """Whether a text is written in capitals throughout, as old wires are."""
    letters = [letter for letter in text[:_LOOKED_AT_CHARS] if letter.isalpha()]
    return sum(map(str.islower, letters)) < MIN_SMALL_LETTERS * len(letters)


def as_name(place: str) -> str:
    """A name in capitals as a name: "SAN JOSE DE MAIPO" is "San Jose de Maipo"; any other as it is."""
    if not place.isupper():
        return place
    words = place.lower().split()
    return " ".join(word if word in _SMALL_IN_NAMES and number else word.title() for number, word in enumerate(words))


def _said_to_be_places(texts: Iterable[str]) -> set[str]:
    said = Counter(match["name"] or match["other"] for text in texts for match in _SAID_TO_BE_ONE.finditer(text))
    return {name for name, mentions in said.items() if mentions >= MIN_MENTIONS}
