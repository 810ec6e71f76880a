from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.drafting import CORRECTED_WITHIN
from bot.store import Store
from index.editing import CorpusEditor
from index.records import Article
from tests.bot.handlers.admin.desk import FIRST_OF_BOT, Desk, desk_of, replying_to
from tests.bot.stand_ins import CHAT_ID, PERSON_ID

SIEGE = Article("siege", "Siege in Bannu", "Siege in Bannu\n\nGunmen hold a police station in Bannu.", body_start=16)
RAID = Article("raid", "Raid in Zhob", "Raid in Zhob\n\nPolice raided a house in Zhob on Monday.", body_start=14)
CORRECTED = "Siege in Bannu ends\n\nThe gunmen gave up at noon."


async def ask_for_correction(desk: Desk, word: str) -> int:
    """Tap through to the question for the corrected article; its message."""
    await desk.says(text=f"/articles {word}")
    await desk.tap("1")
    await desk.tap("Correct")
    return FIRST_OF_BOT - 1 + len(desk.request.sent())


async def test_a_reply_corrects_the_article_that_it_was_asked_for(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        for article in (SIEGE, RAID):
            CorpusEditor(desk.corpus).add(article, key=f"key-{article.id}")
        siege = await ask_for_correction(desk, "bannu")
        await ask_for_correction(desk, "zhob")
        [card] = await desk.says(text=CORRECTED, **replying_to(siege))

    assert "Replaces “Siege in Bannu”" in card


async def test_a_reply_corrects_an_article_however_late_it_comes(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        CorpusEditor(desk.corpus).add(SIEGE, key="key-siege")
        siege = await ask_for_correction(desk, "bannu")
        draft = await store.drafts.last_open(CHAT_ID, PERSON_ID)
        assert draft
        await store.drafts.save(replace(draft, last_at=draft.last_at - CORRECTED_WITHIN - timedelta(minutes=1)))
        [card] = await desk.says(text=CORRECTED, **replying_to(siege))

    assert "Replaces “Siege in Bannu”" in card
