from dataclasses import replace

import pytest
from telegram import MessageEntity

from bot.admin_buttons import article_key
from bot.admin_presses import (
    AdminPress,
    Articles,
    CorrectArticle,
    FlagAnswers,
    KeepAnswers,
    RebuildNow,
    ShowArticle,
    WithdrawArticle,
    WithdrawSurely,
)
from bot.article_cards import (
    article_card,
    articles_card,
    correct_card,
    corrected_card,
    flagged_card,
    withdraw_card,
    withdrawn_card,
)
from tests.bot.admin_examples import BARE, SIEGE, URDU, admin_presses
from tests.bot.shown import covered, labels

KEY = article_key(SIEGE.id)


def test_articles_that_a_search_finds_are_listed_and_opened_by_their_number() -> None:
    card = articles_card((SIEGE, replace(BARE, id="bare")), 12, "bannu", 1)

    assert card.text.splitlines() == [
        "12 articles with “bannu”",
        f"11. {SIEGE.title}",
        "Dawn · 19 Dec 2022",
        "12. Six policemen die",
        "no date",
    ]
    assert labels(card) == [["11", "12"], ["Back"]]
    assert list(admin_presses(card)) == [
        ShowArticle(KEY, 1, "bannu"),
        ShowArticle(article_key("bare"), 1, "bannu"),
        Articles(0, "bannu"),
    ]


def test_without_a_search_all_articles_are_listed_and_how_to_search_is_said() -> None:
    card = articles_card((SIEGE,) * 10, 1_503)

    assert card.text.startswith("1,503 articles\n")
    assert card.text.endswith("\nTo search: /articles and a word")
    assert labels(card) == [["1", "2", "3", "4", "5"], ["6", "7", "8", "9", "10"], ["More"]]
    assert list(admin_presses(card))[-1] == Articles(1)


def test_a_page_beyond_the_end_leads_back_to_the_last() -> None:
    card = articles_card((), 12, "bannu", 7)

    assert list(admin_presses(card)) == [Articles(1, "bannu")]


def test_where_none_is_found_it_is_said_what_to_try() -> None:
    assert articles_card((), 0, "quetta").text.startswith("No article has “quetta”.\n")
    assert articles_card((), 0).text.startswith("There are no articles yet.\n")
    assert articles_card((), 0).keyboard is None


def test_an_article_can_be_corrected_withdrawn_and_left_for_the_list() -> None:
    card = article_card(SIEGE, 2, page=3, query="bannu")

    assert card.text.splitlines()[:5] == [
        SIEGE.title,
        "Dawn · 19 Dec 2022 · Bannu",
        "9 words",
        "2 earlier versions kept",
        SIEGE.id,
    ]
    assert covered(card, MessageEntity.CODE) == [SIEGE.id]
    assert labels(card) == [["Correct", "Withdraw"], ["Back"]]
    assert list(admin_presses(card)) == [CorrectArticle(KEY), WithdrawArticle(KEY), Articles(3, "bannu")]
    assert "earlier" not in article_card(SIEGE).text


def test_a_correction_is_asked_for_by_the_title() -> None:
    assert correct_card(URDU).text.splitlines()[1] == f"\u2068{URDU.title}\u2069"


def test_an_article_is_withdrawn_only_after_a_second_tap() -> None:
    card = withdraw_card(SIEGE)

    assert card.text.splitlines()[:3] == ["Withdraw this article?", SIEGE.title, "Dawn · 19 Dec 2022"]
    assert labels(card) == [["Yes, withdraw", "No, keep it"]]
    assert list(admin_presses(card)) == [WithdrawSurely(KEY), ShowArticle(KEY)]


@pytest.mark.parametrize(
    ("sent", "question", "choice"),
    [
        (
            3,
            "3 answers that I have sent quote it. Flag them as outdated?",
            ["Flag 3 answers", "Leave them"],
        ),
        (1, "1 answer that I have sent quotes it. Flag it as outdated?", ["Flag 1 answer", "Leave it"]),
    ],
)
def test_whether_answers_that_quote_it_are_flagged_is_the_admins_choice(
    sent: int, question: str, choice: list[str]
) -> None:
    withdrawn, corrected = withdrawn_card(SIEGE, sent), corrected_card(SIEGE, sent)
    presses: list[AdminPress] = [FlagAnswers(KEY), KeepAnswers(KEY), RebuildNow()]

    assert withdrawn.text.splitlines() == [
        f"Withdrawn: {SIEGE.title}",
        "Until the next rebuild, I still quote the old text.",
        question,
    ]
    assert corrected.text.startswith(f"Corrected: {SIEGE.title}\n")
    assert labels(withdrawn) == labels(corrected) == [choice, ["Rebuild now"]]
    assert list(admin_presses(withdrawn)) == list(admin_presses(corrected)) == presses


def test_where_no_answer_quotes_it_nothing_is_asked() -> None:
    assert len(withdrawn_card(SIEGE).text.splitlines()) == 2
    assert list(admin_presses(withdrawn_card(SIEGE))) == [RebuildNow()]


def test_answers_that_could_not_be_flagged_are_counted() -> None:
    assert flagged_card(3).text == "3 answers flagged."
    assert flagged_card(1, 1).text.splitlines() == [
        "1 answer flagged.",
        "1 answer could not be edited: deleted, or in a chat that I am no longer in.",
    ]
    assert flagged_card(0).text == "No answer was flagged."
