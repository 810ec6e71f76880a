"""Questions that a sentence of news answers, by a few readable patterns. Pure; no question rather than a clumsy one.

Each pattern takes a group, an event and a place from the sentence and asks for what stands beside them. The words of
a question come from the lists below, so it reads well where the text is in capitals; names come from the text. What a
sentence denies, supposes or only accuses of is not asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence without its asides, and the names that are known in it.

    `place` is the one that it says "in" of, None where it names none or several; `day` the one that it tells of, as a
    question has it. `groups` are those known by their letters.
    """

    text: str
    place: str | None = None
    day: str | None = None
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a sentence must say, and the question that it then answers.

    The question's fields are groups of `said`, and `place` and `day`. A place must stand in the group `rest`, or right
    before what is said.
    """

    question: str
    said: re.Pattern[str]


_ASIDE = re.compile(r"\s*[\[(][^\[\]()]{0,120}[\])]")
_FLAGS = re.VERBOSE | re.IGNORECASE
_UNCLEAR = re.compile(
    r"""["\u201c\u201d?\[\]()] | n['\u2019]t\b
      | \b(?:not|no|nobody|none|never|neither|nor|den(?:y|ies|ied|ying|ial)|false|alleged(?:ly)?|if|whether|would|could
           |may|might|will|shall|should|threat(?:s|en\w*)?|plan(?:s|ned)?|attempt(?:s|ed)?|tried|accus\w+|blam\w+|rumou?rs?
           |anniversary|i|we|our|us|you)\b""",
    _FLAGS,
)
_LETTERS = r"(?-i:[A-Z]{3,6})"
_ARMED = r"guerrillas|rebels|militants|insurgents|gunmen|hostage-takers|kidnappers|drug\ traffickers"
_CIVIL = "government|army|police|workers|strikers|students|teachers|peasants|prisoners|demonstrators|protesters"
_NOUNS = frozenset(f"{_ARMED}|{_CIVIL}".replace("\\", "").split("|"))
_SOON = r"(?:(?:today|yesterday|also|first|later|reportedly|recently|this\ morning|last\ night|on\ \w+day)\ )*"
_FRONT = r"(?:(?:on|in|at|late|early|during|last|this)\ [^;:]{2,70}?,\ |today\ |yesterday\ |meanwhile,\ )?"
_REST = r"(?P<rest>[^,;:]{0,90})"
_EVENT = r"""(?:(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)\ )?
             (?:recent\ |terrorist\ )?
             (?P<event>(?:(?:bomb|rocket|dynamite|grenade|mortar)\ )?attack|bombing|ambush|explosion|murder
                      |assassination|kidnapping|massacre|raid|blast|hostage-taking|siege|shooting|hijacking)\b"""
_TARGET = r"""(?P<target>police\ (?:station|post|headquarters|patrol)|(?:army|military)\ (?:base|post|garrison|patrol)
                       |town\ hall|city\ hall|power\ (?:plant|station)|oil\ pipeline|radio\ station|bank|barracks|church
                       |university|school|hospital|airport|prison|bus|bridge)\b"""
_BASE_FORMS = {
    "attacked": "attack",
    "ambushed": "ambush",
    "blew up": "blow up",
    "bombed": "bomb",
    "burned": "burn",
    "destroyed": "destroy",
    "occupied": "occupy",
    "raided": "raid",
    "seized": "seize",
    "set fire to": "set fire to",
    "stormed": "storm",
    "demanded": "demand",
    "offered": "offer",
    "promised": "promise",
    "proposed": "propose",
    "rejected": "reject",
}
_STRUCK = r"attacked|ambushed|blew\ up|bombed|burned|destroyed|occupied|raided|seized|set\ fire\ to|stormed"
_STRIKERS = (
    rf"(?P<who>{_ARMED}|{_LETTERS})(?:\ (?:guerrillas|rebels|members|units|commandos))?\ (?:have\ |has\ )?{_SOON}"
)
_SOME = r"""(?:[2-9]|[1-9]\d{1,2}|[1-9],\d{3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen
              |fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|dozens\ of)"""
_PERSONS = r"""(?P<persons>people|persons|policemen|soldiers|civilians|guerrillas|peasants|students|journalists|hostages
                        |guards|workers|children|passengers|miners|priests|rebels|militants|insurgents|prisoners
                        |protesters|demonstrators|teachers|tourists|farmers)\b"""
_MANY = rf"(?<!\bof\ )(?<!\bthe\ )(?<!\bthese\ )(?<!\bto\ )(?<!,)\b{_SOME}\ (?:other\ |army\ |unarmed\ )?{_PERSONS}"
_DONE = r"(?P<done>killed|wounded|injured|arrested|kidnapped|captured|evacuated|rescued|freed|murdered)\b"
_SOMEBODY = r"""^(?!(?:an?|the|he|she|it|they|one|two|another|this|that|these|who|in|on|at|of|with|some|all|according
                    |however|meanwhile|later|there|soldiers?|policem[ae]n|everyone|everything|nothing|what)\b)
                [^;:\d]{5,90}?,?"""


def _pattern(question: str, said: str) -> Pattern:
    return Pattern(question, re.compile(said, _FLAGS))


PATTERNS = (
    _pattern(
        "What did the {who} demand in {place}?",
        rf"^{_FRONT}(?:the|suspected)\ (?P<who>{_ARMED}|{_CIVIL}|{_LETTERS})\ (?:has\ |have\ )?{_SOON}"
        rf"demanded\ (?!by|to\ be){_REST}",
    ),
    _pattern(
        "What did the {letters} {verb}?",
        rf"^{_FRONT}the\ (?P<letters>{_LETTERS})\ (?:has\ |have\ )?{_SOON}"
        rf"(?P<verb>demanded|offered|promised|proposed|rejected)\ (?!by|to\ be)\w",
    ),
    _pattern(
        "Who claimed responsibility for the {month} {event} in {place}?",
        r"(?:\b(?:claimed|assumed|admitted)\ (?:the\ )?responsibility"
        r"|\bsaid\ (?:that\ )?(?:it|they)\ (?:was|were)\ responsible)"
        rf"\ for\ (?:the|an?|this|today's|yesterday's)\ {_EVENT}{_REST}",
    ),
    _pattern(
        "Who {struck} the {target} in {place}?", rf"\b{_STRIKERS}(?P<struck>{_STRUCK})\ (?:an?|the)\ {_TARGET}{_REST}"
    ),
    _pattern("What did the {who} {verb} in {place}?", rf"\b{_STRIKERS}(?P<verb>{_STRUCK})\ (?!in\b|by\b)(?=\w){_REST}"),
    _pattern("How many {persons} were {done} in {place}?", rf"{_MANY}\ (?:were|have\ been)\ {_SOON}{_DONE}{_REST}"),
    _pattern(
        "How many {persons} were {done} in {place}?",
        rf"(?<!\bwere\ )(?<!\bwas\ )(?<!\bbeen\ )\b{_DONE}\ (?:at\ least\ |about\ |some\ )?{_SOME}\ {_PERSONS}{_REST}",
    ),
    _pattern("How many {persons} died in {place}?", rf"{_MANY}\ (?:have\ )?died\b{_REST}"),
    _pattern(
        "Who was {victim} in {place}?",
        rf"{_SOMEBODY}\ was\ {_SOON}"
        rf"(?P<victim>kidnapped|abducted|assassinated|murdered|killed|shot\ dead|arrested)\b{_REST}",
    ),
    _pattern(
        "Where did the {bomb} explode in {place}?",
        rf"\b(?:a|one)\ (?:\w+\ )??(?P<bomb>car\ bomb|bomb)\ {_SOON}(?:exploded|went\ off)\ {_SOON}"
        rf"(?:near|outside|inside|in\ front\ of|opposite|at|next\ to|under)\ {_REST}",
    ),
    _pattern(
        "What is the situation in {place}?",
        rf"\bthe\ situation\ (?:remains|remained)\ (?:very\ )?(?:tense|calm|quiet|critical|serious|normal)\b{_REST}",
    ),
    _pattern(
        "What happened in {place} on {day}?",
        rf"\b(?:killed|attacked|ambushed|exploded|bombed|kidnapp?ed|assassinated|clashed|seized)\b{_REST}",
    ),
)
"""The most telling first."""


def without_asides(sentence: str) -> str:
    """A sentence on one line, without what it has in brackets."""
    return " ".join(_ASIDE.sub("", sentence).split())


def questions_on(told: Told) -> Iterator[tuple[Pattern, str]]:
    """The questions that a sentence answers, each with its pattern."""
    for pattern in PATTERNS:
        if "{place}" in pattern.question and told.place is None:
            continue
        for said in pattern.said.finditer(told.text):
            if not _UNCLEAR.search(told.text[: said.end()]) and (fields := _fields(pattern, said, told)):
                yield pattern, " ".join(pattern.question.format(**fields).split())


def _fields(pattern: Pattern, said: re.Match[str], told: Told) -> dict[str, str] | None:
    """The words of a question; None where one is not known, or not surely what the pattern means."""
    fields = {name: (words or "").lower() for name, words in said.groupdict().items()}
    for name in {"who", "letters"} & fields.keys():
        if said[name] in told.groups:
            fields[name] = said[name]
        elif fields[name] not in _NOUNS:
            return None
    if "{place}" in pattern.question:
        if not _is_there(said, told):
            return None
        fields["place"] = told.place or ""
    if "{day}" in pattern.question:
        if told.day is None:
            return None
        fields["day"] = told.day
    fields["month"] = fields.get("month", "").capitalize()
    fields["verb"] = _BASE_FORMS.get(fields.get("verb", ""), "")
    fields["persons"] = fields.get("persons", "").replace("persons", "people")
    return fields


def _is_there(said: re.Match[str], told: Told) -> bool:
    """Whether the sentence says right after an event, or right before it, that it was in its place."""
    where = f"in {told.place}".casefold()
    before = told.text[: said.start()].casefold().rstrip(", ")
    return where in said["rest"].casefold() or before.endswith(where)
