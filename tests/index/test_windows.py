import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from index.contents import Contents
from index.corpus import Corpus
from index.quotes import MAX_QUOTE_CHARS
from index.rebuild import rebuild
from index.snapshot import current_name, load_snapshot
from index.windows import MAX_WINDOWS, rerank
from tests.index.fake_encoder import FakeEncoder
from tests.index.fake_reranker import FakeReranker
from tests.index.small_corpus import FLOOD, RAID, article_of, corpora, corpus_of

QUESTION = "what did they demand?"


def contents_of(corpus: Corpus) -> Contents:
    with tempfile.TemporaryDirectory() as folder:
        index, encoder = Path(folder), FakeEncoder()
        rebuild(corpus, index, encoder)
        return load_snapshot(index, current_name(index), fingerprint=encoder.fingerprint, model=encoder.name).contents


def reranked(contents: Contents, reranker: FakeReranker, scores: list[float]) -> list[str]:
    """All sentences, best first, given what late interaction says of each."""
    numbers, before = np.arange(len(scores)), np.asarray(scores, np.float32)
    dealt = rerank(reranker, QUESTION, numbers, before, contents)

    assert np.sort(dealt) == pytest.approx(np.sort(before), abs=1e-6)
    assert len(set(dealt.tolist())) == len(scores)
    return [contents.sentence_text(number) for number in np.argsort(-dealt)]


def test_the_windows_come_in_the_rerankers_order_and_their_sentences_in_their_own() -> None:
    contents = contents_of(corpus_of(FLOOD))

    assert reranked(contents, FakeReranker("Thursday", "Sunday"), [0.9, 0.8, 0.7, 0.5]) == [
        "The army brought drinking water.",
        "Schools stay closed until Thursday because of the mud.",
        "The river rose over its banks in Chur on Sunday.",
        "Nine houses were lost to the flood.",
    ]


def test_a_reranker_without_an_opinion_changes_no_order_even_of_equal_scores() -> None:
    contents = contents_of(corpus_of(RAID))

    assert reranked(contents, FakeReranker(), [0.5, 0.9, 0.5, 0.5, 0.7]) == [
        contents.sentence_text(number) for number in (1, 4, 0, 2, 3)
    ]


def test_a_window_is_read_as_it_would_be_quoted_under_its_articles_title() -> None:
    reranker = FakeReranker()
    reranked(contents_of(corpus_of(FLOOD)), reranker, [0.9, 0.6, 0.7, 0.5])

    assert reranker.asked == [QUESTION]
    assert reranker.read == [
        [
            "Flood in Chur: The river rose over its banks in Chur on Sunday. Nine houses were lost to the flood.",
            "Flood in Chur: The army brought drinking water. Schools stay closed until Thursday because of the mud.",
        ]
    ]


def test_a_window_takes_in_the_better_neighbour_where_both_are_too_long() -> None:
    first, found, last = (f"{word} {'and on ' * 22}end." for word in ("Before", "Found", "After"))
    reranker = FakeReranker()
    reranked(contents_of(corpus_of(article_of(f"{first} {found} {last}"))), reranker, [0.1, 0.9, 0.2])

    assert reranker.read[0][0] == f"Article 0: {found} {last}"
    assert len(reranker.read[0]) == 2


def test_only_the_best_windows_are_read_and_the_others_stay_behind() -> None:
    words = [f"Word{number}" for number in range(MAX_WINDOWS + 20)]
    said = "\n\n".join(f"{word} was all that they said, {'on and on, ' * 20}no more." for word in words)
    contents = contents_of(corpus_of(article_of(said)))
    reranker = FakeReranker(words[-1], words[MAX_WINDOWS - 1], words[0])
    order = reranked(contents, reranker, np.linspace(0.9, 0.1, len(words)).tolist())

    assert len(reranker.read[0]) == MAX_WINDOWS
    best = [words[MAX_WINDOWS - 1], *words[: MAX_WINDOWS - 1], *words[MAX_WINDOWS:]]
    assert [text.split()[0] for text in order] == best


@given(corpora())
@settings(max_examples=25, deadline=None)
def test_a_window_lies_in_one_article_and_is_as_short_as_a_quote(corpus: Corpus) -> None:
    contents, reranker = contents_of(corpus), FakeReranker()
    reranked(contents, reranker, np.random.default_rng(0).random(len(contents.sentences)).tolist())

    articles = [" ".join(f"{article.title}: {article.text}".split()) for article in corpus.articles]
    sentences = [contents.sentence_text(number) for number in range(len(contents.sentences))]
    for text in reranker.read[0]:
        title, _, body = text.partition(": ")
        assert any(whole.startswith(f"{title}: ") and body in whole for whole in articles)
        assert len(body) <= MAX_QUOTE_CHARS or body in {" ".join(sentence.split()) for sentence in sentences}
