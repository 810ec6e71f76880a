"""On a disk that is full or may not be written, admins are told why and what to do; nothing is lost or half done."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.texts import admins as words
from index.snapshot import current_name
from tests.admin.conftest import ADMIN_ID, Office
from tests.admin.desk import next_message, rebuild, rebuilt, tap, titles
from tests.admin.reports import BRIDGE, CONVOY, HARBOUR, SCHOOL, Report
from tests.conftest import SHIPPED_CORPUS
from tests.conversations.talk import BANNU, ask, press, quotes
from tests.index.small_disk import make_read_only, make_writable, no_room_on, small_disk
from tests.running_bot import Running, running_bot
from tests.telegram_server import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with two small disks: one for the articles, one for the index."""
    folder = tmp_path_factory.mktemp("disks")
    with small_disk(folder / "articles", size="1m"), small_disk(folder / "indexes", size="8m"):
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def running(shipped_index: Path, disks: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A bot whose articles and index are on these disks."""
    corpus = Path(shutil.copytree(SHIPPED_CORPUS, disks / "articles" / "corpus"))
    index = Path(shutil.copytree(shipped_index, disks / "indexes" / "index"))
    audit_log = str(tmp_path_factory.mktemp("log") / "audit.jsonl")
    async with running_bot(corpus, index, ADMIN_IDS=str(ADMIN_ID), AUDIT_LOG=audit_log) as running:
        running.tg.flood_control()
        yield running
        await running.process.kill()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    make_read_only(disk)
    yield
    make_writable(disk)


Trouble = Callable[[Path], AbstractContextManager[None]]
FULL, READ_ONLY = (no_room_on, "No space left on device"), (read_only, "Read-only file system")


@pytest.mark.parametrize(("trouble", "reason", "report"), [(*FULL, BRIDGE), (*READ_ONLY, CONVOY)])
async def test_what_cannot_be_added_is_added_from_the_same_card_later(
    office: Office, disks: Path, trouble: Trouble, reason: str, report: Report
) -> None:
    before = titles(office.bot.corpus)
    with trouble(disks / "articles"):
        card = await sent(office, report)
        for _ in range(2):
            assert_it_says_what_to_do(await press(office.admin, card, "Add"), reason)
        assert titles(office.bot.corpus) == before
        assert "demanded" in quotes(await ask(office.bot.person(), BANNU))[0]

    assert words.ADDED in (await tap(office.admin, card, "Add")).text
    assert titles(office.bot.corpus) == before | {report.title}


@pytest.mark.parametrize(("trouble", "reason", "report"), [(*FULL, HARBOUR), (*READ_ONLY, SCHOOL)])
async def test_what_cannot_be_withdrawn_is_withdrawn_from_the_same_card_later(
    office: Office, disks: Path, trouble: Trouble, reason: str, report: Report
) -> None:
    await tap(office.admin, await sent(office, report), "Add")
    with trouble(disks / "articles"):
        surely = await asked_to_withdraw(office, report)
        assert_it_says_what_to_do(await press(office.admin, surely, words.WITHDRAW_YES), reason)
        assert report.title in titles(office.bot.corpus)

    assert words.WITHDRAWN in (await tap(office.admin, surely, words.WITHDRAW_YES)).text
    assert report.title not in titles(office.bot.corpus)


@pytest.mark.parametrize(("trouble", "reason"), [FULL, READ_ONLY])
async def test_while_the_index_cannot_be_written_the_old_one_answers(
    office: Office, disks: Path, trouble: Trouble, reason: str
) -> None:
    storm = f"# Storm after {reason}\n\nA storm felled nine trees in the park."
    (office.bot.corpus / f"{len(titles(office.bot.corpus))}.md").write_text(storm, encoding="utf-8")
    snapshot = current_name(office.bot.index)
    with trouble(disks / "indexes"):
        failed = await rebuild(office)
        assert failed.text.startswith(words.FAILED)
        assert reason in failed.text
        assert "set INDEX_DIR to another folder" in failed.text
        assert words.STAYS in failed.text
        assert current_name(office.bot.index) == snapshot
        assert "demanded" in quotes(await ask(office.bot.person(), BANNU))[0]

    office.admin.chat.skip()
    await office.admin.click(failed, words.TRY_AGAIN)
    done = await rebuilt(await next_message(office.admin.chat))
    assert f"Storm after {reason}" in done.text


def assert_it_says_what_to_do(said: str, reason: str) -> None:
    assert f"/corpus cannot be changed ({reason}); make room there and check its permissions" in said


async def sent(office: Office, report: Report) -> Message:
    """The card of a report that is sent as a file."""
    await office.admin.send_document(f"{report.title}\n\n{report.text}".encode(), "report.txt")
    return await next_message(office.admin.chat)


async def asked_to_withdraw(office: Office, report: Report) -> Message:
    """The card that asks whether a report is to be withdrawn."""
    await office.admin.send(None, f"/articles {report.title}")
    card = await tap(office.admin, await next_message(office.admin.chat), "1")
    return await tap(office.admin, card, words.WITHDRAW)
