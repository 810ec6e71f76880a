"""The words of a corpus, and the mending of a question's mistyped words by them. Pure; no word list of its own.

A wrong mend is worse than none: it turns a question about someone who is not in the corpus into one about someone who
is. So a word is mended only where neither the corpus nor the caller knows it, and only by the slips of fingers and
spelling that seldom lead from one real word to another. Words that differ in their first or last letter stay as typed
(Marco and Barco, Lopez and Lopes, inflections), and so do words of scripts without letter case.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from index.question import is_function_word

MIN_LETTERS = 4
"""Of a word that may be mended: shorter ones have too many neighbours."""

SHORT_LETTERS = 6
FREQUENT = 5
"""A word of fewer than SHORT_LETTERS is mended only to one that stands at least FREQUENT times in the corpus."""

LEAD = 2
"""Of several words within reach, the one that is meant stands this many times as often as the next."""

_LETTERS = re.compile(r"[^\W\d_]+")
_TYPED_WORD = re.compile(
    r"(?<![\w@#/.\u0300-\u036f]) [^\W\d_]+ (?! [\w\u0300-\u036f] | ['\u2019]t\b | [:.]?[/@] | \.\w )", re.VERBOSE
)
"""A whole word of letters: no handle, no address, no "wasn" of "wasn't", no half of a word with accents apart."""

Shape = tuple[str, str, int]
"""A word's first and last letter and its length."""

_PAIR = 2

_PREFIXES = ("anti", "co", "counter", "de", "dis", "inter", "non", "out", "over", "pre", "re", "un", "under")
_ENDINGS = ("s", "es", "d", "ed", "ing", "ly", "er", "ers", "able", "less", "ness")
_DOUBLED_AT_END = re.compile(r"(.)(?=\1$)")
_VOWELS = frozenset("aeiouy")


class Slip(Enum):
    """How a mistyped word differs from the one that was meant; all but SWAPPED between its first and last letter."""

    SWAPPED = "two letters next to each other swapped"
    MISSING = "a letter missing"
    EXTRA = "a letter too many"
    VOWEL = "another vowel"
    LETTER = "another letter"


_MIN_LETTERS = {Slip.SWAPPED: 4, Slip.MISSING: 4, Slip.EXTRA: 7, Slip.VOWEL: 7, Slip.LETTER: 9}
"""Of the mistyped word. In shorter ones that slip led from one real word to another too often: measured with the words
of SQuAD questions that MUC-4 does not have, and the other way round, against seeded typos. Two slips did so always."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A question with its mistyped words mended; `changes` are (as typed, as mended), in order."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a corpus, folded to lower case without accents: how often each stands there, and by their shape."""

    counts: Mapping[str, int]
    by_shape: Mapping[Shape, Sequence[str]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of texts."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(_LETTERS.findall(fold(text)))
        by_shape = defaultdict(list)
        for word in counts:
            by_shape[word[0], word[-1], len(word)].append(word)
        return cls(counts, dict(by_shape))

    def mend(self, question: str, *, known: Callable[[str], bool] = lambda _: False) -> Mended:
        """The question with each mistyped word replaced by the word of the corpus that was meant, where that is clear.

        `known` says whether a word, in lower case, is a common one although the corpus does not have it.
        """
        changes: list[tuple[str, str]] = []

        def mended(match: re.Match[str]) -> str:
            typed = match.group()
            is_acronym = typed.isupper() and not question.isupper()
            meant = None if is_acronym else self._meant(fold(typed), known)
            if meant is None:
                return typed
            changes.append((typed, _in_case_of(typed, meant)))
            return changes[-1][1]

        return Mended(_TYPED_WORD.sub(mended, question), tuple(changes))

    def _meant(self, word: str, known: Callable[[str], bool]) -> str | None:
        if len(word) < MIN_LETTERS or not word.islower() or is_function_word(word):
            return None
        if any(base in self.counts or known(base) for base in _bases(word)):
            return None
        enough = FREQUENT if len(word) < SHORT_LETTERS else 1
        return self._clear_winner([found for found in self._candidates(word) if self.counts[found] >= enough])

    def _candidates(self, word: str) -> Iterator[str]:
        for swapped in (word[1] + word[0] + word[2:], word[:-2] + word[-1] + word[-2]):
            if swapped in self.counts:
                yield swapped
        for length in (len(word) - 1, len(word), len(word) + 1):
            for candidate in self.by_shape.get((word[0], word[-1], length), ()):
                slip = slip_between(word, candidate)
                if slip and len(word) >= _MIN_LETTERS[slip]:
                    yield candidate

    def _clear_winner(self, candidates: Sequence[str]) -> str | None:
        best, *others = sorted(candidates, key=lambda word: (-self.counts[word], word)) or [""]
        clear = all(self.counts[best] >= LEAD * self.counts[other] for other in others)
        return best if best and clear else None


def slip_between(typed: str, meant: str) -> Slip | None:
    """The slip that makes `typed` of `meant`; None where they differ in more, or in the first or the last letter.

    The single slips are those of Damerau, A technique for computer detection and correction of spelling errors (1964).
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return None
    after = _common_start(typed[::-1], meant[::-1])
    before = _common_start(typed[: len(typed) - after], meant[: len(meant) - after])
    wrong, right = typed[before : len(typed) - after], meant[before : len(meant) - after]
    if len(wrong) == _PAIR and wrong == right[::-1]:
        return Slip.SWAPPED
    if not before or not after or len(wrong) > 1 or len(right) > 1:
        return None
    if not (wrong and right):
        return Slip.EXTRA if wrong else Slip.MISSING
    return Slip.VOWEL if {wrong, right} <= _VOWELS else Slip.LETTER


def _common_start(left: str, right: str) -> int:
    return next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))


def _bases(word: str) -> Iterator[str]:
    """The word, and what it may be made of by an English prefix or ending, good English or not."""
    yield word
    yield word + "s"
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + MIN_LETTERS:
            yield word.removeprefix(prefix)
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= MIN_LETTERS - 1:
            yield from (stem, stem + "e", stem.removesuffix("i") + "y", _DOUBLED_AT_END.sub("", stem))


def _in_case_of(typed: str, word: str) -> str:
    if typed.isupper():
        return word.upper()
    return word.capitalize() if typed[0].isupper() else word


def fold(text: str) -> str:
    """Lower case without accents, for comparing words."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    return "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))
