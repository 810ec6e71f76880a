from datetime import timedelta

import pytest
from telegram import MessageEntity

from bot.admin_presses import AdminPress, RebuildAnyway, RebuildNow, RollBack
from bot.rebuild_cards import (
    interrupted_card,
    rebuild_card,
    rebuild_refused_card,
    rebuilt_card,
    rollback_card,
    rolled_back_card,
)
from bot.rebuild_outcome import Listed, RebuildOutcome, Refusal, RefusalKind
from index.progress import RebuildProgress, RebuildReport, Stage
from tests.bot.admin_examples import NOON, admin_presses, kept
from tests.bot.shown import covered, labels

REPORT = RebuildReport("20221220-1", 1_503, 20_000, 9_012, 57, 8_955, 41.7)


def test_while_it_embeds_a_rebuild_tells_how_far_it_is_and_how_long_it_takes() -> None:
    card = rebuild_card(RebuildProgress(Stage.EMBEDDING, 1_503, 1_204, 3_010), seconds_left=131)

    assert card.text.splitlines() == [
        "Rebuilding: 40 %",
        "Step 2 of 4: indexing what is new",
        "1,204 of 3,010 new passages",
        "1,503 articles · 2 minutes left",
        "I go on answering meanwhile.",
    ]
    assert covered(card, MessageEntity.BOLD) == ["Rebuilding: 40 %"]


@pytest.mark.parametrize(
    ("progress", "lines"),
    [
        (RebuildProgress(Stage.READING, 0, 0, 0), ["Rebuilding", "Step 1 of 4: reading articles"]),
        (RebuildProgress(Stage.EMBEDDING, 3, 0, 0), ["Rebuilding", "Step 2 of 4: indexing what is new", "3 articles"]),
        (RebuildProgress(Stage.WRITING, 3, 9, 9), ["Rebuilding", "Step 3 of 4: writing the index", "3 articles"]),
        (RebuildProgress(Stage.CHECKING, 3, 9, 9), ["Rebuilding", "Step 4 of 4: checking the new index", "3 articles"]),
    ],
)
def test_every_step_of_a_rebuild_says_what_is_done(progress: RebuildProgress, lines: list[str]) -> None:
    assert rebuild_card(progress).text.splitlines() == [*lines, "I go on answering meanwhile."]


def test_a_finished_rebuild_tells_what_has_changed_and_what_was_skipped_why() -> None:
    problems = Listed(tuple(f"scan{number}.pdf: holds no text" for number in range(20)), 31)
    outcome = RebuildOutcome(REPORT, Listed(("Siege", "Raid"), 2), Listed(("Talks",), 1), Listed(), problems)
    card = rebuilt_card(outcome, seconds=42)
    added, changed, skipped = covered(card, MessageEntity.EXPANDABLE_BLOCKQUOTE)

    assert card.text.splitlines()[:3] == [
        "Done. I know 1,503 articles now.",
        "added 2 · changed 1 · skipped 31",
        "42 seconds; 57 of 9,012 passages new",
    ]
    assert (added, changed) == ("Added\n• Siege\n• Raid", "Changed\n• Talks")
    assert skipped.splitlines()[:2] == ["Skipped, and why", "• scan0.pdf: holds no text"]
    assert skipped.splitlines()[-2:] == ["• scan9.pdf: holds no text", "and 21 more"]
    assert "withdrawn" not in card.text


def test_a_rebuild_that_changed_nothing_says_so() -> None:
    assert rebuilt_card(RebuildOutcome(REPORT), seconds=0.2).text.splitlines() == [
        "Done. I know 1,503 articles now.",
        "Nothing has changed.",
        "1 second; 57 of 9,012 passages new",
    ]


@pytest.mark.parametrize(
    ("kind", "line", "said", "label", "press"),
    [
        (
            RefusalKind.LOSS,
            "400 of 1503 articles are gone, like 'Talks; and more'; put them back, or run: incident-bot rebuild",
            "400 of 1503 articles are gone, like 'Talks; and more'",
            "Rebuild anyway",
            RebuildAnyway(),
        ),
        (
            RefusalKind.FAILED,
            "cannot write to data (No space left on device); make room",
            "Cannot write to data (No space left on device); make room",
            "Try again",
            RebuildNow(),
        ),
    ],
)
def test_a_refused_rebuild_says_why_and_what_can_be_done(
    kind: RefusalKind, line: str, said: str, label: str, press: AdminPress
) -> None:
    card = rebuilt_card(RebuildOutcome(refusal=Refusal(kind, line)), seconds=1)

    assert card.text.splitlines()[1] == said
    assert card.text.endswith("The earlier index goes on answering.")
    assert labels(card) == [[label]]
    assert list(admin_presses(card)) == [press]


def test_a_second_rebuild_waits_for_the_first() -> None:
    card = rebuild_refused_card(Refusal(RefusalKind.RUNNING, "another rebuild is running"))

    assert card.text.startswith("A rebuild is running already.\n")
    assert card.keyboard is None


def test_a_rebuild_that_ended_without_a_word_has_failed() -> None:
    assert rebuilt_card(RebuildOutcome(), seconds=1).text.startswith("The rebuild failed.\n")


def test_a_rebuild_that_was_cut_short_can_be_begun_again() -> None:
    assert list(admin_presses(interrupted_card())) == [RebuildNow()]


def test_the_earlier_indexes_are_a_button_each_in_a_line_of_a_phone() -> None:
    card = rollback_card(
        [
            kept(3, is_current=True),
            kept(2, created=NOON - timedelta(hours=26)),
            kept(1, created=NOON - timedelta(days=400)),
            kept(0, model="another"),
        ]
    )

    assert card.text.splitlines()[:2] == ["Go back to an earlier index?", "Now: 20 Dec, 12:05 · 1,503 articles"]
    assert labels(card) == [["19 Dec, 10:05 · 1,502 articles"], ["15 Nov 2021, 12:05 · 1,501 articles"]]
    assert list(admin_presses(card)) == [RollBack("2022-2"), RollBack("2022-1")]


def test_where_the_current_index_is_damaged_every_kept_one_can_be_gone_back_to() -> None:
    card = rollback_card([kept(2), kept(1, model="another")])

    assert list(admin_presses(card)) == [RollBack("2022-2"), RollBack("2022-1")]
    assert "Now:" not in card.text


def test_without_an_earlier_index_there_is_nothing_to_go_back_to() -> None:
    assert rollback_card([kept(1, is_current=True)]) == rollback_card([])
    assert rollback_card([]).keyboard is None


def test_after_going_back_it_is_said_to_which_index() -> None:
    assert rolled_back_card(kept(2)).text.splitlines()[:2] == [
        "Back at the index of 20 Dec 2022, 12:05 UTC.",
        "1,502 articles, 9,000 passages",
    ]
