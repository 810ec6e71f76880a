import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.watching import changes_of, state_of

EVERY_S = 0.02
QUIET_S = 15 * EVERY_S


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.md").write_text("A")
    (tmp_path / "b.md").write_text("B")
    return tmp_path


async def is_noticed(corpus: Path, change: Callable[[], object]) -> bool:
    """Whether a change is told once, and then nothing more."""
    changes = changes_of(corpus, every_s=EVERY_S)
    first = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(3 * EVERY_S)
    change()
    done, _ = await asyncio.wait([first], timeout=QUIET_S)
    if not done:
        first.cancel()
        return False
    second = asyncio.ensure_future(anext(changes))
    again, _ = await asyncio.wait([second], timeout=QUIET_S)
    second.cancel()
    assert not again
    return True


@pytest.mark.parametrize(
    "change",
    [
        lambda corpus: (corpus / "new.md").write_text("new"),
        lambda corpus: (corpus / "sub" / "a.md").write_text("longer"),
        lambda corpus: os.utime(corpus / "b.md", (1, 1)),
        lambda corpus: (corpus / "b.md").unlink(),
        lambda corpus: (corpus / "b.md").rename(corpus / "c.md"),
    ],
    ids=["new", "changed below", "touched", "gone", "renamed"],
)
async def test_a_change_is_told_once(corpus: Path, change: Callable[[Path], object]) -> None:
    assert await is_noticed(corpus, lambda: change(corpus))


@pytest.mark.parametrize("name", [".lock", ".history/old.md", "sub/.unfinished"])
async def test_what_is_hidden_does_not_count(corpus: Path, name: str) -> None:
    def change() -> None:
        (corpus / name).parent.mkdir(exist_ok=True)
        (corpus / name).write_text("hidden")

    assert not await is_noticed(corpus, change)


async def test_a_file_that_still_grows_is_let_come_to_its_end(corpus: Path) -> None:
    changes = changes_of(corpus, every_s=EVERY_S)
    told = asyncio.ensure_future(anext(changes))
    await asyncio.sleep(3 * EVERY_S)
    for size in range(40):
        (corpus / "new.md").write_text("x" * size)
        await asyncio.sleep(EVERY_S / 4)
        assert not told.done()

    await asyncio.wait_for(told, 5)


async def test_a_folder_that_is_not_there_yet_is_noticed_when_it_comes(tmp_path: Path) -> None:
    def change() -> None:
        (tmp_path / "corpus").mkdir()
        (tmp_path / "corpus" / "a.md").write_text("A")

    assert await is_noticed(tmp_path / "corpus", change)


def test_the_state_of_one_file_is_its_own(corpus: Path) -> None:
    before = state_of(corpus / "b.md")
    (corpus / "b.md").write_text("longer")

    assert len(before) == 1
    assert state_of(corpus / "b.md") != before
