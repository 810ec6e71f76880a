"""The questions that the corpus could not answer, those that ask the same put together. Pure."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.store.records import Unanswered
from index.question import is_function_word

SHARED = 0.6
"""Of two questions' content words together, how many both have, where one only says more than the other."""

SHARED_WHERE_BOTH_DIFFER = 0.75
"""Where each has a word that the other lacks: in a short question that one word is the place, or what is asked."""

_MIN_STEM = 3
"""Characters that an ending leaves at least: "bus" and "king" have none, "bombings" has two."""

_WORD = re.compile(r"\w+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of English, beside the function words, and of Urdu: what is in every second question says nothing of what it is about.
_ASKING_WORDS = _words("""
    exactly happen happened happening happens know known latest news recent recently report reported reportedly reports
    said say saying says tell told update updates
    اب اس اور ان انہوں انہیں ایک بارے بتائیں بعد بھی پر پہلے تاکہ تک تھا تھی تھے تو جب جو جس جن خبر خبریں رہا رہی رہے سب
    سکتا سکتی سکتے سے طرح کا کب کتنا کتنی کتنے کر کرنا کرنے کس کسی کو کون کونسا کونسی کوئی کہ کہاں کہا کی کیا کیسے کیوں
    کے گئی گئے گیا لیے مجھے میں نہیں نے والا والی والے وہ ہم ہو ہوا ہوئی ہوئے ہونے ہے ہیں یا یہ
""")


@dataclass(frozen=True, slots=True)
class GapGroup:
    """Questions that ask the same: the most asked wording (with what it leans on), and the others, most asked first.

    `questions` is how often they were asked in all, `told` how often a person told of them; `last_at` is aware.
    """

    question: str
    questions: int
    told: int
    last_at: datetime
    also: tuple[str, ...] = ()
    context: str | None = None


def group_gaps(unanswered: Iterable[Unanswered]) -> tuple[GapGroup, ...]:
    """Put questions together that share most of their content words; most asked first.

    Each question is compared with the most asked one of a group only, so that a chain of small differences does not
    bring together what has nothing in common.
    """
    groups = _Groups()
    for one in sorted(unanswered, key=lambda one: (one.asked, one.told, one.last_at, one.question), reverse=True):
        groups.put(one)
    found = map(_group_of, groups.members)
    return tuple(sorted(found, key=lambda group: (group.questions, group.told, group.last_at), reverse=True))


class _Groups:
    """The groups so far; the words of each group's first question lead to it."""

    def __init__(self) -> None:
        self.members: list[list[Unanswered]] = []
        self._sizes: list[int] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)

    def put(self, one: Unanswered) -> None:
        words = content_words(f"{one.context or ''} {one.question}")
        number = self._nearest(words)
        if number is not None:
            self.members[number].append(one)
            return
        for word in words:
            self._having[word].append(len(self.members))
        self.members.append([one])
        self._sizes.append(len(words))

    def _nearest(self, words: frozenset[str]) -> int | None:
        shared = Counter(number for word in words for number in self._having.get(word, ()))
        near = [(_alike(len(words), self._sizes[number], both), -number) for number, both in shared.items()]
        best, number = max(near, default=(0.0, 0))
        return -number if best else None


def _alike(first: int, second: int, both: int) -> float:
    """How much two sets of so many words have in common, in 0..1; 0 where that is too little to ask the same."""
    share = both / (first + second - both)
    enough = SHARED if both == min(first, second) else SHARED_WHERE_BOTH_DIFFER
    return share if share >= enough else 0.0


def content_words(question: str) -> frozenset[str]:
    """What a question is about: its words without those that only ask, "attacks" and "attacked" as one."""
    words = (word for word in _WORD.findall(question.casefold()) if not is_function_word(word))
    return frozenset(_stem(word) for word in words if word not in _ASKING_WORDS)


def _stem(word: str) -> str:
    """The word without the common English endings: need not be a word, only the same for all its forms."""
    if word.endswith("ies") and len(word) > _MIN_STEM + 1:
        word = f"{word[:-3]}y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _MIN_STEM:
        word = word[:-1]
    ending = next((end for end in ("ing", "ed", "e") if word.endswith(end) and len(word) > _MIN_STEM + len(end)), "")
    return word.removesuffix(ending)


def _group_of(members: list[Unanswered]) -> GapGroup:
    first, *others = members
    return GapGroup(
        first.question,
        questions=sum(one.asked for one in members),
        told=sum(one.told for one in members),
        last_at=max(one.last_at for one in members),
        also=tuple(one.question for one in others),
        context=first.context,
    )
