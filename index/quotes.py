"""Which sentences are quoted, and how much around them. Pure.

The unit is the whole sentence. While the quote stays short it takes in the sentence before where it leans on that ("He
said"), what follows in its paragraph, and any neighbour that scores about as well. A wire text that several articles
print is quoted once, with the other articles named.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.near_duplicates import Wording, Wordings
from index.records import Answer

MAX_QUOTE_CHARS = 400
"""About six lines on a phone. Longer only where a single sentence is."""

BELONGS_SHARE = 0.9
"""Of the anchor's score: news breaks paragraphs after every other sentence, and what scores as well belongs to it."""

ANSWERS_TOO_SHARE = 0.95
"""Of the anchor's score: so do the two demands of the design's example, and not what stands beside them."""

WORTH_SHARE = 0.85
"""Of the first quote's score. On the validation questions 1 of 101 second and third quotes below it was the first hit,
2 of 100 from .85 to .95, 14 of 100 above."""

MAX_QUOTES = 10

COMPARED_SENTENCES = 60
"""The best ones, searched for other prints of what is quoted. On the MUC articles those are ranked right below it: for
772 questions 16 are found, and 17 among 100 sentences, which takes half as long again."""

MIN_WORDS = 3
MIN_WORDS_UNFINISHED = 12
"""With so many, a sentence without a full stop is whole, or a piece of a list too long to quote."""

