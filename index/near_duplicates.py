"""Whether two sentences are the same wire text in two reports. Pure; in doubt they are two accounts.

A changed number, name or negation is another account, and so is every other word that carries meaning: "killed" is
one word away from "wounded", "to" from "from". So only the words listed here may differ, and the beginning ("he
added") or the end may be left out. The same general words weeks apart ("no one was hurt") are about two events.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property
from itertools import chain

MIN_WORDS = 8
"""A shorter sentence is a repetition only where it is the same word for word."""

DISTINCTIVE_WORDS = 12
"""The same so many words are one text on whatever day; of the MUC articles, those up to 10 words, months apart, never
are ("No one has claimed responsibility for the attacks so far")."""

MAX_DAYS_APART = 2
"""Between two prints of one wire text; those of the MUC articles are all of one day."""

MIN_SHARED = 0.5
"""Share of the other's three-word shingles (Broder 1997) that the shown one has: only a quick way to say no."""

MIN_KEPT = 0.6
"""Share of the shown words that a cut one still has."""


def _word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LIGHT = _word_set("a an the that of for on has have had said says stated states added adds also")
_TURNING = _word_set("""
    no not never none nobody nothing neither nor cannot without hardly barely denied denies deny denying dismissed
    rejected refused failed prevented false falsely untrue doubt doubts rumor rumors rumour rumours but however although
    though unless if until before whether ? one two three four five six seven eight nine ten eleven twelve dozen dozens
    hundred hundreds thousand thousands million
""")
"""With one of these, what was left out may turn or add to what the rest says."""

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['\u2019][^\W\d_]+)*|[$\u00a3\u20ac\u00a5%?]")
_ASIDE = re.compile(r"\s*(?:\([^()\d]{1,60}\)|\[[^\[\]\d]{1,60}\])")

Shingle = tuple[str, str, str]


@dataclass(frozen=True)
class Wording:
    """A sentence as it is compared, and the day of its report, where known."""

    text: str
    day: date | None = None

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words without case and punctuation."""
        return _words(self.text)

    @cached_property
    def without_asides(self) -> tuple[str, ...]:
        """The words outside parentheses and brackets; what holds a number is no aside."""
        return _words(_ASIDE.sub("", self.text))

    def shingles(self) -> Iterator[Shingle]:
        """All runs of three words."""
        return zip(self.words, self.words[1:], self.words[2:], strict=False)

    def is_repeated_by(self, other: "Wording") -> bool:
        """Whether the other one says the same in the same words and nothing more; not symmetric."""
        if self.words == other.words:
            return len(self.words) >= DISTINCTIVE_WORDS or self._is_near(other)
        if len(other.words) < MIN_WORDS or not self._is_near(other):
            return False
        return _adds_nothing(self.words, other.words) or _adds_nothing(self.without_asides, other.words)

    def _is_near(self, other: "Wording") -> bool:
        return self.day is None or other.day is None or abs((self.day - other.day).days) <= MAX_DAYS_APART


class Wordings:
    """What has been said, by number; finds what repeats it, fast."""

    def __init__(self) -> None:
        self._wordings: dict[int, Wording] = {}
        self._by_words: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_shingle: defaultdict[Shingle, list[int]] = defaultdict(list)

    def add(self, number: int, wording: Wording) -> None:
        """Remember a sentence as said."""
        self._wordings[number] = wording
        self._by_words[wording.words].append(number)
        for shingle in set(wording.shingles()):
            self._by_shingle[shingle].append(number)

    def repeated_by(self, wording: Wording) -> int | None:
        """The number of the first sentence that this one repeats; None where it says something new."""
        return next((number for number in self._alike(wording) if self._wordings[number].is_repeated_by(wording)), None)

    def _alike(self, wording: Wording) -> list[int]:
        """The numbers of those with the same words, or with enough of the same shingles, in order."""
        same = self._by_words.get(wording.words, ())
        found = [self._by_shingle[shingle] for shingle in wording.shingles() if shingle in self._by_shingle]
        if not found:
            return sorted(same)
        enough = MIN_SHARED * (len(wording.words) - 2)
        shared = Counter(chain.from_iterable(found))
        return sorted({number for number, count in shared.items() if count >= enough}.union(same))


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold().replace("\u2019", "'")))


def _adds_nothing(shown: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether all that differs is light, written apart, or a beginning or end that the other one leaves out."""
    if len(other) < MIN_KEPT * len(shown):
        return False
    for kind, first, last, begin, end in SequenceMatcher(None, shown, other, autojunk=False).get_opcodes():
        ours, theirs = shown[first:last], other[begin:end]
        is_cut = kind == "delete" and (first == 0 or last == len(shown)) and not _turns(ours)
        if kind != "equal" and not is_cut and not _is_light_change(ours, theirs):
            return False
    return True


def _is_light_change(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether only light words differ, or where a word is divided: "the check point", "a checkpoint"."""
    before, after = ([word for word in words if word not in _LIGHT] for words in (ours, theirs))
    return "".join(before) == "".join(after) and (before == after or not _has_digit(before))


def _turns(words: tuple[str, ...]) -> bool:
    return _has_digit(words) or not _TURNING.isdisjoint(words) or any(word.endswith("n't") for word in words)


def _has_digit(words: Iterable[str]) -> bool:
    return any(word[0].isdigit() for word in words)
