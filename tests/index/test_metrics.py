import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.metrics import Finding, GoldQuestion, auroc, find, quality
from index.records import Answer, Article, Quote

RIGHT = Article("right", "Right", "NINE  MEN\nDIED. Nobody else was hurt.")
WRONG = Article("wrong", "Wrong", "Nine men died, says another report.")
GOLD = GoldQuestion("how many died?", "answerable", ("nine men", "9"), ("right",))
OFF_TOPIC = GoldQuestion("who won the cup?", "unanswerable")


def whole(article: Article) -> Quote:
    return Quote(article, 0, len(article.text))


def answer(*quotes: Quote, confidence: float = 0.5, answered: bool = True) -> Answer:
    return Answer("?", answered, confidence, quotes, "snapshot", 1.0)


def test_a_hit_ignores_case_and_white_space() -> None:
    assert find(GOLD, answer(whole(RIGHT))) == Finding(rank=1, read_chars=8)


def test_the_same_words_from_another_article_are_no_hit() -> None:
    assert find(GOLD, answer(whole(WRONG))) == Finding(None, None)


def test_what_stands_before_the_hit_has_been_read() -> None:
    assert find(GOLD, answer(whole(WRONG), whole(RIGHT))) == Finding(rank=2, read_chars=len(WRONG.text) + 8)


def test_quality_gives_shares_of_each_kind_of_question() -> None:
    golds = [GOLD, GOLD, OFF_TOPIC, OFF_TOPIC]
    answers = [
        answer(whole(RIGHT), confidence=0.9),
        answer(whole(WRONG), whole(RIGHT), confidence=0.4, answered=False),
        answer(whole(WRONG), confidence=0.5),
        answer(confidence=0.1, answered=False),
    ]

    figures = quality(golds, answers)

    assert figures["answerable"] == {
        "n": 2, "hit@1": 0.5, "hit@3": 1.0, "hit@10": 1.0, "read@300": 1.0, "read@500": 1.0, "read@1500": 1.0,
        "article@1": 0.5, "mrr": 0.75, "chars": (len(RIGHT.text) + len(WRONG.text)) / 2,
    }  # fmt: skip
    assert figures["unanswerable"] == {"n": 2, "auroc": 0.75, "answered": 0.5, "refused": 0.5}
    assert "followup" not in figures


def test_questions_without_any_quote_count_as_missed() -> None:
    figures = quality([GOLD], [answer()])["answerable"]

    assert (figures["hit@10"], figures["mrr"], figures["article@1"], figures["chars"]) == (0.0, 0.0, 0.0, 0)


def test_auroc_is_one_for_a_perfect_order_and_a_half_for_ties() -> None:
    assert auroc([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert auroc([0.5], [0.5]) == 0.5
    assert auroc([0.1], [0.9]) == 0.0
    assert math.isnan(auroc([], [0.5]))
    assert math.isnan(auroc([0.5], []))


shares = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(shares, shares)
def test_auroc_of_exchanged_groups_is_its_complement(first: list[float], second: list[float]) -> None:
    assert auroc(first, second) + auroc(second, first) == pytest.approx(1.0)
