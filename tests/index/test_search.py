import logging
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import Corpus, read_corpus
from index.current_search import CurrentSearch
from index.encoder import Encoder
from index.errors import SnapshotDamaged, SnapshotMismatch, SnapshotMissing
from index.places import place_of
from index.rebuild import rebuild
from index.records import Answer
from index.search import Search
from index.snapshot import current_name, load_snapshot, snapshot_folder
from tests.index.fake_encoder import FakeEncoder
from tests.index.fake_reranker import FakeReranker
from tests.index.small_corpus import ARTICLES, FIRE, FLOOD, RAID, corpora, corpus_of, questions

PROJECT = Path(__file__).parents[2]
SEEDS = PROJECT.parent / "shared" / "seeds"
DEMAND = "what did the TTP demand in Bannu?"
ODD_QUESTIONS = {
    "empty": "",
    "space": " ",
    "line breaks": "\n\r\n\t",
    "emoji": "\U0001f525\U0001f469\u200d\U0001f692",
    "right to left": "ما الذي طلبته حركة طالبان في بنو؟",
    "right to left marks": "\u200f\u202e\u200e",
    "very long": "who attacked the police station " * 128,
    "one long word": "x" * 4096,
    "longer than a message": "why " * 5000,
    "no word at all": "asdf",
    "punctuation": "?!",
    "NUL": "\0",
    "NUL in words": "who\0demanded\0what",
    "half a surrogate pair": "who \ud83d demanded",
    "only half a surrogate pair": "\udcff",
    "one letter": "a",
    "a fraction": "½",
    "combining marks": "a\u0301\u0302\u0303" * 50,
    "Chinese": "谁要求了什么" * 100,
    "markup": "<b>who</b> _demanded_ [what](http://x)",
    "one of many scripts": "\U0001d400\u216f\u0e01\u0e34",
}


@pytest.fixture(scope="module")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small") / "index"
    rebuild(corpus_of(*ARTICLES), folder, FakeEncoder())
    return folder


@pytest.fixture
def search(index_dir: Path) -> CurrentSearch:
    return CurrentSearch(index_dir, FakeEncoder())


def first_text(answer: Answer) -> str:
    return answer.quotes[0].text


def check_quotes(answer: Answer, corpus: Corpus) -> None:
    """The laws of every answer."""
    assert 0.0 <= answer.confidence <= 1.0
    assert len(answer.quotes) <= 10
    assert [quote.score for quote in answer.quotes] == sorted((quote.score for quote in answer.quotes), reverse=True)
    for quote in answer.quotes:
        assert quote.article in corpus.articles
        assert quote.article.text[quote.start : quote.end] == quote.text
        assert quote.text == quote.text.strip() != ""
        assert quote.start >= quote.article.body_start
        assert all(0 <= start < end <= len(quote.text) for start, end in quote.highlights)
    for one, other in ((one, other) for one in answer.quotes for other in answer.quotes if one is not other):
        assert one.article.id != other.article.id or one.end <= other.start or other.end <= one.start


def test_the_quote_that_answers_comes_first(search: CurrentSearch) -> None:
    answer = search.answer("what did the gunmen demand in Bern?")

    assert answer.quotes[0].article == RAID
    assert "They demanded a helicopter" in first_text(answer)
    assert answer.question == "what did the gunmen demand in Bern?"
    assert answer.snapshot == search.snapshot.name
    assert answer.elapsed_ms > 0.0


def test_the_decisive_words_are_marked_where_they_stand_in_the_quote(search: CurrentSearch) -> None:
    quote = search.answer("who died in which hospital?").quotes[0]

    assert quote.text == "Seven guards were wounded in the raid. Two of them died in hospital."
    assert [quote.text[start:end] for start, end in quote.highlights] == ["Two of them died in hospital"]


def test_an_answer_has_the_signals_of_its_confidence(search: CurrentSearch, index_dir: Path) -> None:
    question = "what did the gunmen demand in Bern?"
    snapshot = load_snapshot(
        index_dir, current_name(index_dir), fingerprint=FakeEncoder().fingerprint, model=FakeEncoder.name
    )

    assert Search(snapshot, FakeEncoder()).signals(question) == search.signals(question)
    assert search.answer(question).confidence > search.answer("which cup did the football team win?").confidence