_LEANS = re.compile(
    r"""^\W*(?:he|she|they|it|his|her|hers|their|its|this|these|those|that|such|both|neither|others|but|and|so|however
          |therefore|also|then|later|there|here)\b
      | \b(?:of|by|with|to|from|against|among)\ (?:him|her|them|these|those)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_TAG = re.compile(r"\[[^\[\]]{1,60}\]")  # [REPORTER], [END RECORDING]
_LIST_LABEL = re.compile(r"\(?(?:\d{1,3}|[ivx]{1,4}|[a-z])[.)]\s+", re.IGNORECASE)
_CREDIT = re.compile(r"(?:\w+ )?(?:report|reporting|editing|writing|photos?|video) by \w", re.IGNORECASE)
_CUT_BEGINNING = re.compile(r"(?:\.\.|[\u2026,;:)\]])")
_FINISHED = re.compile(r"[.!?\u2026\u06d4\u061f\u0964\u3002]+[\"'\u201d\u2019\u00bb)\]]*$")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Sentences `first:last` (exclusive, global numbers) around the one that was found, `anchor`."""

    anchor: int
    first: int
    last: int
    score: float
    answering: tuple[int, ...] = ()
    """The anchor and those of the sentences that answer about as well."""

    also: tuple[int, ...] = ()
    """Numbers of the other articles that print the anchor."""


def choose_excerpts(
    scored: Sequence[tuple[int, float]],
    sentences: NDArray[np.int32],
    text_of: Callable[[int], str],
    day_of: Callable[[int], date | None] = lambda _: None,
) -> tuple[Excerpt, ...]:
    """The best excerpts, best first, none overlapping and none repeating another's words.

    `scored` pairs sentence numbers with scores; `sentences` has the columns article, start, end, paragraph.
    `text_of` gives a sentence's words and `day_of` an article's day, by which the same wire text is seen. What cannot
    stand alone is quoted only where nothing else is found.
    """
    ranked = sorted(sorted(scored), key=itemgetter(1), reverse=True)

    def wording_of(number: int) -> Wording:
        return Wording(text_of(number), day_of(int(sentences[number, 0])))

    return _choose(ranked, sentences, wording_of, stands_alone) or _choose(ranked, sentences, wording_of, bool)


def stands_alone(text: str) -> bool:
    """Whether a sentence can be quoted for its own sake: no label, credit or lead-in, nothing cut off."""
    words = _TAG.sub("", text).strip()
    is_item = _LIST_LABEL.match(words) is not None
    words = _LIST_LABEL.sub("", words, count=1).lstrip(" \"'\u201c\u2018\u00ab(")
    count = len(words.split())
    if count < MIN_WORDS or _CUT_BEGINNING.match(words) or _CREDIT.match(words) or words.endswith(":"):
        return False
    is_begun = is_item or not words[0].islower()
    return is_begun and (is_item or count >= MIN_WORDS_UNFINISHED or _FINISHED.search(words) is not None)


def worth_reading(answer: Answer) -> Answer:
    """The same answer without the quotes that score too far below the first; all of them where it is no answer."""
    if not (answer.answered and answer.quotes):
        return answer
    enough = WORTH_SHARE * answer.quotes[0].score
    return replace(answer, quotes=tuple(quote for quote in answer.quotes if quote.score >= enough))


def leans_back(text: str) -> bool:
    """Whether a sentence is understood only with the one before: "Two of them died", "He did not say who"."""
    return _LEANS.search(text) is not None


def _choose(
    ranked: Sequence[tuple[int, float]],
    sentences: NDArray[np.int32],
    wording_of: Callable[[int], Wording],
    is_quotable: Callable[[str], bool],
) -> tuple[Excerpt, ...]:
    scores = dict(ranked)
    used: set[int] = set()
    said = Wordings()
    chosen: dict[int, Excerpt] = {}  # by anchor
    for place, (number, score) in enumerate(ranked):
        if len(chosen) == MAX_QUOTES and place >= COMPARED_SENTENCES:
            break
        if number in used:
            continue
        wording = wording_of(number)
        repeated = said.repeated_by(wording)
        if repeated is not None:
            used.add(number)  # nor does another quote take it in
            if repeated in chosen:
                chosen[repeated] = _also_in(chosen[repeated], number, sentences)
        elif len(chosen) < MAX_QUOTES and is_quotable(wording.text):
            first, last = grow(number, scores, sentences, lambda one: leans_back(wording_of(one).text), used)
            used.update(range(first, last))
            for taken in range(first, last):
                said.add(taken, wording_of(taken))
            enough = min(score, ANSWERS_TOO_SHARE * score)
            answering = tuple(taken for taken in range(first, last) if scores.get(taken, -1.0) >= enough)
            chosen[number] = Excerpt(number, first, last, score, answering)
    return tuple(chosen.values())


def _also_in(excerpt: Excerpt, number: int, sentences: NDArray[np.int32]) -> Excerpt:
    """The same excerpt with the article of another print of its anchor."""
    article, own = int(sentences[number, 0]), int(sentences[excerpt.anchor, 0])
    return excerpt if article in (own, *excerpt.also) else replace(excerpt, also=(*excerpt.also, article))


def grow(
    anchor: int,
    scores: Mapping[int, float],
    sentences: NDArray[np.int32],
    leans: Callable[[int], bool],
    used: Container[int] = (),
) -> tuple[int, int]:
    """Take in sentences beside it, `first:last`, until the quote would be too long: what it leans on, then the better.

    What stands before it puts the answer off: unless the quote `leans` on it, it has to score well itself. So does what
    another paragraph says.
    """
    first, last = anchor, anchor + 1
    enough = BELONGS_SHARE * scores[anchor]

    def may_join(number: int) -> bool:
        if not 0 <= number < len(sentences) or number in used or sentences[number, 0] != sentences[anchor, 0]:
            return False
        length = sentences[max(last - 1, number), 2] - sentences[min(first, number), 1]
        goes_on = sentences[number, 3] == sentences[anchor, 3] and (number > anchor or leans(first))
        return bool(length <= MAX_QUOTE_CHARS and (goes_on or scores.get(number, -1.0) >= enough))

    while beside := [number for number in (first - 1, last) if may_join(number)]:
        best = max(beside, key=lambda number: (number < first and leans(first), scores.get(number, -1.0)))
        first, last = min(first, best), max(last, best + 1)
    return first, last
