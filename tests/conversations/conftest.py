"""One bot for all conversations that do not stop it, and the server's verdict on each of them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from index.corpus import read_corpus
from index.encoder import Encoder
from index.rebuild import rebuild
from tests.conftest import SHIPPED_CORPUS
from tests.conversations.articles import RAID
from tests.running_bot import REPLY_S, Running, running_bot
from tests.telegram_server import Settings

ADMIN_ID = 1_001


@pytest.fixture(scope="package")
def articles(shipped_index: Path, real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The articles that ship and one more, and their index; a test that changes them takes a copy."""
    folder = tmp_path_factory.mktemp("conversations")
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, folder / "corpus"))
    (corpus / "raid.md").write_text(RAID, encoding="utf-8")
    index = Path(shutil.copytree(shipped_index, folder / "index"))
    rebuild(read_corpus(corpus), index, real_encoder)
    return corpus, index


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def running(articles: tuple[Path, Path]) -> AsyncIterator[Running]:
    """A bot with an admin, which answers guests, under Telegram's flood limits."""
    async with running_bot(
        *articles, telegram=Settings(supports_guest_queries=True), ADMIN_IDS=str(ADMIN_ID)
    ) as running:
        running.tg.flood_control()
        admin = running.tg.user(ADMIN_ID, "Admin", "en")
        await admin.start()
        await admin.chat.expect(REPLY_S)
        yield running
        await running.process.kill()  # a polite stop takes seconds, and is shown elsewhere


@pytest_asyncio.fixture(loop_scope="package")
async def bot(running: Running) -> AsyncIterator[Running]:
    """The bot of a module; after each conversation, no call of it may have been refused."""
    running.tg.calls.clear()  # each conversation is judged alone
    yield running
    await running.tg.drained()
    running.tg.assert_clean()
    assert "Traceback" not in running.process.log
