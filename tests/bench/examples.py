"""Questions with gold answers as examples to fit on: what is right, what is wrong though near, what to leave out."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents
from index.encoder import Encoder
from index.metrics import GoldQuestion, normal
from index.question import classify_tokens
from index.ranking import QueryTokens, follow_up_tokens, question_tokens

NEAREST = 25
"""Passages by FAISS and by BM25, among which the hard negatives are."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with its texts (its own and, of a follow-up, the earlier one's) and how their tokens count."""

    article: int
    texts: tuple[str, ...]
    query: QueryTokens
    right: frozenset[int]
    """Sentences of the gold article that hold the answer."""
    answers: tuple[str, ...]
    near: tuple[int, ...]
    """Passages of other articles that look right, none of which holds the answer's words."""


def examples_of(
    golds: Iterable[GoldQuestion], contents: Contents, encoder: Encoder, rarity: NDArray[np.float32]
) -> list[Example]:
    """The examples among some questions: those whose answer stands in one sentence of the article they name."""
    numbers = {article.id: number for number, article in enumerate(contents.articles)}
    found = (_example(gold, numbers, contents, encoder, rarity) for gold in golds if gold.articles)
    return [example for example in found if example is not None]


def holds_answer(number: int, answers: Iterable[str], contents: Contents) -> bool:
    """Whether a sentence has the words of an answer."""
    text = normal(contents.sentence_text(number))
    return any(answer in text for answer in answers)


def _example(
    gold: GoldQuestion,
    numbers: dict[str, int],
    contents: Contents,
    encoder: Encoder,
    rarity: NDArray[np.float32],
) -> Example | None:
    article = numbers.get(gold.articles[0])
    if article is None:
        return None
    answers = tuple(normal(answer) for answer in gold.answers)
    first, last = contents.article_sentences[article : article + 2]
    right = frozenset(number for number in range(first, last) if holds_answer(number, answers, contents))
    texts = (gold.question, gold.context) if gold.context else (gold.question,)
    encoded = encoder.encode(texts)
    weighed = [
        question_tokens(classify_tokens(text, one.token_spans.tolist()), rarity[one.token_ids])
        for text, one in zip(texts, encoded, strict=True)
    ]
    near = dict.fromkeys(
        int(passage)
        for text, one in zip(texts, encoded, strict=True)
        for found in (contents.vectors.nearest(one.vector, k=NEAREST), contents.lexical.best(text, k=NEAREST))
        for passage in found
    )
    wrong = tuple(
        passage
        for passage in near
        if contents.sentences[contents.passages[passage, 0], 0] != article
        and not any(answer in normal(contents.passage_text(passage)) for answer in answers)
    )
    query = weighed[0] if len(weighed) == 1 else follow_up_tokens(weighed[0], weighed[1])
    return Example(article, texts, query, right, answers, wrong) if right and wrong else None
