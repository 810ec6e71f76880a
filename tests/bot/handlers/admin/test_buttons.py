from pathlib import Path
from typing import Any

import pytest

from bot.store import Store
from bot.texts import admins as words
from tests.bot.handlers.admin.desk import Numbered, desk_of

TOO_LATE = (400, {"ok": False, "description": "Bad Request: query is too old and response timeout expired"})


@pytest.mark.parametrize(("outcomes", "times"), [([], 1), ([TOO_LATE], 2)], ids=["in time", "too late"])
async def test_what_does_not_pop_up_any_more_is_said(
    tmp_path: Path, store: Store, outcomes: list[Any], times: int
) -> None:
    async with desk_of(tmp_path, store, Numbered(answerCallbackQuery=outcomes)) as desk:
        desk.corpus.mkdir()
        (desk.corpus / "raid.txt").write_text("Raid in Zhob\n\nPolice raided a house.", encoding="utf-8")
        await desk.says(text="/articles")
        (desk.corpus / "raid.txt").unlink()

        assert await desk.tap("1") == [words.NO_SUCH_ARTICLE] * times