@given(corpora(), st.lists(questions, min_size=1, max_size=3), st.none() | questions)
@settings(max_examples=25, deadline=None)
def test_every_quote_is_a_verbatim_slice_of_its_article(corpus: Corpus, asked: list[str], context: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rebuild(corpus, Path(folder), FakeEncoder())
        search = CurrentSearch(Path(folder), FakeEncoder())

        for question in asked:
            check_quotes(search.answer(question, context=context), corpus)


@pytest.mark.parametrize("question", ODD_QUESTIONS.values(), ids=ODD_QUESTIONS)
@pytest.mark.parametrize("context", [None, "what did the gunmen demand in Bern?", "\ud83d", "\0?"])
def test_odd_questions_are_answered_or_not_but_never_raise(
    search: CurrentSearch, question: str, context: str | None
) -> None:
    answer = search.answer(question, context=context)

    assert answer.question == question
    check_quotes(answer, corpus_of(*ARTICLES))


@pytest.mark.parametrize("question", ODD_QUESTIONS.values(), ids=ODD_QUESTIONS)
def test_the_real_model_takes_odd_questions_too(shipped_search: CurrentSearch, question: str) -> None:
    articles = shipped_search.snapshot.contents.articles

    for context in (None, DEMAND, question):
        check_quotes(shipped_search.answer(question, context=context), Corpus(articles, (), ""))


@pytest.mark.parametrize("question", ["", " ", "?!", "\U0001f525", "\0", "\u200f"])
def test_without_a_word_there_is_no_answer(search: CurrentSearch, question: str) -> None:
    answer = search.answer(question, context="what did the gunmen demand in Bern?")

    assert (answer.answered, answer.confidence, answer.quotes) == (False, 0.0, ())


def test_the_same_question_gets_the_same_answer(search: CurrentSearch) -> None:
    first, second = (search.answer("how many guards were wounded?") for _ in range(2))

    assert first.quotes == second.quotes
    assert first.confidence == second.confidence


def test_white_space_and_line_breaks_of_a_question_do_not_matter(search: CurrentSearch) -> None:
    plain, odd = search.answer("how many guards were wounded"), search.answer("  how many\n\nguards\twere wounded ")

    assert plain.quotes == odd.quotes


def test_a_loaded_index_answers_the_same(index_dir: Path) -> None:
    for question in ("what did they demand?", "who lost houses in Chur?", "when do schools open?"):
        answers = [CurrentSearch(index_dir, FakeEncoder()).answer(question) for _ in range(2)]

        assert answers[0].quotes == answers[1].quotes


def test_the_same_corpus_indexed_twice_answers_the_same_with_the_real_model(
    real_encoder: Encoder, shipped_search: CurrentSearch, tmp_path: Path
) -> None:
    rebuild(read_corpus(PROJECT / "corpus"), tmp_path, real_encoder)
    again = CurrentSearch(tmp_path, real_encoder)

    for question in (DEMAND, "who attacked the police in Lakki Marwat?"):
        one, other = shipped_search.answer(question), again.answer(question)
        assert [(quote.article.id, quote.start, quote.end, quote.highlights) for quote in one.quotes] == [
            (quote.article.id, quote.start, quote.end, quote.highlights) for quote in other.quotes
        ]
        assert [quote.score for quote in one.quotes] == pytest.approx([quote.score for quote in other.quotes], abs=1e-4)


def test_a_follow_up_takes_its_subject_from_the_question_before(search: CurrentSearch) -> None:
    alone = search.answer("what was the cause?")
    followed = search.answer("and what did they demand there?", context="what happened in the raid in Bern?")

    assert alone.quotes[0].article == FIRE
    assert followed.quotes[0].article == RAID


def test_a_question_that_stands_alone_ignores_the_one_before(search: CurrentSearch) -> None:
    question = "which river rose over banks Sunday?"

    assert search.answer(question, context="what did they demand in Bern?").quotes == search.answer(question).quotes


def test_a_question_about_words_that_a_person_points_at_is_answered_from_there(search: CurrentSearch) -> None:
    question = "how many houses were lost to the flood?"
    pointed = search.answer(question, context="Seven guards were wounded in the raid.", leans=True)

    assert search.answer(question).quotes[0].article == FLOOD
    assert pointed.quotes[0].article == RAID


def test_a_follow_up_about_lakki_marwat_is_answered_from_there(shipped_search: CurrentSearch) -> None:
    alone = shipped_search.answer("how many were hurt?")
    followed = shipped_search.answer("how many were hurt?", context="what happened in Lakki Marwat?")

    assert alone.quotes != followed.quotes
    assert "Lakki Marwat" in followed.quotes[0].article.text
    assert followed.quotes[0].article.id.startswith("lakki-marwat")


def states_a_demand(text: str) -> bool:
    return "demand" in text and ("Afghanistan" in text or "Waziristan" in text)


def test_the_demands_in_bannu_come_first_from_the_corpus_that_ships(shipped_search: CurrentSearch) -> None:
    answer = shipped_search.answer(DEMAND)
    first = answer.quotes[0]
    marked = " ".join(first.text[start:end] for start, end in first.highlights)

    assert answer.answered
    assert states_a_demand(first.text)
    assert "Waziristan" in marked
    assert "Afghanistan" in marked


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the news text of the design is not here")
def test_the_demands_in_bannu_come_first_from_the_text_of_the_design(real_encoder: Encoder, tmp_path: Path) -> None:
    rebuild(read_corpus(SEEDS), tmp_path, real_encoder)

    answer = CurrentSearch(tmp_path, real_encoder).answer(DEMAND)

    quotes = [quote for quote in answer.quotes[:2] if "demand" in quote.text]
    assert answer.answered
    assert any("Afghanistan" in quote.text and "mistake" in quote.text for quote in quotes)
    assert any("North or South Waziristan" in quote.text for quote in quotes)
    assert all(quote.highlights for quote in quotes)


def test_what_the_corpus_does_not_say_is_not_answered(shipped_search: CurrentSearch) -> None:
    assert not shipped_search.answer("who won the football world cup in Qatar?").answered


def test_a_reranker_orders_the_quotes(index_dir: Path) -> None:
    reranker = FakeReranker("Schools", "Forty firemen", "refused both")
    answer = CurrentSearch(index_dir, FakeEncoder(), reranker=reranker).answer("what did the gunmen demand in Bern?")

    for words, quote in zip(("Schools", "Forty firemen", "refused both"), answer.quotes, strict=False):
        assert words in quote.text
    check_quotes(answer, corpus_of(*ARTICLES))


def test_the_verdict_on_a_reranked_answer_is_made_from_how_late_interaction_finds_its_first_quote(
    search: CurrentSearch, index_dir: Path
) -> None:
    question = "what did the gunmen demand in Bern?"
    indifferent = CurrentSearch(index_dir, FakeEncoder(), reranker=FakeReranker())
    wilful = CurrentSearch(index_dir, FakeEncoder(), reranker=FakeReranker("Schools"))

    assert indifferent.signals(question) == search.signals(question)
    assert indifferent.answer(question).confidence == search.answer(question).confidence
    (schools,) = (quote for quote in search.answer(question).quotes if "Schools" in quote.text)
    assert wilful.signals(question).total == schools.score < search.signals(question).total
    assert wilful.answer(question).confidence < search.answer(question).confidence


def test_a_reranker_without_an_opinion_changes_nothing(search: CurrentSearch, index_dir: Path) -> None:
    indifferent = CurrentSearch(index_dir, FakeEncoder(), reranker=FakeReranker())

    for question in ("what did they demand?", "who lost houses in Chur?", "when do schools open?"):
        one, other = search.answer(question).quotes, indifferent.answer(question).quotes
        assert [(quote.article, quote.start, quote.end, quote.highlights) for quote in one] == [
            (quote.article, quote.start, quote.end, quote.highlights) for quote in other
        ]
        assert [quote.score for quote in one] == pytest.approx([quote.score for quote in other], abs=1e-6)


def test_a_reranker_is_asked_a_follow_up_with_the_question_before_it_in_front(index_dir: Path) -> None:
    reranker = FakeReranker()
    search = CurrentSearch(index_dir, FakeEncoder(), reranker=reranker)
    search.answer("and what did they\ndemand there?", context="what happened in the raid in Bern?")
    search.answer("which river rose over banks Sunday?", context="what happened in the raid in Bern?")
    search.answer("?!", context="what happened in the raid in Bern?")

    assert reranker.asked == [
        "what happened in the raid in Bern? and what did they demand there?",
        "which river rose over banks Sunday?",
    ]


def test_a_new_snapshot_is_reranked_too(tmp_path: Path) -> None:
    rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    search = CurrentSearch(tmp_path, FakeEncoder(), reranker=FakeReranker("Forty firemen"))
    rebuild(corpus_of(RAID, FIRE), tmp_path, FakeEncoder())

    assert "Forty firemen" in first_text(search.answer("what did the gunmen demand in Bern?"))


def test_a_new_snapshot_answers_from_the_next_question_on(tmp_path: Path) -> None:
    first = rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    search = CurrentSearch(tmp_path, FakeEncoder())
    before = search.answer("what burnt in the harbour of Basel?")

    second = rebuild(corpus_of(RAID, FIRE), tmp_path, FakeEncoder())
    after = search.answer("what burnt in the harbour of Basel?")

    assert (before.snapshot, after.snapshot) == (first.snapshot, second.snapshot)
    assert {quote.article for quote in before.quotes} == {RAID}
    assert after.quotes[0].article == FIRE


def damage(index_dir: Path) -> None:
    (snapshot_folder(index_dir, current_name(index_dir)) / "sentences.npy").write_bytes(b"")


def test_a_damaged_new_snapshot_leaves_the_old_one_answering_and_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    search = CurrentSearch(tmp_path, FakeEncoder())
    rebuild(corpus_of(RAID, FIRE), tmp_path, FakeEncoder())
    damage(tmp_path)

    with caplog.at_level(logging.WARNING):
        answers = [search.answer("what did they demand?") for _ in range(3)]

    assert {answer.snapshot for answer in answers} == {first.snapshot}
    assert all(answer.quotes for answer in answers)
    (record,) = caplog.records
    assert f"still answering from snapshot {first.snapshot}" in record.getMessage()
    assert "run: incident-bot rebuild" in record.getMessage()
    third = rebuild(corpus_of(RAID, FIRE), tmp_path, FakeEncoder())
    assert search.answer("what did they demand?").snapshot == third.snapshot


def test_an_index_that_disappears_leaves_the_loaded_one_answering(tmp_path: Path) -> None:
    rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    search = CurrentSearch(tmp_path, FakeEncoder())
    (tmp_path / "current").unlink()

    assert search.answer("what did they demand?").quotes


def test_a_search_starts_with_a_whole_index_of_its_model_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="run: incident-bot rebuild"):
        CurrentSearch(tmp_path, FakeEncoder())

    rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    with pytest.raises(SnapshotMismatch, match="run: incident-bot rebuild"):
        CurrentSearch(tmp_path, FakeEncoder("of another"))

    damage(tmp_path)
    with pytest.raises(SnapshotDamaged, match="run: incident-bot rebuild"):
        CurrentSearch(tmp_path, FakeEncoder())


