"""Questions to show a newcomer, made from what the corpus says and kept only where its answer quotes just that.

Nothing is fixed: another corpus gets other questions, and one that no pattern fits gets none.
"""

import re
from calendar import month_name
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from index.newest import newest_first
from index.passages import Sentence, sentences_of
from index.place_names import PlaceNames, is_in_capitals
from index.question_patterns import Pattern, Told, questions_on, without_asides
from index.quotes import stands_alone
from index.records import Answer, Article
from index.weekdays import meant_days

MAX_TRIES = 12
"""Answers asked for: at some 50 ms each well below a second, once a snapshot."""

MAX_ARTICLES = 1000
"""The newest ones are read for it: some two seconds on two cores, once a snapshot."""

MAX_OF_AN_ARTICLE = 3

MAX_SENTENCE_CHARS = 350

_DATE = re.compile(rf"\b\d{{1,2}} (?:{'|'.join(month_name[1:])}) (?:19|20)\d\d\b")
_TELLS = re.compile(
    r"\b(?:report|said|says|announc|inform|confirm|accord|declar|stated|told|admitt|disclos)", re.IGNORECASE
)
_LETTERS = re.compile(r"\b[A-Z]{3,6}\b")
_LETTERS_IN_BRACKETS = re.compile(r"(?<=[(\[])[A-Z]{3,6}(?=[)\]])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question and the sentence that it was made from."""

    question: str
    pattern: Pattern
    article: Article
    sentence: Sentence

    def is_answered_by(self, answer: Answer) -> bool:
        """Whether the answer says that it is one and quotes that sentence first."""
        if not (answer.answered and answer.quotes):
            return False
        first = answer.quotes[0]
        is_same = first.article.id == self.article.id
        return is_same and first.start <= self.sentence.start and self.sentence.end <= first.end


def example_questions(articles: Sequence[Article], answer: Callable[[str], Answer], count: int) -> tuple[str, ...]:
    """Up to `count` questions that `answer` answers, newest first, at most `MAX_TRIES` of them asked.

    Different articles and different kinds of questions are preferred.
    """
    candidates = list(candidates_of(articles))
    kept: list[Candidate] = []
    for candidate in _most_varied(candidates)[:MAX_TRIES]:
        if len(kept) == count:
            break
        if candidate.is_answered_by(answer(candidate.question)):
            kept.append(candidate)
    return tuple(each.question for each in sorted(kept, key=candidates.index))


def candidates_of(articles: Sequence[Article]) -> Iterator[Candidate]:
    """The questions that patterns make of the newest articles, not yet asked, no one twice."""
    places, seen = PlaceNames(articles), set[str]()
    for article in newest_first(articles)[:MAX_ARTICLES]:
        new = (made for made in _made_from(article, places) if made.question not in seen)
        for candidate in islice(new, MAX_OF_AN_ARTICLE):
            seen.add(candidate.question)
            yield candidate


def _made_from(article: Article, places: PlaceNames) -> Iterator[Candidate]:
    in_capitals = is_in_capitals(article.text)
    groups = _groups_in(article.text, in_capitals=in_capitals)
    for sentence in sentences_of(article):
        words = without_asides(article.text[sentence.start : sentence.end])
        if len(words) <= MAX_SENTENCE_CHARS and stands_alone(words):
            named = places.named_in(words, in_capitals=in_capitals)
            place = named[0] if len(named) == 1 else None
            told = Told(words, place, _day_in(words, article.published) if place else None, groups)
            for pattern, question in islice(questions_on(told), 1):
                yield Candidate(question, pattern, article, sentence)


def _day_in(words: str, published: date | None) -> str | None:
    """The one day that a sentence tells of, dated by itself or counted from its report; not the day of telling."""
    if _TELLS.search(words):
        return None
    meant = [day for _, day in meant_days(words, published)] if published else []
    days = {f"{day.day} {month_name[day.month]} {day.year}" for day in meant} | {*_DATE.findall(words)}
    return days.pop() if len(days) == 1 else None


def _groups_in(text: str, *, in_capitals: bool) -> frozenset[str]:
    """Groups known by their letters; among capitals, those that stand in brackets behind their name."""
    return frozenset((_LETTERS_IN_BRACKETS if in_capitals else _LETTERS).findall(text))


def _most_varied(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each article once before any twice, among those each kind of question, newest first."""
    of_article, of_kind = Counter[str](), Counter[tuple[int, str]]()
    turns: list[tuple[int, int]] = []
    for candidate in candidates:
        turn = of_article[candidate.article.id]
        kind = turn, candidate.pattern.question
        turns.append((turn, of_kind[kind]))
        of_article[candidate.article.id] += 1
        of_kind[kind] += 1
    return [candidates[number] for number in sorted(range(len(candidates)), key=turns.__getitem__)]
