from dataclasses import replace

import pytest
from telegram import MessageEntity

from bot.admin_presses import (
    AddDraft,
    AdminPress,
    DiscardDraft,
    EditField,
    LeaveOut,
    ReplaceArticle,
    ShowBatch,
    ShowItem,
    TakeIn,
)
from bot.draft_cards import draft_card, item_card
from bot.store.records import DraftField
from tests.bot.admin_examples import BARE, FAR, ITEM, NEAR, SIEGE, TOKEN, URDU, admin_presses, draft
from tests.bot.shown import covered, labels

EDITS = [["Edit title", "Edit date", "Edit outlet"], ["Edit place", "Edit link"]]


def test_an_article_is_shown_with_its_facts_and_how_it_begins() -> None:
    card = draft_card(draft(ITEM))

    assert card.text.splitlines() == [
        "Siege of Bannu police station enters second day",
        "Dawn · 19 Dec 2022 · Bannu",
        "9 words · English",
        "The militants want to leave. They hold six hostages.",
    ]
    assert covered(card, MessageEntity.BOLD) == covered(card, MessageEntity.TEXT_LINK) == [SIEGE.title]
    assert covered(card, MessageEntity.EXPANDABLE_BLOCKQUOTE) == [card.text.splitlines()[-1]]
    assert labels(card) == [["Add"], *EDITS, ["Discard"]]
    assert list(admin_presses(card)) == [
        AddDraft(TOKEN),
        *(EditField(TOKEN, 0, field) for field in _in_the_order_of_the_buttons()),
        DiscardDraft(TOKEN),
    ]


def _in_the_order_of_the_buttons() -> list[DraftField]:
    return [DraftField.TITLE, DraftField.PUBLISHED, DraftField.SOURCE, DraftField.PLACE, DraftField.URL]


def test_what_is_missing_is_said_and_what_an_answer_would_lack_is_bold() -> None:
    card = draft_card(draft(replace(ITEM, article=replace(BARE, title=" ", source=" "), language=None)))

    assert card.text.splitlines()[:3] == [
        "no title",
        "no outlet · no date · no place · no link",
        "3 words · language unclear",
    ]
    assert covered(card, MessageEntity.BOLD) == ["no title", "no outlet", "no date"]


def test_an_address_that_cannot_be_opened_is_no_link() -> None:
    card = draft_card(draft(replace(ITEM, article=replace(SIEGE, url="ftp://dawn.example"))))

    assert covered(card, MessageEntity.TEXT_LINK) == []
    assert "no link" in card.text


def test_a_near_duplicate_can_be_replaced_one_that_shares_little_is_only_named() -> None:
    near = draft_card(draft(replace(ITEM, copies=(NEAR, FAR))))
    far = draft_card(draft(replace(ITEM, copies=(FAR,))))

    assert near.text.splitlines()[3:5] == [
        "92 % the same as “Bannu siege enters second day”",
        "41 % the same as “Raid on a bank”",
    ]
    assert labels(near) == [["Add"], *EDITS, ["Replace the old one"], ["Discard"]]
    assert ReplaceArticle(TOKEN, 0) in admin_presses(near)
    assert labels(far) == [["Add"], *EDITS, ["Discard"]]


def test_what_replaces_an_article_names_it_and_can_be_made_a_new_one_again() -> None:
    card = draft_card(draft(replace(ITEM, copies=(NEAR, FAR), replaces=NEAR.article)))

    assert card.text.splitlines()[3:5] == [
        "Replaces “Bannu siege enters second day”; the old text is kept.",
        "41 % the same as “Raid on a bank”",
    ]
    assert labels(card) == [["Add as correction"], *EDITS, ["Add as a new one"], ["Discard"]]


def test_what_was_sent_as_a_correction_may_become_a_new_one() -> None:
    card = draft_card(draft(replace(ITEM, copies=(NEAR,), replaces="added/old"), replaces="added/old"))

    assert "Replaces “added/old”" in card.text
    assert labels(card) == [["Add as correction"], *EDITS, ["Add as a new one"], ["Discard"]]


