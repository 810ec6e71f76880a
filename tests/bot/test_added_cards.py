from dataclasses import replace

import pytest
from telegram import MessageEntity

from bot.added_cards import added_card, closed_card, discarded_card, edit_prompt, edit_refused
from bot.admin_presses import RebuildNow
from bot.store.records import DraftField
from tests.bot.admin_examples import BARE, ITEM, SIEGE, admin_presses, draft
from tests.bot.shown import covered, labels


def test_what_was_added_is_named_and_the_rebuild_is_a_tap_away() -> None:
    card = added_card((SIEGE,))

    assert card.text.splitlines() == [
        "Added: Siege of Bannu police station enters second day",
        "Not in the answers yet: that takes a rebuild.",
    ]
    assert labels(card) == [["Rebuild now"]]
    assert list(admin_presses(card)) == [RebuildNow()]


def test_of_a_batch_what_was_added_corrected_and_refused_stands_apart() -> None:
    card = added_card((SIEGE, BARE), ("Raid: the corpus has that very text",), (BARE,))

    assert card.text.splitlines() == [
        "Added: 2 articles",
        f"• {SIEGE.title}",
        "• Six policemen die",
        "Corrected: Six policemen die",
        "Not in the answers yet: that takes a rebuild.",
        "Not added: 1",
        "• Raid: the corpus has that very text",
    ]


def test_a_long_list_of_what_was_added_is_folded_and_a_longer_one_cut() -> None:
    (folded,) = covered(added_card((SIEGE,) * 30), MessageEntity.EXPANDABLE_BLOCKQUOTE)

    assert len(folded.splitlines()) == 21
    assert folded.endswith("and 10 more")
    assert covered(added_card((SIEGE,) * 5), MessageEntity.EXPANDABLE_BLOCKQUOTE) == []


def test_where_nothing_was_added_there_is_nothing_to_rebuild() -> None:
    card = added_card((), ("Siege: the disk is full",))

    assert card.text.splitlines() == ["Nothing was added.", "• Siege: the disk is full"]
    assert card.keyboard is None


def test_what_was_discarded_is_named_or_counted() -> None:
    assert discarded_card(draft(ITEM)).text == f"Discarded: {SIEGE.title}"
    assert discarded_card(draft(ITEM, ITEM)).text == "Discarded: 2 articles"


def test_a_closed_card_says_how_to_go_on() -> None:
    assert "send it again" in closed_card().text
    assert closed_card().keyboard is None


@pytest.mark.parametrize("field", DraftField)
def test_a_field_is_asked_for_with_what_it_is_now(field: DraftField) -> None:
    lines = edit_prompt(field, ITEM).splitlines()

    assert lines[0].endswith(f"of “{SIEGE.title}”")
    assert lines[1] == f"Now: {getattr(SIEGE, field)}"
    assert lines[2].startswith("Reply with the right one, for example: ")
    assert lines[3:] == ([] if field is DraftField.TITLE else ["Or with - to leave it empty."])


def test_a_field_that_is_missing_is_asked_for_alone() -> None:
    asked = edit_prompt(DraftField.PUBLISHED, replace(ITEM, article=BARE))

    assert asked == "The date of “Six policemen die”\nReply with the right one, for example: 2022-12-19"


def test_what_cannot_be_a_field_is_refused_with_the_reason() -> None:
    assert edit_refused(DraftField.PUBLISHED, "I cannot read that date.") == (
        "The date stays as it was. I cannot read that date."
    )
