from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.changes import NO_CHANGES, Changes, changes_between
from index.records import Article
from tests.index.small_corpus import ARTICLES, FIRE, FLOOD, RAID, article_of

articles = st.lists(
    st.builds(article_of, st.sampled_from(["Gunmen left.", "They came."]), number=st.integers(0, 5)),
    unique_by=lambda article: article.id,
)


def test_what_came_what_is_different_and_what_went_are_told_apart() -> None:
    longer = replace(FLOOD, text=f"{FLOOD.text} It rained.")

    assert changes_between((RAID, FLOOD), (longer, FIRE)) == Changes((FIRE,), (longer,), (RAID,))


@pytest.mark.parametrize(
    "changed",
    [
        replace(RAID, title="Another"),
        replace(RAID, published=date(2022, 12, 19)),
        replace(RAID, source="Paper"),
        replace(RAID, body_start=3),
    ],
)
def test_any_field_makes_an_article_a_changed_one(changed: Article) -> None:
    assert changes_between(ARTICLES, (changed, FLOOD, FIRE)).changed == (changed,)


def test_the_order_of_articles_changes_nothing() -> None:
    assert changes_between(ARTICLES, ARTICLES[::-1]) == NO_CHANGES


@given(before=articles, after=articles)
def test_the_changes_lead_from_the_one_to_the_other(before: list[Article], after: list[Article]) -> None:
    changes = changes_between(before, after)
    gone = {article.id for article in (*changes.withdrawn, *changes.changed)}
    stay = {article for article in before if article.id not in gone}

    assert stay | {*changes.added, *changes.changed} == set(after)
