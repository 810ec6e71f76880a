"""From matches to one score a sentence: a weighted mean over the question's tokens. Pure NumPy.

Measured and left out, as they gained nothing on top: BM25 of sentence, passage and article; the cosine of the passage;
whether the sentence holds the kind of answer asked for (a number, a date, a reason).

The constants were chosen by hand: the distances on our own validation questions (`tests/bench/questions/`), where
neighbouring values differ by a point or less, the others on the development questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.question import QuestionToken, TokenKind
from index.rerank import Matches

FloatArray = NDArray[np.float32]

# How much a match counts by where it is found: in the sentence, in a neighbour, elsewhere in the article.
# A name picks the article, the other words pick the sentence in it: the place is named at the beginning of a report,
# what was demanded there comes further down.
DISTANCES = {
    TokenKind.NAME: (0.1, 0.15, 0.75),
    TokenKind.WORD: (0.25, 0.25, 0.5),
    TokenKind.FUNCTION: (1.0, 0.0, 0.0),
    TokenKind.PUNCTUATION: (0.3, 0.2, 0.5),
}
# With an earlier question to lean on, that one picks the article, and the follow-up's own words the sentence.
CONTEXT_DISTANCES = (0.0, 0.0, 1.0)
FOLLOW_UP_DISTANCES = (0.6, 0.4, 0.0)

FUNCTION_WEIGHT = 0.25
"""At most; rare as "what" and "did" may be in news, they are not what the question is about."""

TIMELY_BONUS = 0.04
"""For an article of the time that the question names. No more: an article may tell of an earlier year."""

ESSENTIAL_SHARE = 0.3
"""Of the heaviest token's weight; lighter words may be missing from an answer."""


@dataclass(frozen=True, slots=True, eq=False)
class QueryTokens:
    """How each token of the question counts: `weights` (tokens,), `distances` (3, tokens), `essential` (tokens,)."""

    weights: FloatArray
    distances: FloatArray
    essential: NDArray[np.bool_]
    """Without which a text cannot answer: names and words that weigh enough, of the question itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The score of each sentence, and its article's match of the essential token that matches least, (sentences,)."""

    total: FloatArray
    weakest: FloatArray


def question_tokens(tokens: Sequence[QuestionToken], rarity: FloatArray) -> QueryTokens:
    """Weigh the tokens of a question: a word counts by its rarest piece, once, however many pieces it has."""
    by_word: dict[int, float] = {}
    for token, rare in zip(tokens, rarity, strict=True):
        by_word[token.word] = max(by_word.get(token.word, 0.0), float(rare))
    weights = [_weight(token, by_word[token.word]) for token in tokens]
    distances = [DISTANCES[token.kind] for token in tokens]
    enough = ESSENTIAL_SHARE * max(weights, default=0.0)
    essential = [
        token.kind in (TokenKind.WORD, TokenKind.NAME) and weight > enough
        for token, weight in zip(tokens, weights, strict=True)
    ]
    return QueryTokens(
        np.asarray(weights, np.float32), np.asarray(distances, np.float32).reshape(-1, 3).T, np.asarray(essential, bool)
    )


def follow_up_tokens(question: QueryTokens, context: QueryTokens) -> QueryTokens:
    """The tokens of a question and, after them, of the earlier question that it leans on."""
    return QueryTokens(
        np.concatenate([question.weights, context.weights]),
        np.concatenate([_all(FOLLOW_UP_DISTANCES, question), _all(CONTEXT_DISTANCES, context)], axis=1),
        np.concatenate([question.essential, np.zeros_like(context.essential)]),
    )


def score_sentences(matches: Matches, query: QueryTokens, *, timely: NDArray[np.bool_] | None = None) -> Scores:
    """Score the sentences of some articles, given their matches with the query's tokens.

    `timely` (articles,) says which articles are of the time that the question names; None where it names none.
    """
    share = query.weights / max(float(query.weights.sum()), 1e-6)
    in_sentence, beside, elsewhere = share * query.distances
    article = matches.article @ elsewhere + (0.0 if timely is None else TIMELY_BONUS * timely)
    weakest = matches.article[:, query.essential].min(axis=1, initial=1.0)
    total = matches.sentence @ in_sentence + matches.neighbours @ beside + article[matches.articles]
    return Scores(np.asarray(total, np.float32), weakest[matches.articles])


def _all(distances: tuple[float, float, float], tokens: QueryTokens) -> FloatArray:
    """The same distances for each of some tokens, (3, tokens)."""
    return np.tile(np.asarray(distances, np.float32)[:, np.newaxis], len(tokens.weights))


def _weight(token: QuestionToken, rarity: float) -> float:
    if token.kind is TokenKind.PUNCTUATION:
        return 0.0
    weight = rarity / token.pieces
    return min(weight, FUNCTION_WEIGHT) if token.kind is TokenKind.FUNCTION else weight
