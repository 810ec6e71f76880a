import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.candidates import MAX_ARTICLES, Hits, fuse


def hits(*found: tuple[int, float]) -> Hits:
    return Hits(np.asarray([number for number, _ in found], np.int64), np.asarray([s for _, s in found], np.float32))


def many(*scores: float) -> Hits:
    """A passage of each article in turn."""
    return hits(*enumerate(scores))


EACH_ITS_OWN = np.arange(200, dtype=np.int32)


def test_an_article_that_both_find_comes_before_those_that_one_finds() -> None:
    near = many(1.0, *[0.6] * MAX_ARTICLES, 0.0)
    worded = hits((MAX_ARTICLES, 12.0), (3, 11.0), (199, 0.0))

    kept = fuse([near, worded], EACH_ITS_OWN).tolist()

    assert {0, 3, MAX_ARTICLES} <= set(kept)
    assert len(kept) == MAX_ARTICLES


def test_an_article_counts_by_its_best_passage_and_not_by_how_many_it_has() -> None:
    article_of = np.minimum(EACH_ITS_OWN, MAX_ARTICLES)  # the last one has all the passages that are left
    rest = len(article_of) - MAX_ARTICLES

    kept = fuse([many(*[1.0] * MAX_ARTICLES, *[0.4] * (rest - 1), 0.0)], article_of)

    assert kept.tolist() == list(range(MAX_ARTICLES))


def test_a_retriever_that_finds_nothing_changes_nothing() -> None:
    near = many(1.0, *[0.1] * 50, 0.0)

    assert fuse([near, hits()], EACH_ITS_OWN).tolist() == fuse([near], EACH_ITS_OWN).tolist()


scored = st.dictionaries(st.integers(0, 199), st.floats(0.0, 20.0, width=32), max_size=120).map(
    lambda found: hits(*sorted(found.items(), key=lambda pair: -pair[1]))
)


@given(st.lists(scored, min_size=1, max_size=4))
def test_only_articles_that_were_found_are_candidates_and_none_twice(found: list[Hits]) -> None:
    article_of = EACH_ITS_OWN // 2
    articles = {int(article_of[number]) for one in found for number in one.numbers}

    kept = fuse(found, article_of).tolist()

    assert kept == sorted(set(kept))
    assert set(kept) <= articles
    assert len(kept) == min(MAX_ARTICLES, len(articles))
