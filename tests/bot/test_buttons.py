from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.buttons import (
    Back,
    Context,
    More,
    NotUseful,
    Press,
    Reason,
    ShownPage,
    TellAdmins,
    Useful,
    answer_keyboard,
    answer_link,
    context_keyboard,
    data_of,
    gap_keyboard,
    gone_keyboard,
    press_of,
    reasons_keyboard,
    share_button,
    suggestions,
)
from bot.store.records import FeedbackReason
from bot.texts import ENGLISH

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer

tokens = st.text(st.sampled_from("ABCxyz0189_-"), min_size=12, max_size=12)
numbers = st.integers(0, 99)
presses: st.SearchStrategy[Press] = st.one_of(
    st.builds(More, tokens, numbers),
    st.builds(Back, tokens, numbers),
    st.builds(Context, tokens, numbers, numbers),
    st.builds(Useful, tokens, numbers, numbers),
    st.builds(NotUseful, tokens, numbers, numbers),
    st.builds(Reason, tokens, numbers, st.sampled_from(FeedbackReason), numbers),
    st.builds(TellAdmins, tokens),
)


def rows(keyboard: InlineKeyboardMarkup) -> list[list[str]]:
    return [[button.text for button in row] for row in keyboard.inline_keyboard]


def pressed(keyboard: InlineKeyboardMarkup) -> Iterator[Press | None]:
    for button in (button for row in keyboard.inline_keyboard for button in row):
        if button.callback_data is not None:
            yield press_of(str(button.callback_data))


@given(presses)
def test_a_press_comes_back_as_it_was_in_at_most_64_bytes(press: Press) -> None:
    data = data_of(press)

    assert press_of(data) == press
    assert len(data.encode()) <= 64


@given(st.text(max_size=70) | st.from_regex(r"[a-z]:[A-Za-z0-9_-]{12}(:[0-9]{1,3}){0,3}(:[a-z_]+)?", fullmatch=True))
def test_callback_data_is_ours_or_refused(data: str) -> None:
    press = press_of(data)

    assert press is None or data_of(press) == data


@pytest.mark.parametrize(
    "data",
    [
        "",
        "m",
        f"m:{TOKEN}",
        f"m:{TOKEN}:01",
        f"m:{TOKEN}:-1",
        f"m:{TOKEN}:100",
        f"m:{TOKEN}:1:2",
        f"m:{TOKEN}x:1",
        f"m:{TOKEN}:1\n",
        f"c:{TOKEN}:\u0661:0",
        f"r:{TOKEN}:1:0:rude",
        f"r:{TOKEN}:1:0",
        f"t:{TOKEN}:0",
        f"q:{TOKEN}:1",
    ],
)
def test_malformed_callback_data_is_refused(data: str) -> None:
    assert press_of(data) is None


def test_the_first_page_leads_to_more_and_each_later_one_back() -> None:
    share = share_button("who did it?", ENGLISH, inline=True, link=None)
    first = answer_keyboard(ShownPage(TOKEN, 0, 0, is_last=False), share, ENGLISH)
    last = answer_keyboard(ShownPage(TOKEN, 1, 3, is_last=True), share, ENGLISH)

    assert rows(first) == [["More", "In context"], ["👍", "👎", "Share"]]
    assert rows(last) == [["Back", "In context"], ["👍", "👎", "Share"]]
    assert list(pressed(first)) == [
        More(TOKEN, 1),
        Context(TOKEN, 0, 0),
        Useful(TOKEN, 0, 0),
        NotUseful(TOKEN, 0, 0),
    ]
    assert list(pressed(last)) == [
        Back(TOKEN, 0),
        Context(TOKEN, 3, 1),
        Useful(TOKEN, 3, 1),
        NotUseful(TOKEN, 3, 1),
    ]


def test_under_a_quote_that_is_gone_only_the_other_pages_can_be_reached() -> None:
    middle = gone_keyboard(ShownPage(TOKEN, 1, 3, is_last=False), ENGLISH)

    assert middle is not None
    assert list(pressed(middle)) == [Back(TOKEN, 0), More(TOKEN, 2)]
    assert gone_keyboard(ShownPage(TOKEN, 0, 0, is_last=True), ENGLISH) is None


def test_in_context_the_next_quote_follows_until_the_last() -> None:
    first = context_keyboard(Context(TOKEN, 3, 1), 5, ENGLISH)

    assert rows(first) == [["Back", "Next quote"], ["👍", "👎"]]
    assert list(pressed(first)) == [
        Back(TOKEN, 1),
        Context(TOKEN, 4, 1),
        Useful(TOKEN, 3, 1),
        NotUseful(TOKEN, 3, 1),
    ]
    assert rows(context_keyboard(Context(TOKEN, 4, 1), 5, ENGLISH))[0] == ["Back"]


def test_each_reason_can_be_given_and_taken_back() -> None:
    keyboard = reasons_keyboard(NotUseful(TOKEN, 3, 1), ENGLISH)

    assert rows(keyboard) == [["Wrong", "Old"], ["Not what I asked", "Back"]]
    assert list(pressed(keyboard)) == [*(Reason(TOKEN, 3, reason, 1) for reason in FeedbackReason), Back(TOKEN, 1)]


def test_a_gap_is_told_with_one_tap() -> None:
    assert list(pressed(gap_keyboard(TOKEN, ENGLISH))) == [TellAdmins(TOKEN)]


def test_sharing_asks_the_question_in_another_chat_within_telegrams_limit() -> None:
    button = share_button("who " * 100, ENGLISH, inline=True, link=answer_link("incident_bot", TOKEN))

    assert button is not None
    assert button.switch_inline_query_chosen_chat is not None
    assert button.switch_inline_query_chosen_chat.query == " ".join(["who"] * 64)


def test_where_there_is_no_inline_mode_the_link_of_the_answer_is_shared() -> None:
    button = share_button("who & why?", ENGLISH, inline=False, link=answer_link("incident_bot", TOKEN))

    assert button is not None
    assert button.url == (
        "https://t.me/share/url?url=https%3A%2F%2Ft.me%2Fincident_bot%3Fstart%3DAb3_-678901z&text=who%20%26%20why%3F"
    )
    assert share_button("who?", ENGLISH, inline=False, link=None) is None


def test_suggested_questions_are_a_row_each() -> None:
    keyboard = suggestions(("who did it?", "where?"), ENGLISH)

    assert keyboard is not None
    assert [[button.text for button in row] for row in keyboard.keyboard] == [["who did it?"], ["where?"]]
    assert suggestions((), ENGLISH) is None
