from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given

from index.contents import Contents
from index.corpus import Corpus
from index.embedding import embed_articles
from index.layout import MAX_PASSAGE_TOKENS, lay_out
from index.records import Article
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, FIRE, FLOOD, RAID, article_of, corpora

LONG = article_of("The mayor left Bern on Monday. " * 100)


class Counting(FakeEncoder):
    """Remembers the texts whose tokens it was asked to count."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        self.counted += texts
        return super().count_tokens(texts)


def contents_of(*articles: Article) -> Contents:
    embedded = embed_articles(articles, FakeEncoder(), None)
    assert embedded
    return embedded.contents


def test_a_passage_is_as_many_whole_sentences_as_its_tokens_allow() -> None:
    layout = lay_out((LONG,), FakeEncoder(), None)

    assert len(layout.passages) > 1
    assert all(len(text.split()) + text.count(".") <= MAX_PASSAGE_TOKENS for text in layout.texts)
    assert " ".join(layout.texts) == LONG.text.strip()


def test_only_articles_that_are_not_known_are_tokenized() -> None:
    encoder = Counting()
    lay_out((FIRE, RAID, FLOOD), encoder, contents_of(RAID, FLOOD))

    assert " ".join(encoder.counted) == FIRE.text


def test_an_article_whose_words_are_others_is_laid_out_anew() -> None:
    encoder = Counting()
    changed = replace(RAID, text=f"{RAID.text} The guards are safe.")
    layout = lay_out((changed,), encoder, contents_of(*ARTICLES))

    assert encoder.counted[-1] == "The guards are safe."
    assert layout.texts[-1].endswith("The guards are safe.")


def test_an_article_whose_body_begins_elsewhere_is_laid_out_anew() -> None:
    encoder = Counting()
    lay_out((replace(RAID, body_start=RAID.text.index("They")),), encoder, contents_of(*ARTICLES))

    assert encoder.counted[0].startswith("They demanded")


@given(corpus=corpora(), earlier=corpora())
def test_what_was_laid_out_before_changes_nothing(corpus: Corpus, earlier: Corpus) -> None:
    known = contents_of(*earlier.articles, LONG)
    articles = (*earlier.articles[:1], LONG, *(replace(article, id=f"new {article.id}") for article in corpus.articles))

    again, anew = lay_out(articles, FakeEncoder(), known), lay_out(articles, FakeEncoder(), None)

    assert again.texts == anew.texts
    assert again.passages.tolist() == anew.passages.tolist()
    assert again.sentences.tolist() == anew.sentences.tolist()
