"""Questions with gold answers as examples to fit on: what is right, what is wrong though near, what to leave out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from index.contents import Contents
from index.encoder import Encoder
from index.metrics import GoldQuestion, normal
from index.question import TokenKind, classify_tokens
from index.ranking import QueryTokens, follow_up_tokens, question_tokens

NEAREST = 25
"""Passages by FAISS and by BM25, among which the hard negatives are."""

OWN_PASSAGES = 8
"""Of the article that a question with a swapped name was about: the hardest to tell from an answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question with its texts (its own and, of a follow-up, the earlier one's) and how their tokens count."""

    article: int | None
    """That has the answer; None where no article has."""
    texts: tuple[str, ...]
    query: QueryTokens
    right: frozenset[int]
    """Sentences of the gold article that hold the answer."""
    answers: tuple[str, ...]
    near: tuple[int, ...]
    """Passages of other articles that look right, none of which holds the answer's words."""


class Examples:
    """Makes examples of questions about the articles of `contents`."""

    def __init__(self, contents: Contents, encoder: Encoder, rarity: NDArray[np.float32]) -> None:
        self._contents = contents
        self._encoder = encoder
        self._rarity = rarity
        self._owners = contents.sentences[contents.passages[:, 0], 0]
        self._numbers = {article.id: number for number, article in enumerate(contents.articles)}

    def of(self, golds: Iterable[GoldQuestion]) -> list[Example]:
        """Those whose answer stands in one sentence of the article that they name, and those without an answer."""
        found = (self._example(gold) for gold in golds)
        return [example for example in found if example is not None]

    def swapped(self, golds: Iterable[GoldQuestion], *, share: float) -> list[Example]:
        """A share of the questions again, with a name of another question, so that nothing answers them."""
        named = [(gold, self._names(gold.question)) for gold in golds if gold.articles and not gold.context]
        names = sorted({name for _, found in named for name in found})
        random = Random(0)  # noqa: S311 - chance, no secret
        return [
            example
            for gold, found in named
            if random.random() < share and (example := self._swapped(gold, found, random.choice(names), random))
        ]

    def _example(self, gold: GoldQuestion) -> Example | None:
        article = self._numbers.get(gold.articles[0]) if gold.articles else None
        answers = tuple(normal(answer) for answer in gold.answers)
        first, last = (0, 0) if article is None else self._contents.article_sentences[article : article + 2]
        right = frozenset(number for number in range(first, last) if holds_answer(number, answers, self._contents))
        if bool(right) != bool(answers):
            return None
        texts = (gold.question, gold.context) if gold.context else (gold.question,)
        wrong = tuple(self._wrong(texts, article, answers))
        return Example(article, texts, self._query(texts), right, answers, wrong)

    def _swapped(self, gold: GoldQuestion, names: Sequence[str], name: str, random: Random) -> Example | None:
        article = self._numbers.get(gold.articles[0])
        if article is None:
            return None
        text = self._contents.articles[article].text.casefold()
        known = [own for own in names if own in text]
        if not known or name in text:
            return None
        texts = (re.sub(rf"\b{re.escape(random.choice(known))}\b", name, gold.question.casefold()),)
        own = np.flatnonzero(self._owners == article).tolist()[:OWN_PASSAGES]
        near = tuple(self._wrong(texts, article, ()))[: NEAREST - len(own)]
        return Example(None, texts, self._query(texts), frozenset(), (), (*own, *near))

    def _query(self, texts: Sequence[str]) -> QueryTokens:
        weighed = [
            question_tokens(classify_tokens(text, one.token_spans.tolist()), self._rarity[one.token_ids])
            for text, one in zip(texts, self._encoder.encode(texts), strict=True)
        ]
        return weighed[0] if len(weighed) == 1 else follow_up_tokens(weighed[0], weighed[1])

    def _wrong(self, texts: Sequence[str], article: int | None, answers: Sequence[str]) -> Iterator[int]:
        """Passages of other articles that are near and hold no answer."""
        contents = self._contents
        near = dict.fromkeys(
            int(passage)
            for text, one in zip(texts, self._encoder.encode(texts), strict=True)
            for found in (contents.vectors.nearest(one.vector, k=NEAREST), contents.lexical.best(text, k=NEAREST))
            for passage in found.numbers
        )
        for passage in near:
            text = normal(contents.passage_text(passage))
            if self._owners[passage] != article and not any(answer in text for answer in answers):
                yield passage

    def _names(self, question: str) -> tuple[str, ...]:
        folded = question.casefold()
        words = re.findall(r"\w+", folded)
        tokens = classify_tokens(folded, self._encoder.encode([folded])[0].token_spans.tolist())
        return tuple(dict.fromkeys(words[token.word] for token in tokens if token.kind is TokenKind.NAME))


def holds_answer(number: int, answers: Iterable[str], contents: Contents) -> bool:
    """Whether a sentence has the words of an answer."""
    text = normal(contents.sentence_text(number))
    return any(answer in text for answer in answers)
