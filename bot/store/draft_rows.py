"""A draft and its items as rows of their tables, and back. Pure."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.store.records import Draft, DraftCopy, DraftField, DraftItem, DraftState, Prompt
from index.records import Article


def draft_row(draft: Draft, changed_at: datetime) -> dict[str, object]:
    """The row of a draft, without its items."""
    prompt = draft.prompt
    return {
        "token": draft.token,
        "chat_id": draft.chat_id,
        "user_id": draft.user_id,
        "problems": list(draft.problems),
        "last_at": draft.last_at,
        "card_id": draft.card_id,
        "album": draft.group,
        "state": draft.state.value,
        "prompt_message_id": prompt and prompt.message_id,
        "prompt_item": prompt and prompt.item,
        "prompt_field": prompt and prompt.field.value,
        "replaces": draft.replaces,
        "last_units": draft.last_units,
        "messages": list(draft.messages),
        "changed_at": changed_at,
    }


def draft_of(row: Row[*tuple[Any, ...]], items: tuple[DraftItem, ...]) -> Draft:
    """The draft of a row and its items."""
    prompt = None
    if row.prompt_message_id is not None:
        prompt = Prompt(row.prompt_message_id, row.prompt_item, DraftField(row.prompt_field))
    return Draft(
        row.token,
        row.chat_id,
        row.user_id,
        items,
        tuple(row.problems),
        row.last_at,
        card_id=row.card_id,
        group=row.album,
        state=DraftState(row.state),
        prompt=prompt,
        replaces=row.replaces,
        last_units=row.last_units,
        messages=tuple(row.messages),
    )


def item_row(token: str, number: int, item: DraftItem) -> dict[str, object]:
    """The row of the item with that number, counted from 0."""
    article = item.article
    return {
        "token": token,
        "number": number,
        "article": article.id,
        "title": article.title,
        "text": article.text,
        "source": article.source,
        "url": article.url,
        "published": article.published,
        "place": article.place,
        "body_start": article.body_start,
        "language": item.language,
        "copies": [[copy.article, copy.title, copy.share] for copy in item.copies],
        "replaces": item.replaces,
        "is_left_out": item.is_left_out,
    }


def item_of(row: Row[*tuple[Any, ...]]) -> DraftItem:
    """The item of a row."""
    article = Article(
        row.article,
        row.title,
        row.text,
        source=row.source,
        url=row.url,
        published=row.published,
        place=row.place,
        body_start=row.body_start,
    )
    copies = tuple(DraftCopy(known, title, share) for known, title, share in row.copies)
    return DraftItem(article, row.language, copies, row.replaces, row.is_left_out)
