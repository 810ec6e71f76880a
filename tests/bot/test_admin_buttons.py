import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.admin_buttons import (
    MAX_QUERY_BYTES,
    admin_button,
    admin_data_of,
    admin_press_of,
    article_key,
    article_query,
    rows_of,
)
from bot.admin_presses import (
    AddDraft,
    AdminPress,
    Articles,
    CorrectArticle,
    DiscardDraft,
    EditField,
    FlagAnswers,
    GapsPage,
    KeepAnswers,
    LeaveOut,
    RebuildAnyway,
    RebuildNow,
    ReplaceArticle,
    RollBack,
    ShowArticle,
    ShowBatch,
    ShowItem,
    TakeIn,
    WithdrawArticle,
    WithdrawSurely,
)
from bot.buttons import press_of
from bot.store.records import DraftField

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names a draft
SNAPSHOT = "20221219-101112-123456-abcdef12"

tokens = st.text(st.sampled_from("ABCxyz0189_-"), min_size=12, max_size=12)
numbers = st.integers(0, 99_999)
queries = st.text(max_size=60).map(article_query)
presses: st.SearchStrategy[AdminPress] = st.one_of(
    *(st.builds(kind, tokens) for kind in (AddDraft, DiscardDraft)),
    *(st.builds(kind, tokens, numbers) for kind in (ShowItem, ShowBatch, LeaveOut, TakeIn, ReplaceArticle)),
    st.builds(EditField, tokens, numbers, st.sampled_from(DraftField)),
    st.sampled_from([RebuildNow(), RebuildAnyway(), RollBack(SNAPSHOT)]),
    st.builds(Articles, numbers, queries),
    st.builds(ShowArticle, tokens, numbers, queries),
    *(st.builds(kind, tokens) for kind in (WithdrawArticle, WithdrawSurely, CorrectArticle, FlagAnswers, KeepAnswers)),
    st.builds(GapsPage, numbers),
)


@settings(deadline=None)  # a busy machine is no failure
@given(presses)
def test_a_press_comes_back_as_it_was_in_at_most_64_bytes(press: AdminPress) -> None:
    data = admin_data_of(press)

    assert admin_press_of(data) == press
    assert 1 <= len(data.encode()) <= 64


@settings(deadline=None)  # a busy machine is no failure
@given(presses)
def test_no_button_of_an_admin_is_taken_for_one_under_an_answer(press: AdminPress) -> None:
    assert press_of(admin_data_of(press)) is None


@settings(deadline=None)  # a busy machine is no failure
@given(
    st.text(max_size=70)
    | st.from_regex(r"a:[a-z!]{2,5}(:[A-Za-z0-9_-]{12})?(:[0-9]{1,6}){0,2}(:[a-z :]*)?", fullmatch=True)
)
def test_callback_data_is_ours_or_refused(data: str) -> None:
    press = admin_press_of(data)

    assert press is None or admin_data_of(press) == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "a:",
        "add",
        f"add:{TOKEN}",
        f"b:add:{TOKEN}",
        "a:add",
        "a:add:",
        f"a:add:{TOKEN}x",
        f"a:add:{TOKEN}:0",
        f"a:add:{TOKEN}\n",
        f"a:item:{TOKEN}",
        f"a:item:{TOKEN}:01",
        f"a:item:{TOKEN}:-1",
        f"a:item:{TOKEN}:\u0661",
        f"a:item:{TOKEN}:100000",
        f"a:edit:{TOKEN}:0:text",
        "a:build:",
        "a:build:now",
        "a:roll:",
        "a:roll:..",
        "a:roll:../current",
        "a:roll:.building-x",
        f"a:list:0:{'x' * (MAX_QUERY_BYTES + 1)}",
        "a:list:0:two  spaces",
        "a:list:0:\ud800",
    ],
)
def test_malformed_callback_data_is_refused(data: str) -> None:
    assert admin_press_of(data) is None


def test_words_to_search_for_may_hold_what_separates_the_rest() -> None:
    assert admin_press_of("a:list:2:at 10:30") == Articles(2, "at 10:30")
    assert admin_press_of(f"a:show:{TOKEN}:2:at 10:30") == ShowArticle(TOKEN, 2, "at 10:30")


def test_an_article_has_one_short_key_however_long_its_id() -> None:
    keys = {article_key(article_id) for article_id in ("a", "b", "a" * 1_000, "بنوں", "\ud800")}

    assert len(keys) == 5
    assert all(admin_press_of(f"a:wd:{key}") == WithdrawArticle(key) for key in keys)
    assert article_key("added/2022/siege") == "9_G7UFx1Uf68"


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(max_size=80))
def test_a_search_fits_a_button_and_stays_as_it_is(written: str) -> None:
    query = article_query(written)

    assert len(query.encode()) <= MAX_QUERY_BYTES
    assert article_query(query) == query
    assert query.isprintable()


def test_a_long_search_keeps_its_first_whole_words() -> None:
    assert article_query("  who\nclaimed the attack in Bannu police station ") == "who claimed the attack in Bannu"
    assert article_query("x" * 50) == "x" * MAX_QUERY_BYTES
    assert article_query("ب" * 30 + " two") == "ب" * (MAX_QUERY_BYTES // 2)


def test_buttons_are_put_in_rows() -> None:
    buttons = [admin_button(str(number), ShowItem(TOKEN, number)) for number in range(7)]

    assert [[button.text for button in row] for row in rows_of(buttons, 3)] == [["0", "1", "2"], ["3", "4", "5"], ["6"]]
    assert rows_of([], 3) == []
