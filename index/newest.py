"""The newest articles, each by its lead sentence; one wire text once. Pure."""

from collections.abc import Iterator, Sequence
from datetime import date

from index.near_duplicates import Wording, Wordings
from index.passages import Sentence, sentences_of
from index.quotes import stands_alone
from index.records import Article, Quote


def newest_first(articles: Sequence[Article]) -> list[Article]:
    """The dated articles, newest first, then those without a day; of one day in the order given."""
    return sorted(articles, key=lambda article: article.published or date.min, reverse=True)


def newest_leads(articles: Sequence[Article], count: int) -> tuple[Quote, ...]:
    """The lead sentences of up to `count` newest articles; a report that repeats a newer one's lead is left out."""
    said = Wordings()
    chosen: list[Quote] = []
    for lead in _leads(newest_first(articles)):
        if len(chosen) == count:
            break
        wording = Wording(lead.text, lead.article.published)
        if said.repeated_by(wording) is None:
            said.add(len(chosen), wording)
            chosen.append(lead)
    return tuple(chosen)


def _leads(articles: Sequence[Article]) -> Iterator[Quote]:
    for article in articles:
        if sentences := sentences_of(article):
            lead = _lead(article, sentences)
            yield Quote(article, lead.start, lead.end)


def _lead(article: Article, sentences: Sequence[Sentence]) -> Sentence:
    """The first sentence that can stand alone, else the first one."""
    whole = (each for each in sentences if stands_alone(article.text[each.start : each.end]))
    return next(whole, sentences[0])
