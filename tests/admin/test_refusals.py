"""Who is no admin gets a polite refusal to everything that admins do, and changes nothing."""

import pytest

from bot.admin_buttons import admin_data_of, article_key
from bot.admin_presses import (
    Articles,
    CorrectArticle,
    FlagAnswers,
    GapsPage,
    RebuildAnyway,
    RebuildNow,
    RollBack,
    WithdrawSurely,
)
from bot.texts import ENGLISH
from bot.texts.admins import ADMIN_COMMANDS, PRIVATE_ONLY
from index.corpus import read_corpus
from index.snapshot import current_name
from tests.admin.conftest import Office
from tests.admin.desk import labels, next_message, press_of, tap, titles
from tests.admin.reports import BRIDGE
from tests.conversations.talk import BANNU, ask

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("command", [name for name, _ in ADMIN_COMMANDS])
async def test_a_command_of_the_admins_is_refused(office: Office, command: str) -> None:
    person = office.bot.person()
    await person.send(None, f"/{command} {BRIDGE.title}\n\n{BRIDGE.text}")

    assert (await next_message(person.chat)).text == ENGLISH.admins_only


async def test_a_file_a_post_and_a_link_are_refused(office: Office) -> None:
    person, before = office.bot.person(), titles(office.bot.corpus)
    await person.send_document(BRIDGE.text.encode(), "bridge.txt")
    await person.forward_post("News", f"{BRIDGE.title}\n\n{BRIDGE.text}", username="news", post_id=3)
    await person.send(None, office.site.article("/bridge", BRIDGE.title, BRIDGE.text))

    for _ in range(3):
        assert (await next_message(person.chat)).text == ENGLISH.admins_only
    assert titles(office.bot.corpus) == before
    assert office.site.requests == []
    assert office.bot.tg.calls_of("getFile") == []


async def test_forged_buttons_of_admins_do_nothing(office: Office) -> None:
    person, before = office.bot.person(), titles(office.bot.corpus)
    snapshot = current_name(office.bot.index)
    await office.admin.send(None, f"/add {BRIDGE.title}\n\n{BRIDGE.text}")
    card = await next_message(office.admin.chat)
    reply = await ask(person, BANNU)
    key = article_key(read_corpus(office.bot.corpus).articles[0].id)
    presses = (
        *(press_of(card, label) for label in labels(card)),
        *(WithdrawSurely(key), CorrectArticle(key), FlagAnswers(key)),
        *(RebuildNow(), RebuildAnyway(), RollBack(snapshot), Articles(0), GapsPage(0)),
    )
    for one in presses:
        query = await person.forge(reply, admin_data_of(one))
        assert (await query.answer())["text"] == ENGLISH.admins_only

    assert titles(office.bot.corpus) == before
    assert current_name(office.bot.index) == snapshot
    assert (await tap(office.admin, card, "Discard")).text.startswith("Discarded")


async def test_admins_themselves_are_sent_to_the_private_chat_from_a_group(office: Office) -> None:
    group = office.bot.tg.group("Newsroom", office.admin)
    await office.admin.send(group, "/rebuild")

    assert (await next_message(group)).text == PRIVATE_ONLY


async def test_others_hear_nothing_of_such_a_command_in_a_group_unless_it_names_the_bot(office: Office) -> None:
    person = office.bot.person()
    group = office.bot.tg.group("Friends", person)
    await person.send(group, "/status")
    await person.send(group, "/rebuild@test_bot")

    assert (await next_message(group)).text == ENGLISH.admins_only
