"""/rebuild tells how far it is, refuses a sudden loss, runs once at a time; /rollback goes back; both tell /status."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.texts import admins as words
from tests.admin.conftest import Office
from tests.admin.desk import labels, next_message, rebuild, rebuilt, tap
from tests.conversations.talk import BANNU, ask, quotes

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_rebuild_without_changes_embeds_nothing(office: Office) -> None:
    done = await rebuild(office)

    assert "0 of 16 passages new" in done.text


async def test_many_articles_gone_at_once_are_refused_until_the_admin_insists(office: Office, tmp_path: Path) -> None:
    aside = tmp_path / "aside"
    shutil.copytree(office.bot.corpus, aside)
    for file in sorted(office.bot.corpus.glob("*.md"))[:4]:
        file.unlink()

    refused = await rebuild(office)
    assert words.LOST in refused.text
    assert labels(refused) == ["Rebuild anyway"]
    assert "demanded" in quotes(await ask(office.bot.person(), BANNU))[0]

    await office.admin.click(refused, "Rebuild anyway")
    done = await rebuilt(await next_message(office.admin.chat))
    assert "withdrawn 4" in done.text
    shutil.copytree(aside, office.bot.corpus, dirs_exist_ok=True)
    assert "added 4" in (await rebuild(office)).text


async def test_a_second_rebuild_at_the_same_time_is_told_of_the_first(office: Office) -> None:
    office.admin.chat.skip()
    await office.admin.send(None, "/rebuild")
    await office.admin.send(None, "/rebuild")
    first, second = await next_message(office.admin.chat), await next_message(office.admin.chat)

    assert words.RUNNING in second.text
    assert words.NOTHING_CHANGED in (await rebuilt(first)).text


async def test_an_admin_goes_back_to_an_earlier_index_and_forward_again(office: Office) -> None:
    corpus = office.bot.corpus
    (corpus / "flood.md").write_text("# Flood in Sibi\n\nA flood took the bridge of Sibi at noon.", encoding="utf-8")
    await rebuild(office)
    asker = office.bot.person()
    assert "bridge of Sibi" in (await ask(asker, "what did the flood take in Sibi?")).text

    await office.admin.send(None, "/rollback")
    listed = await next_message(office.admin.chat)
    back = await tap(office.admin, listed, labels(listed)[0])
    assert "Back at the index of" in back.text
    assert "bridge of Sibi" not in (await ask(asker, "what did the flood take in Sibi?")).text

    await rebuild(office)
    assert "bridge of Sibi" in (await ask(asker, "what did the flood take in Sibi?")).text


async def test_status_and_gaps_tell_what_there_is_to_do(office: Office) -> None:
    for asker in (office.bot.person(), office.bot.person()):
        await ask(asker, "who won the chess olympiad?")
    await office.admin.send(None, "/gaps")
    gaps = await next_message(office.admin.chat)
    assert "who won the chess olympiad?" in gaps.text
    assert "asked 2 times" in gaps.text

    (office.bot.corpus / "late.md").write_text("# Late news\n\nA shop in Hub burnt down.", encoding="utf-8")
    await office.admin.send(None, "/status")
    status = await next_message(office.admin.chat)
    assert "in the answers" in status.text
    assert "Changes wait for a rebuild" in status.text
    assert "not answered" in status.text
    assert str(office.bot.index) not in status.text


async def test_a_rebuild_that_a_stop_cut_short_is_said_to_be(office: Office) -> None:
    office.admin.chat.skip()
    await office.admin.send(None, "/rebuild")
    told = await next_message(office.admin.chat)
    await asyncio.sleep(1.0)
    killed = await office.bot.process.kill()
    await office.bot.process.restart()
    await office.bot.tg.ready(60.0, since=killed)

    edit = await rebuilt(told)
    assert words.INTERRUPTED in edit.text
