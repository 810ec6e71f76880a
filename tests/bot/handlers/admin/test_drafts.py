from pathlib import Path

from bot.store import Store
from bot.texts import admins as words
from index.corpus import read_corpus
from tests.bot.handlers.admin.desk import Desk, desk_of
from tests.bot.handlers.admin.test_submissions import POST, RAID

FIRST = "First of two\n\nA shop burnt down in Hub on Tuesday."


async def send_two(desk: Desk) -> None:
    """Send two texts together, of which the second goes to a folder that is no folder."""
    (desk.corpus / "added").mkdir(parents=True)
    (desk.corpus / "added" / "2022").touch()
    await desk.says(text=f"/add {FIRST}")
    await desk.says(text=RAID * 30, forward_origin=POST)


async def test_what_a_disk_let_in_before_it_refused_is_not_said_to_be_discarded(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await send_two(desk)
        assert "cannot be changed" in (await desk.tap("Add 2"))[0]
        [became] = await desk.tap("Discard all")

        assert became.startswith("Added: First of two")
        assert [article.title for article in read_corpus(desk.corpus).articles] == ["First of two"]


async def test_what_a_disk_let_in_before_it_refused_is_added_once(tmp_path: Path, store: Store) -> None:
    async with desk_of(tmp_path, store) as desk:
        await send_two(desk)
        await desk.tap("Add 2")
        (desk.corpus / "added" / "2022").unlink()
        [became] = await desk.tap("Add 2")

        assert became.startswith(f"{words.ADDED}: 2 articles")
        assert len(read_corpus(desk.corpus).articles) == 2
