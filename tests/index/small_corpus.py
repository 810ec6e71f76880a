"""A few short articles, and generated ones."""

import hashlib
from collections.abc import Sequence

from hypothesis import strategies as st

from index.corpus import Corpus
from index.records import Article

RAID = Article(
    id="raid",
    title="Gunmen raid the depot in Bern",
    text=(
        "Gunmen raided the depot in Bern on Monday. They demanded a helicopter and a free way to Geneva. "
        "The mayor refused both.\n\n"
        "Seven guards were wounded in the raid. Two of them died in hospital."
    ),
)
FLOOD = Article(
    id="flood",
    title="Flood in Chur",
    text=(
        "The river rose over its banks in Chur on Sunday. Nine houses were lost to the flood.\n\n"
        "The army brought drinking water. Schools stay closed until Thursday because of the mud."
    ),
)
FIRE = Article(
    id="fire",
    title="Fire in the harbour of Basel",
    text="A fire broke out in the harbour of Basel. The cause is not known. Forty firemen fought it all night.",
)
ARTICLES = (RAID, FLOOD, FIRE)


def corpus_of(*articles: Article) -> Corpus:
    digest = hashlib.sha256("\0".join(article.id + "\0" + article.text for article in articles).encode())
    return Corpus(articles, (), digest.hexdigest())


def article_of(text: str, *, number: int = 0, body_start: int = 0) -> Article:
    return Article(id=f"article-{number}", title=f"Article {number}", text=text, body_start=body_start)


WORDS = (
    "gunmen",
    "guards",
    "demanded",
    "Bern",
    "Monday",
    "seven",
    "police",
    "wounded",
    "U.S.",
    "Gen.",
    "3.5",
    "the",
    "of",
)

words = st.sampled_from(WORDS)
endings = st.sampled_from([".", "!", "?", '."', "...", ""])
sentences = st.builds(
    lambda chosen, ending: " ".join(chosen).capitalize() + ending, st.lists(words, min_size=2, max_size=25), endings
)
paragraphs = st.lists(sentences, min_size=1, max_size=6).map(" ".join)
odd_texts = st.text(
    st.sampled_from(" \n\t.,;:!?\"'()[]-#*—١中éΩ\u00a0\u2028\U0001f525aBcU12")
    | st.characters(exclude_categories=["Cs"]),
    max_size=60,
)
texts = st.lists(paragraphs | odd_texts, min_size=1, max_size=5).map("\n\n".join)
questions = st.lists(words, min_size=1, max_size=8).map(" ".join) | st.text(max_size=40)


@st.composite
def corpora(draw: st.DrawFn) -> Corpus:
    """One to three articles, at least one with a whole sentence."""
    bodies: Sequence[str] = draw(st.lists(texts, max_size=2))
    ending = draw(paragraphs)
    return corpus_of(
        article_of(f"Gunmen demanded {ending} and left.", number=9),
        *(article_of(body, number=number) for number, body in enumerate(bodies)),
    )
