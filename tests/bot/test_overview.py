from datetime import date

import pytest
from telegram import MessageEntity, ReplyKeyboardMarkup

from bot.overview import (
    render_about,
    render_gap,
    render_group_not_allowed,
    render_latest,
    render_no_access,
    render_sources,
    render_start,
)
from bot.reply import MAX_UNITS, plain
from bot.texts import ENGLISH, LANGUAGES, Texts
from index.coverage import Coverage, Outlet
from index.records import Article, Quote
from tests.bot.shown import covered

DAWN, AFP = Outlet("Dawn", 1_200), Outlet("AFP", 200)
COVERAGE = Coverage(1_499, date(1988, 1, 3), date(1991, 12, 30), (DAWN, AFP))
EMPTY = Coverage(0, None, None, ())
QUESTION = "who demanded a safe passage?"
EVERY_LANGUAGE = pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)


def lead(number: int, words: str = "Six policemen were killed.") -> Quote:
    article = Article(str(number), f"Ambush {number}", words, source="Dawn", published=date(2022, 12, 19))
    return Quote(article, 0, len(words))


@EVERY_LANGUAGE
def test_the_first_words_are_three_lines_and_questions_to_tap(texts: Texts) -> None:
    reply = render_start([QUESTION, "what happened in Bannu?"], COVERAGE, texts)
    lines = reply.text.splitlines()

    assert len(lines) == 5
    assert "1,499" in lines[2]
    assert lines[3:] == [f"• {QUESTION}", "• what happened in Bannu?"]
    assert isinstance(reply.suggested, ReplyKeyboardMarkup)
    assert [button.text for row in reply.suggested.keyboard for button in row] == [
        QUESTION,
        "what happened in Bannu?",
    ]


def test_without_questions_or_articles_the_first_words_promise_nothing() -> None:
    assert render_start([], COVERAGE, ENGLISH).text.endswith("to 30 Dec 1991. Ask away.")
    assert render_start([], None, ENGLISH) == plain(f"{ENGLISH.start}\n{ENGLISH.ask_away}")
    assert render_start([], EMPTY, ENGLISH).text.endswith(f"\n{ENGLISH.coverage_none}")


def test_about_tells_what_is_known_the_newest_and_what_is_stored() -> None:
    reply = render_about(COVERAGE, ENGLISH, lead(1))

    assert reply.text.split("\n\n") == [
        ENGLISH.about,
        "I know 1,499 articles, from 3 Jan 1988 to 30 Dec 1991.\nThe newest: Ambush 1 · Dawn · 19 Dec 2022",
        ENGLISH.about_people,
    ]
    assert "/forget" in reply.text
    assert ENGLISH.about_newest not in render_about(COVERAGE, ENGLISH).text


def test_the_latest_are_folded_quotes_with_their_sources_as_many_as_fit() -> None:
    few = render_latest([lead(1), lead(2)], ENGLISH)
    many = render_latest([lead(number, "They left. " * 100) for number in range(9)], ENGLISH)

    assert few.text.startswith(f"{ENGLISH.latest}\n\nSix policemen were killed.\nAmbush 1 · Dawn · 19 Dec 2022\n\n")
    assert len(covered(few, MessageEntity.EXPANDABLE_BLOCKQUOTE)) == 2
    assert MAX_UNITS * 3 / 4 < len(many.text) <= MAX_UNITS
    assert "…" not in many.text
    assert render_latest([], ENGLISH) == plain(ENGLISH.coverage_none)


def test_the_outlets_are_counted_and_what_is_not_known_is_told() -> None:
    assert render_sources(COVERAGE, ENGLISH) == plain(
        "1,499 articles from these outlets:\nDawn: 1,200\nAFP: 200\noutlet not known: 99"
    )


def test_a_long_list_of_outlets_is_folded_and_a_longer_one_cut() -> None:
    outlets = tuple(Outlet(f"Outlet {number} " * 9, 2) for number in range(50))
    reply = render_sources(Coverage(100, None, None, outlets), ENGLISH)
    (folded,) = covered(reply, MessageEntity.EXPANDABLE_BLOCKQUOTE)

    assert len(folded.splitlines()) == 41
    assert folded.endswith("and 10 more outlets")
    assert len(reply.text) <= MAX_UNITS


def test_where_no_outlet_is_known_it_is_said() -> None:
    assert render_sources(Coverage(2, None, None, ()), ENGLISH).text == f"I know 2 articles.\n{ENGLISH.sources_none}"
    assert render_sources(EMPTY, ENGLISH) == plain(ENGLISH.coverage_none)


@EVERY_LANGUAGE
def test_admins_read_the_question_that_was_not_answered_as_it_was_asked(texts: Texts) -> None:
    reply = render_gap("who {did} it?\n<b>", texts)

    assert covered(reply, MessageEntity.BLOCKQUOTE) == ["who {did} it? <b>"]


@EVERY_LANGUAGE
def test_the_number_to_give_to_the_operator_is_copied_at_a_tap(texts: Texts) -> None:
    assert covered(render_no_access(1001, texts), MessageEntity.CODE) == ["1001"]
    assert covered(render_group_not_allowed(-1001234, texts), MessageEntity.CODE) == ["-1001234"]
