"""How good answers are, measured on questions with gold quotes. Pure.

A quote is a hit where it is from an evidence article and contains an answer string, case and white space ignored.
"""

import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from index.records import Answer

HITS_AT = (1, 3, 10)
READ_AT = (300, 500, 1500)


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with what a right quote contains and the articles it may come from.

    `kind` is answerable, followup (with `context`, the earlier question of its chat) or unanswerable.
    """

    question: str
    kind: str
    answers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Where the first hit is: its rank from 1 and the characters read when its answer ends; None without a hit."""

    rank: int | None
    read_chars: int | None


def find(gold: GoldQuestion, answer: Answer) -> Finding:
    """The first hit among the quotes of an answer."""
    wanted = [normal(text) for text in gold.answers]
    read = 0
    for rank, quote in enumerate(answer.quotes, 1):
        text = normal(quote.text)
        ends = [text.find(answer) + len(answer) for answer in wanted if answer in text]
        if ends and quote.article.id in gold.articles:
            return Finding(rank, read + min(ends))
        read += len(text)
    return Finding(None, None)


def quality(golds: Sequence[GoldQuestion], answers: Sequence[Answer]) -> dict[str, dict[str, float]]:
    """The figures of each kind of question, by name; `chars` is the median length of the first quote.

    `auroc` compares the confidence of answerable questions and follow-ups with that of unanswerable ones; `answered`
    is the share of answerable questions answered, `refused` of unanswerable ones refused.
    """
    pairs = list(zip(golds, answers, strict=True))
    figures = {
        kind: _found([(gold, answer) for gold, answer in pairs if gold.kind == kind])
        for kind in ("answerable", "followup")
        if any(gold.kind == kind for gold in golds)
    }
    unanswerable = [answer for gold, answer in pairs if gold.kind == "unanswerable"]
    if unanswerable:
        known = [answer.confidence for gold, answer in pairs if gold.kind != "unanswerable"]
        figures["unanswerable"] = {
            "n": len(unanswerable),
            "auroc": auroc(known, [answer.confidence for answer in unanswerable]),
            "answered": _share(answer.answered for gold, answer in pairs if gold.kind == "answerable"),
            "refused": _share(not answer.answered for answer in unanswerable),
        }
    return figures


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Probability that a positive scores above a negative, ties counting half; nan where either is empty."""
    if not positive or not negative:
        return float("nan")
    wins = sum((high > low) + 0.5 * (high == low) for high in positive for low in negative)
    return wins / (len(positive) * len(negative))


def _found(pairs: Sequence[tuple[GoldQuestion, Answer]]) -> dict[str, float]:
    findings = [find(gold, answer) for gold, answer in pairs]
    ranks, reads = [finding.rank for finding in findings], [finding.read_chars for finding in findings]
    firsts = [(gold, answer.quotes[0]) for gold, answer in pairs if answer.quotes]
    return {
        "n": len(pairs),
        **{f"hit@{k}": _share(map(_at_most(k), ranks)) for k in HITS_AT},
        **{f"read@{n}": _share(map(_at_most(n), reads)) for n in READ_AT},
        "article@1": sum(quote.article.id in gold.articles for gold, quote in firsts) / len(pairs),
        "mrr": sum(1 / rank for rank in ranks if rank) / len(pairs),
        "chars": statistics.median([len(quote.text) for _, quote in firsts]) if firsts else 0,
    }


def _at_most(limit: int) -> Callable[[int | None], bool]:
    return lambda value: value is not None and value <= limit


def _share(values: Iterable[bool]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else float("nan")


def normal(text: str) -> str:
    """A text as it is compared: lower case, single spaces."""
    return " ".join(text.split()).lower()
