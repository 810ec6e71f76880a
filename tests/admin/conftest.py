"""A bot with an admin, articles that may be changed, and a local web site whose links it may fetch."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.conftest import SHIPPED_CORPUS
from tests.running_bot import Running, running_bot
from tests.site import Site
from tests.telegram_server import FakeUser

ADMIN_ID = 1_001


@dataclass(frozen=True, slots=True)
class Office:
    """A running bot, its admin and the site."""

    bot: Running
    admin: FakeUser
    site: Site


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A web site on this machine."""
    with Site() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(shipped_index: Path, site: Site, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot over a copy of the articles that ship, for one module; it keeps Telegram's flood limits."""
    folder = tmp_path_factory.mktemp("office")
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, folder / "corpus"))
    index = Path(shutil.copytree(shipped_index, folder / "index"))
    audit_log = str(folder / "audit.jsonl")
    async with running_bot(
        corpus, index, ADMIN_IDS=str(ADMIN_ID), TRUSTED_HOSTS=site.host, AUDIT_LOG=audit_log
    ) as running:
        running.tg.flood_control()
        yield running
        await running.process.kill()  # a polite stop takes seconds, and is shown elsewhere


@pytest_asyncio.fixture(loop_scope="module")
async def office(running: Running, site: Site) -> AsyncIterator[Office]:
    """The bot and its admin; after each conversation, no call of the bot may have been refused."""
    running.tg.calls.clear()
    admin = running.tg.user(ADMIN_ID, "Admin", "en")
    admin.chat.skip()
    yield Office(running, admin, site)
    await running.tg.drained()
    running.tg.assert_clean()
    assert "Traceback" not in running.process.log
