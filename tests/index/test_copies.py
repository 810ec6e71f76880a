import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies import MOST, Copy, KnownTexts
from index.corpus import read_corpus
from index.records import Article

BENCH = Path(__file__).parents[3] / "shared" / "bench" / "muc4_articles.jsonl"
SIEGE = (
    "The siege of the police station went on for two days while elders and officers talked with the men inside about "
    "their demand for a helicopter and a way out of the country, and the families of the hostages waited at the gate."
)
TALKS = (
    "In the capital the ministers met on Tuesday to speak about the price of wheat and a new road across the hills, "
    "and no decision was made before the evening when most of them left for their home towns."
)


def article(name: str, text: str) -> Article:
    return Article(id=name, title=name, text=text)


KNOWN = KnownTexts.of([article("siege", SIEGE), article("talks", TALKS)])


def test_a_copy_is_found_whatever_its_case_punctuation_and_line_breaks() -> None:
    shouted = SIEGE.upper().replace(",", " -").replace(" ", "\n")

    assert KNOWN.copies_of(shouted) == (Copy(article("siege", SIEGE), 1.0),)


def test_a_part_of_an_article_is_a_copy_and_so_is_the_article_with_more_around_it() -> None:
    part = " ".join(SIEGE.split()[:25])

    assert [copy.share for copy in KNOWN.copies_of(part)] == [1.0]
    assert [copy.article.id for copy in KNOWN.copies_of(f"{TALKS} {SIEGE}")] == ["siege", "talks"]


def test_a_text_in_other_words_is_no_copy() -> None:
    assert KNOWN.copies_of("For two days men held a police station, and asked for a helicopter.") == ()


def test_a_text_that_was_changed_in_part_has_a_share_between() -> None:
    changed = f"{SIEGE[:110]} others spoke of something else on that day, which nobody had heard of before this one."

    share = KNOWN.copies_of(changed, at_least=0.1)[0].share

    assert 0.2 < share < 0.8
    assert KNOWN.copies_of(changed, at_least=share + 0.01) == ()


def test_at_most_three_are_told_the_nearest_first() -> None:
    known = KnownTexts.of(article(f"{number}", f"{SIEGE} {TALKS[: 30 * number]}") for number in range(6))

    copies = known.copies_of(SIEGE + " " + TALKS)

    assert len(copies) == MOST
    assert [copy.share for copy in copies] == sorted((copy.share for copy in copies), reverse=True)


@given(st.text())
def test_every_text_with_a_word_is_a_copy_of_itself(text: str) -> None:
    has_word = any(char.isalnum() or char == "_" for char in text.casefold())

    assert [copy.share for copy in KnownTexts.of([article("a", text)]).copies_of(text)] == [1.0] * has_word


def test_the_sample_is_the_same_in_every_process() -> None:
    code = f"from index.copies import _sampled_shingles; print(sorted(_sampled_shingles({SIEGE!r})))"
    runs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code]
        run = subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)  # noqa: S603 - ours
        runs.add(run.stdout)

    assert len(runs) == 1
    assert len(runs.pop()) > 50


@pytest.mark.skipif(not BENCH.exists(), reason="no benchmark articles here")
def test_the_benchmark_articles_are_known_in_a_few_seconds() -> None:
    articles = read_corpus(BENCH).articles
    began = time.process_time()

    KnownTexts.of(articles)

    assert time.process_time() - began < 5
