from pathlib import Path

import bm25s
import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SnapshotDamaged
from index.lexical import LexicalIndex, stems

TEXTS = [
    "Gunmen demanded a free way to Geneva.",
    "The river rose over its banks.",
    "The demand was refused in Geneva, and again in Geneva.",
]


def found(index: LexicalIndex, query: str, *, k: int = 10) -> list[int]:
    return [int(number) for number in index.best(query, k=k).numbers]


def test_a_word_finds_the_texts_that_have_it_whatever_its_ending_or_case() -> None:
    index = LexicalIndex.build(TEXTS)

    assert sorted(found(index, "DEMANDING")) == [0, 2]
    assert found(index, "rivers") == [1]


def test_what_has_a_word_more_often_comes_first() -> None:
    assert found(LexicalIndex.build(TEXTS), "geneva") == [2, 0]
    assert found(LexicalIndex.build(TEXTS), "geneva", k=1) == [2]


def test_of_texts_that_score_the_same_the_first_are_found() -> None:
    index = LexicalIndex.build(["A river.", "A bank.", "A river.", "A river, a river.", "A river."])

    hits = index.best("river", k=3)

    assert hits.numbers.tolist() == [3, 0, 2]
    assert hits.scores.tolist() == sorted(hits.scores.tolist(), reverse=True)


@given(st.lists(st.sampled_from(["the", "Rivers", "rose", "İstanbul", "x_y", "3rd", "don't", "حمله", "\0", "ﬁne"])))
def test_words_are_those_of_the_library(words: list[str]) -> None:
    text = " ".join(words)

    (expected,) = bm25s.tokenize(
        [text],
        token_pattern=r"(?u)\b\w+\b",  # noqa: S106 - no password
        stopwords="english",
        stemmer=Stemmer.Stemmer("english"),
        return_ids=False,
        show_progress=False,
    )
    assert stems(text) == expected


@pytest.mark.parametrize("query", ["", "the of and", "helicopter", "?!", "\0", "\U0001f525", "حمله"])
def test_a_query_without_a_known_word_finds_nothing(query: str) -> None:
    assert found(LexicalIndex.build(TEXTS), query) == []


def test_words_of_other_scripts_are_found_as_they_are_written() -> None:
    assert found(LexicalIndex.build([*TEXTS, "حمله پر پولیس"]), "پولیس") == [3]


@pytest.mark.parametrize("texts", [["the of"], ["..."], ["", "", ""]])
def test_texts_without_any_word_can_be_indexed(texts: list[str], tmp_path: Path) -> None:
    LexicalIndex.build(texts).save(tmp_path / "lexical")

    assert found(LexicalIndex.load(tmp_path / "lexical"), "geneva") == []


def test_a_loaded_index_finds_what_the_saved_one_finds(tmp_path: Path) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path / "lexical")

    assert found(LexicalIndex.load(tmp_path / "lexical"), "geneva demand") == found(
        LexicalIndex.build(TEXTS), "geneva demand"
    )


@pytest.mark.parametrize("missing", ["params.index.json", "vocab.index.json", "data.csc.index.npy"])
def test_an_index_with_a_file_missing_is_told_in_one_line(tmp_path: Path, missing: str) -> None:
    LexicalIndex.build(TEXTS).save(tmp_path / "lexical")
    (tmp_path / "lexical" / missing).unlink()

    with pytest.raises(SnapshotDamaged, match=r"^lexical cannot be read; run: incident-bot rebuild$"):
        LexicalIndex.load(tmp_path / "lexical")
