"""One wire text in two outlets, from the articles to the answer."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from index.current_search import CurrentSearch
from index.rebuild import rebuild
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import ARTICLES, RAID, corpus_of

COPY = replace(RAID, id="copy", title="Raid in Bern", text=RAID.text.replace("on Monday", "Monday"), source="Dawn")
OTHER = replace(RAID, id="other", title="Raid", text=RAID.text.replace("Seven", "Nine"), published=date(2022, 12, 19))


def test_the_same_text_in_two_articles_is_quoted_once_and_another_number_by_itself(tmp_path: Path) -> None:
    rebuild(corpus_of(*ARTICLES, COPY, OTHER), tmp_path, FakeEncoder())

    answer = CurrentSearch(tmp_path, FakeEncoder()).answer("how many guards were wounded in the raid in Bern?")
    wounded = [quote for quote in answer.quotes if "guards were wounded" in quote.text]

    assert [("Seven" in quote.text, len(quote.also)) for quote in wounded] in (
        [(True, 1), (False, 0)],
        [(False, 0), (True, 1)],
    )
    assert all(quote.article not in quote.also for quote in answer.quotes)
