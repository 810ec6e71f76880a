"""Whatever admins send, every card is a message that Telegram takes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import admin_cards
from bot.admin_buttons import article_query
from bot.admin_cards import (
    ITEMS_A_PAGE,
    added_card,
    article_card,
    articles_card,
    correct_card,
    corrected_card,
    discarded_card,
    draft_card,
    edit_prompt,
    edit_refused,
    gaps_card,
    item_card,
    rebuild_refused_card,
    rebuilt_card,
    rollback_card,
    status_card,
    withdraw_card,
    withdrawn_card,
)
from bot.excerpt import utf16_units
from bot.gap_groups import GapGroup
from bot.rebuild_outcome import Listed, RebuildOutcome, Refusal, RefusalKind
from bot.reply import MAX_ENTITIES, MAX_UNITS, Reply
from bot.store.records import DraftCopy, DraftField, DraftItem
from index.records import Article
from tests.bot.admin_examples import NOON, STATUS, draft, kept
from tests.bot.test_rebuild_cards import REPORT

MAX_BUTTONS = 100

LONGEST = ("\U0001f4a5" * 900, "\U0001f4a5 " * 500, "ب" * 900, "ب a " * 300, "\ud800\u202e\n" * 300)

unhurried = settings(deadline=None)  # a busy machine is no failure

longest = st.sampled_from(LONGEST)
texts = st.text(max_size=40) | longest
addresses = st.none() | st.sampled_from(["https://dawn.example/a", "http://[", "ftp://a", "https://a b"]) | texts
articles = st.builds(
    Article,
    texts,
    texts,
    texts,
    source=st.none() | texts,
    url=addresses,
    published=st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    place=st.none() | texts,
)
shares = st.floats(0, 1)
copies = st.builds(DraftCopy, st.sampled_from(["a", "b"]), texts, shares)
items = st.builds(
    DraftItem,
    articles,
    st.none() | texts,
    st.lists(copies, max_size=3).map(tuple),
    st.none() | st.sampled_from(["a", "c"]),
    st.booleans(),
)


def is_sendable(reply: Reply) -> bool:
    """Within Telegram's limits; entities lie in the text and buttons have data of 1 to 64 bytes."""
    units = utf16_units(reply.text)
    keyboard = reply.keyboard.inline_keyboard if reply.keyboard else ()
    buttons = [button for row in keyboard for button in row]
    reply.text.encode()  # raises on half a pair
    return (
        0 < units <= MAX_UNITS
        and reply.text.strip() != ""
        and len(reply.entities) <= MAX_ENTITIES
        and all(one.length > 0 and 0 <= one.offset <= units - one.length for one in reply.entities)
        and all(keyboard)
        and len(buttons) <= MAX_BUTTONS
        and all(button.text.strip() and 1 <= len(str(button.callback_data).encode()) <= 64 for button in buttons)
    )


@settings(deadline=None, max_examples=50)  # a page of 25 articles takes a while to draw
@given(st.lists(items, max_size=3), st.lists(texts, max_size=7).map(tuple), st.sampled_from([1, ITEMS_A_PAGE]))
def test_every_card_of_a_draft_can_be_sent(few: list[DraftItem], problems: tuple[str, ...], times: int) -> None:
    some = draft(*few * times, problems=problems)

    assert all(is_sendable(draft_card(some, page)) for page in range(3))
    assert all(is_sendable(item_card(some, item)) for item in range(len(few)))
    assert is_sendable(discarded_card(some))
    assert is_sendable(added_card([item.article for item in some.items], problems))
    assert all(0 < utf16_units(edit_prompt(field, item)) <= MAX_UNITS for field in DraftField for item in few)


@unhurried
@given(st.lists(articles, min_size=1, max_size=2), texts)
def test_every_card_of_articles_can_be_sent(few: list[Article], words: str) -> None:
    cards = [articles_card(few * 5, 1_000, article_query(words), 3)]
    for article in few:
        cards += [article_card(article, 3), correct_card(article), withdraw_card(article)]
        cards += [withdrawn_card(article, 3), corrected_card(article)]

    assert all(map(is_sendable, cards))


@unhurried
@given(st.lists(texts, max_size=20).map(tuple), st.sampled_from(RefusalKind), texts)
def test_every_card_of_a_rebuild_can_be_sent(lines: tuple[str, ...], kind: RefusalKind, line: str) -> None:
    listed = Listed(lines, len(lines))

    assert is_sendable(rebuilt_card(RebuildOutcome(REPORT, listed, listed, listed, listed), seconds=1))
    assert is_sendable(rebuild_refused_card(Refusal(kind, line)))
    assert utf16_units(edit_refused(DraftField.TITLE, line)) <= MAX_UNITS


@unhurried
@given(st.lists(st.tuples(texts, texts, texts), max_size=10))
def test_every_card_of_gaps_can_be_sent(asked: list[tuple[str, str, str]]) -> None:
    groups = [GapGroup(question, 3, 1, NOON, (also, also), before) for question, also, before in asked]

    assert is_sendable(gaps_card(groups))


@unhurried
@given(texts)
def test_the_status_can_be_sent_whatever_the_model_is_called(model: str) -> None:
    assert is_sendable(status_card(replace(STATUS, model=model)))


@pytest.mark.parametrize("words", LONGEST)
def test_the_fullest_cards_can_be_sent(words: str) -> None:
    article = Article(words, words, words, place=words)
    item = DraftItem(article, words, (DraftCopy("a", words, 0.9),) * 3, "c")
    lines, listed = (words,) * 30, Listed((words,) * 20, 99_999)
    gap = GapGroup(words, 99_999, 9_999, NOON, (words,) * 3, words)

    assert is_sendable(draft_card(draft(*[item] * 9_999, problems=lines), 399))
    assert is_sendable(added_card((article,) * 30, lines, (article,) * 30))
    assert is_sendable(rebuilt_card(RebuildOutcome(REPORT, listed, listed, listed, listed), seconds=1))
    assert is_sendable(gaps_card([gap] * 99, 3))


def test_the_buttons_of_earlier_indexes_can_be_sent() -> None:
    names = [kept(number, created=datetime(2022, 12, number + 1, tzinfo=UTC)) for number in range(5)]

    assert is_sendable(rollback_card(names))


@pytest.mark.parametrize("name", admin_cards.__all__)
def test_every_card_is_offered_in_one_place(name: str) -> None:
    assert hasattr(admin_cards, name)
