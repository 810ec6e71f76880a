import numpy as np

from index.embedding import embed_articles
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES


def test_the_texts_of_articles_are_their_headings_and_sentences_with_all_their_tokens() -> None:
    embedded = embed_articles(ARTICLES, FakeEncoder(), None)
    assert embedded is not None
    contents = embedded.contents
    chosen = np.asarray([0, 2])

    texts = contents.texts_of(chosen)

    counts = np.diff(texts.boundaries).tolist()
    expected = []
    for article in chosen:
        first, last = contents.article_sentences[article : article + 2]
        expected.append(int(np.diff(contents.article_headings)[article]))
        expected += np.diff(contents.sentence_tokens)[first:last].tolist()
    assert counts == expected
    assert sum(map(len, texts.tokens)) == texts.boundaries[-1]
    first, last = contents.article_sentences[2:4]
    assert np.array_equal(texts.tokens[3], contents.tokens[slice(*contents.sentence_tokens[[first, last]])])
    assert texts.headings.tolist() == [0, 1 + contents.article_sentences[1]]
