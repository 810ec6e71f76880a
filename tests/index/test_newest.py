from dataclasses import replace
from datetime import date

from index.newest import newest_leads
from index.records import Article
from tests.index.small_corpus import FIRE, FLOOD, RAID, article_of

OLD = replace(FIRE, published=date(2022, 12, 1))
NEW = replace(RAID, published=date(2022, 12, 19))


def leads(*articles: Article, count: int = 10) -> list[str]:
    return [quote.text for quote in newest_leads(articles, count)]


def test_the_newest_article_comes_first_and_the_undated_last() -> None:
    assert [quote.article for quote in newest_leads((FLOOD, OLD, NEW), 10)] == [NEW, OLD, FLOOD]
    assert leads(FLOOD, OLD, NEW, count=1) == ["Gunmen raided the depot in Bern on Monday."]
    assert leads(NEW, count=0) == []


def test_the_lead_is_the_first_sentence_that_stands_alone() -> None:
    article = article_of("Photo by A. Reporter.\n\n... and left. Nine people were hurt in the blast. They lived.")

    assert leads(article) == ["Nine people were hurt in the blast."]


def test_where_none_stands_alone_the_first_sentence_is_the_lead() -> None:
    assert leads(article_of("and so on")) == []
    assert leads(article_of("and left.")) == ["and left."]


def test_the_same_wire_text_is_told_once() -> None:
    wire = "Gunmen raided the depot in the old town of Bern on Monday and left with nine hostages."
    prints = [replace(article_of(f"{wire} Then it rained.", number=n), published=date(2022, 12, 19)) for n in range(3)]
    another = article_of(f"{wire.replace('nine', 'ten')} Then it rained.", number=9)

    assert leads(*prints, another) == [wire, wire.replace("nine", "ten")]


def test_an_article_without_a_sentence_has_no_lead() -> None:
    assert leads(article_of("Heading only"), article_of("")) == []