def test_a_batch_is_a_numbered_list_with_what_is_to_be_looked_at_in_bold() -> None:
    items = (
        replace(ITEM, copies=(FAR, NEAR)),
        replace(ITEM, article=BARE),
        replace(ITEM, copies=(NEAR,), replaces=NEAR.article),
        replace(ITEM, article=BARE, is_left_out=True),
        replace(ITEM, copies=(FAR,)),
    )
    card = draft_card(draft(*items))

    assert card.text.splitlines() == [
        "4 articles to add",
        f"1. {SIEGE.title} · 92 % the same",
        "2. Six policemen die · no outlet, no date",
        f"3. {SIEGE.title} · replaces an older one",
        "4. Six policemen die · left out",
        f"5. {SIEGE.title}",
    ]
    assert covered(card, MessageEntity.BOLD) == [
        "4 articles to add",
        "92 % the same",
        "no outlet, no date",
        "replaces an older one",
        "left out",
    ]
    assert labels(card) == [["Add 4"], ["1", "2", "3", "4", "5"], ["Discard all"]]
    assert list(admin_presses(card)) == [
        AddDraft(TOKEN),
        *(ShowItem(TOKEN, item) for item in range(5)),
        DiscardDraft(TOKEN),
    ]


def test_a_title_that_runs_the_other_way_leaves_the_line_as_it_is() -> None:
    card = draft_card(draft(replace(ITEM, article=URDU), ITEM))

    assert card.text.splitlines()[1] == f"\u200e1. \u2068{URDU.title}\u2069"


def test_of_a_long_batch_a_page_is_shown() -> None:
    long = draft(*[ITEM] * 60)
    first, middle, last = (draft_card(long, page) for page in range(3))

    assert [len(card.text.splitlines()) - 1 for card in (first, middle, last)] == [25, 25, 10]
    assert [labels(card)[-2] for card in (first, middle, last)] == [["More"], ["Back", "More"], ["Back"]]
    assert middle.text.splitlines()[1].startswith("26. ")
    assert labels(middle)[1] == ["26", "27", "28", "29", "30"]
    assert {ShowBatch(TOKEN, 0), ShowBatch(TOKEN, 2)} <= set(admin_presses(middle))
    assert draft_card(long, 99) == last


def test_a_batch_that_is_left_out_as_a_whole_cannot_be_added() -> None:
    card = draft_card(draft(*[replace(ITEM, is_left_out=True)] * 2))

    assert labels(card) == [["1", "2"], ["Discard all"]]


def test_each_refused_piece_has_its_reason_and_the_others_are_counted() -> None:
    problems = tuple(f"piece{number}.exe: not a kind that I read" for number in range(12))
    refused = [
        "Refused: 12",
        *(f"• piece{number}.exe: not a kind that I read" for number in range(5)),
        "and 7 more",
    ]

    assert draft_card(draft(ITEM, problems=problems)).text.splitlines()[-8:] == ["", *refused]
    assert draft_card(draft(ITEM, ITEM, problems=problems)).text.splitlines()[-8:] == ["", *refused]


def test_where_all_was_refused_there_is_nothing_to_tap() -> None:
    card = draft_card(draft(problems=("bomb.zip: larger than 100 MB when unpacked",)))

    assert card.text.splitlines() == [
        "Nothing to add.",
        "Refused: 1",
        "• bomb.zip: larger than 100 MB when unpacked",
    ]
    assert card.keyboard is None


@pytest.mark.parametrize(
    ("is_left_out", "head", "label", "press"),
    [(False, "1 of 2", "Leave out", LeaveOut(TOKEN, 0)), (True, "1 of 2 · left out", "Take in", TakeIn(TOKEN, 0))],
)
def test_an_item_of_a_batch_can_be_edited_and_left_out(
    is_left_out: bool,  # noqa: FBT001 - a parameter of the test
    head: str,
    label: str,
    press: AdminPress,
) -> None:
    item = replace(ITEM, copies=(NEAR,), is_left_out=is_left_out)
    card = item_card(draft(item, ITEM), 0)

    assert card.text.splitlines()[:2] == [head, SIEGE.title]
    assert labels(card) == [*EDITS, ["Replace the old one"], ["Back", label, "Next"]]
    assert list(admin_presses(card))[-3:] == [ShowBatch(TOKEN, 0), press, ShowItem(TOKEN, 1)]


def test_from_an_item_one_comes_back_to_its_page() -> None:
    card = item_card(draft(*[ITEM] * 30), 29)

    assert labels(card)[-1] == ["Back", "Leave out"]
    assert list(admin_presses(card))[-2:] == [ShowBatch(TOKEN, 1), LeaveOut(TOKEN, 29)]
    assert EditField(TOKEN, 29, DraftField.PLACE) in admin_presses(card)
