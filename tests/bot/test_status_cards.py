from dataclasses import replace

import pytest
from telegram import MessageEntity

from bot.admin_presses import GapsPage, RebuildNow
from bot.gap_groups import GapGroup
from bot.status_cards import gaps_card, status_card
from tests.bot.admin_examples import NOON, STATUS, admin_presses
from tests.bot.shown import covered, labels

QUETTA = GapGroup("who claimed the attack in Quetta?", 5, 2, NOON, ("quetta attack who", "claim quetta", "who quetta"))
FOLLOW_UP = GapGroup("and who was arrested?", 1, 0, NOON, context="what happened in Quetta?")


def test_the_status_tells_what_answers_what_was_asked_and_what_is_to_be_done() -> None:
    card = status_card(STATUS)

    assert card.text.splitlines() == [
        "1,503 articles in the answers",
        "Changes wait for a rebuild.",
        "9,012 passages",
        "built 20 Dec 2022, 12:05 UTC",
        "model all-MiniLM-L6-v2",
        "snapshot 20221220-120500-000000-abcdef12",
        "",
        "Today: 41 questions from 12 people",
        "3 not answered (7 %)",
        "2 questions waiting now",
        "asked in vain: 6, see /gaps",
        "",
        "12 GB free on the disk",
        "the index takes 120 MB",
    ]
    assert covered(card, MessageEntity.BOLD) == [
        "1,503 articles in the answers",
        "Changes wait for a rebuild.",
        "Today: 41 questions",
    ]
    assert list(admin_presses(card)) == [RebuildNow()]


def test_a_quiet_day_with_all_in_order_is_short() -> None:
    card = status_card(
        replace(STATUS, questions_today=1, people_today=1, refused_today=0, gaps=0, waiting=0, corpus_changed=False)
    )

    assert card.text.split("\n\n")[1] == "Today: 1 question from 1 person\nall answered"
    assert card.keyboard is None


def test_where_there_is_no_index_yet_it_is_said_what_to_do() -> None:
    card = status_card(replace(STATUS, snapshot=None, questions_today=0, refused_today=0, gaps=0, waiting=0))

    assert card.text.split("\n\n")[:2] == [
        "There is no index yet.\nAdd articles, then send /rebuild.",
        "Today: 0 questions",
    ]


def test_a_disk_that_is_almost_full_is_bold() -> None:
    card = status_card(replace(STATUS, free_bytes=400_000_000))

    assert covered(card, MessageEntity.BOLD)[-1] == "Only 400 MB free on the disk: make room"


def test_questions_asked_in_vain_come_with_how_often_and_how_else_they_were_put() -> None:
    card = gaps_card((QUETTA, FOLLOW_UP))
    how_often = "asked 5 times · last 20 Dec 2022 · 2 people told you"

    assert card.text.split("\n\n") == [
        "What people asked in vain",
        f"{QUETTA.question}\nalso: quetta attack who\nalso: claim quetta\n{how_often}",
        "and who was arrested?\nafter: what happened in Quetta?\nasked once · last 20 Dec 2022",
        "With an article about it, the next one who asks gets an answer.",
    ]
    assert covered(card, MessageEntity.BOLD)[1:] == [QUETTA.question, FOLLOW_UP.question]
    assert card.keyboard is None


@pytest.mark.parametrize(
    ("page", "gaps", "ways", "presses"),
    [
        (0, 8, ["More"], [GapsPage(1)]),
        (1, 8, ["Back", "More"], [GapsPage(0), GapsPage(2)]),
        (2, 4, ["Back"], [GapsPage(1)]),
        (99, 4, ["Back"], [GapsPage(1)]),
    ],
)
def test_of_many_gaps_a_page_is_shown(page: int, gaps: int, ways: list[str], presses: list[GapsPage]) -> None:
    card = gaps_card((QUETTA,) * 20, page)

    assert card.text.count("who claimed the attack") == gaps
    assert labels(card) == [ways]
    assert list(admin_presses(card)) == presses


def test_where_nothing_was_asked_in_vain_it_is_said() -> None:
    assert gaps_card(()).text == "No gaps: nothing was asked in vain."