def test_the_current_snapshot_is_read(index_dir: Path, search: CurrentSearch) -> None:
    quote = search.answer("what did the gunmen demand in Bern?").quotes[0]

    assert search.snapshot_name() == current_name(index_dir)
    assert search.coverage().articles == len(ARTICLES)
    assert [quote.article for quote in search.latest(9)] == list(ARTICLES)
    assert search.find(place_of(quote)) == replace(quote, score=0.0, also=())
    assert quote.text in search.around(quote).text
    assert search.example_questions(2) == ("What did the gunmen raid in Bern?",)


def test_reading_sees_a_rebuild(tmp_path: Path) -> None:
    rebuild(corpus_of(RAID), tmp_path, FakeEncoder())
    search = CurrentSearch(tmp_path, FakeEncoder())
    (raid,) = search.latest(9)

    again = rebuild(corpus_of(FIRE, FLOOD), tmp_path, FakeEncoder())

    assert search.find(place_of(raid)) is None
    assert search.snapshot_name() == again.snapshot
    rebuild(corpus_of(replace(RAID, text="Corrected. " + RAID.text)), tmp_path, FakeEncoder())
    moved = search.find(place_of(raid))
    assert moved is not None
    assert (moved.text, moved.start) == (raid.text, raid.start + len("Corrected. "))
    rebuild(corpus_of(RAID, FIRE, FLOOD), tmp_path, FakeEncoder())
    assert search.coverage().articles == 3
    rebuild(corpus_of(FIRE), tmp_path, FakeEncoder())
    assert len(search.latest(9)) == 1
