from index.metrics import GoldQuestion
from index.records import Answer, Article, Quote
from tests.bench.article_signals import covered, words_of
from tests.bench.ceiling import answers_elsewhere, table

TEXT = "Seventy-one AK-47 rifles were shown."
GOLD = GoldQuestion("how many rifles?", "answerable", answers=("seventy-one  ak-47",), articles=("gold",))


def answer(article: str, text: str = TEXT) -> Answer:
    quote = Quote(article=Article(id=article, title="", text=text), start=0, end=len(text), highlights=(), score=0.5)
    return Answer(question="", answered=True, confidence=1.0, quotes=(quote,), snapshot="", elapsed_ms=0.0)


def test_another_report_answers_where_its_quote_holds_an_accepted_answer() -> None:
    assert answers_elsewhere(GOLD, answer("other"))
    assert not answers_elsewhere(GOLD, answer("other", "Many rifles were shown."))


def test_the_right_article_is_no_other_report() -> None:
    assert not answers_elsewhere(GOLD, answer("gold"))


def test_the_share_of_words_is_by_rarity() -> None:
    assert covered({"uchiza": 3.0, "police": 1.0}, words_of("In UCHIZA, at noon")) == 0.75


def test_where_no_word_is_asked_none_is_covered() -> None:
    assert covered({}, ["police"]) == 0.0


def test_the_table_has_a_column_for_each_file() -> None:
    assert table({"a.jsonl": {"questions": "2"}, "b.jsonl": {"questions": "3"}}).splitlines() == [
        "|  | a.jsonl | b.jsonl |",
        "| --- | --- | --- |",
        "| questions | 2 | 3 |",
    ]
