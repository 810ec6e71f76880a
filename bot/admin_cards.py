"""Every message to an admin, from the files that each write some of them. Pure; nothing is sent here."""

from bot.added_cards import added_card, asks_for_field, closed_card, discarded_card, edit_prompt, edit_refused
from bot.article_cards import (
    ARTICLES_A_PAGE,
    article_card,
    articles_card,
    correct_card,
    corrected_card,
    flagged_card,
    withdraw_card,
    withdrawn_card,
)
from bot.draft_cards import ITEMS_A_PAGE, draft_card, item_card
from bot.rebuild_cards import (
    interrupted_card,
    rebuild_card,
    rebuild_refused_card,
    rebuilt_card,
    rollback_card,
    rolled_back_card,
)
from bot.status_cards import gaps_card, status_card

__all__ = [
    "ARTICLES_A_PAGE",
    "ITEMS_A_PAGE",
    "added_card",
    "article_card",
    "articles_card",
    "asks_for_field",
    "closed_card",
    "correct_card",
    "corrected_card",
    "discarded_card",
    "draft_card",
    "edit_prompt",
    "edit_refused",
    "flagged_card",
    "gaps_card",
    "interrupted_card",
    "item_card",
    "rebuild_card",
    "rebuild_refused_card",
    "rebuilt_card",
    "rollback_card",
    "rolled_back_card",
    "status_card",
    "withdraw_card",
    "withdrawn_card",
]
