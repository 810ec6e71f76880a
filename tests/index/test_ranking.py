import numpy as np
import pytest
from numpy.typing import NDArray

from index.question import QuestionToken, TokenKind
from index.ranking import QueryTokens, follow_up_tokens, question_tokens, score_sentences
from index.rerank import Matches, spread

NAME, WORD, FUNCTION, PUNCTUATION = (
    QuestionToken(kind, word, 1)
    for kind, word in ((TokenKind.NAME, 0), (TokenKind.WORD, 1), (TokenKind.FUNCTION, 2), (TokenKind.PUNCTUATION, -1))
)


def query(*tokens: QuestionToken, rarity: float = 0.8) -> QueryTokens:
    return question_tokens(tokens, np.full(len(tokens), rarity, np.float32))


def totals(tokens: QueryTokens, matches: list[list[float]]) -> NDArray[np.float32]:
    """The scores of one article's sentences, given how each matches each token."""
    return score_sentences(spread_below_a_heading(matches), tokens).total


def spread_below_a_heading(*articles: list[list[float]]) -> Matches:
    """The matches of articles whose headings match nothing."""
    texts = [[[-1.0] * len(sentences[0]), *sentences] for sentences in articles]
    headings = np.cumsum([0, *map(len, texts[:-1])])
    return spread(np.asarray([text for article in texts for text in article], np.float32), headings)


def test_the_sentence_with_the_word_asked_for_comes_before_its_neighbours_and_those_before_the_rest() -> None:
    found, beside, far = totals(query(WORD), [[0.9], [0.1], [0.1]])

    assert found > beside > far


def test_a_name_picks_the_article_more_than_its_sentence() -> None:
    name, word = (totals(query(token), [[0.9], [0.1], [0.1]]) for token in (NAME, WORD))

    assert np.ptp(name) < np.ptp(word)
    assert totals(query(NAME), [[0.9]]) > totals(query(NAME), [[0.1]])


def test_an_article_of_the_time_asked_for_comes_before_another_that_matches_as_well() -> None:
    matches = spread_below_a_heading([[0.5]], [[0.5]])

    timely, other = score_sentences(matches, query(WORD), timely=np.asarray([True, False])).total

    assert timely > other
    assert score_sentences(matches, query(WORD)).total.tolist() == [other, other]


def test_function_words_and_punctuation_weigh_less_than_what_is_asked() -> None:
    weights = query(WORD, FUNCTION, PUNCTUATION).weights

    assert weights[0] > weights[1] > weights[2] == 0.0


def test_a_word_in_several_pieces_counts_once_and_by_its_rarest_piece() -> None:
    pieces = (QuestionToken(TokenKind.NAME, 0, 2), QuestionToken(TokenKind.NAME, 0, 2))

    weights = question_tokens(pieces, np.asarray([0.1, 0.9], np.float32)).weights

    assert weights.sum() == pytest.approx(0.9)
    assert weights[0] == weights[1]


def test_names_and_words_are_essential_others_are_not() -> None:
    assert query(NAME, WORD, FUNCTION, PUNCTUATION).essential.tolist() == [True, True, False, False]


def test_the_weakest_match_is_that_of_the_essential_token_which_matches_least() -> None:
    matches = spread_below_a_heading([[0.9, 0.3, 0.0], [0.1, 0.4, 0.0]], [[0.2, 0.8, 0.0]])

    scores = score_sentences(matches, query(NAME, WORD, FUNCTION))

    assert scores.weakest.tolist() == pytest.approx([0.4, 0.4, 0.2])


def test_the_question_before_picks_the_article_and_the_follow_up_the_sentence() -> None:
    both = follow_up_tokens(query(WORD), query(WORD))

    said_here, said_beside, said_far = totals(both, [[0.9, 0.1], [0.1, 0.1], [0.1, 0.9]])
    only_topic = totals(both, [[0.1, 0.9]])[0]

    assert said_here > said_beside > said_far == pytest.approx(only_topic)
    assert both.essential.tolist() == [True, False]


def test_a_question_of_punctuation_alone_scores_without_dividing_by_zero() -> None:
    assert np.isfinite(totals(query(PUNCTUATION), [[0.5], [0.5]])).all()


def test_a_question_without_tokens_scores_nothing() -> None:
    assert totals(query(), [[], []]).tolist() == [0.0, 0.0]
