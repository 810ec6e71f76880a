from typing import Any

import pytest

from bot.delivery import Delivery
from bot.handlers.refusals import Refusals
from bot.store import Store
from bot.texts import ENGLISH, LANGUAGES
from bot.texts.admins import PRIVATE_ONLY
from tests.bot.stand_ins import PERSON, PERSON_ID, NoWait, RecordingRequest, bare_bot, handle, update_of

GROUP: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}


async def said(store: Store, text: str | None, *, admins: frozenset[int] = frozenset(), **content: Any) -> list[str]:
    """What the bot says to a command, or to what is no text."""
    request = RecordingRequest()
    refusals = Refusals(Delivery(store.inbox, NoWait()), admins)
    async with bare_bot(request) as application:
        handler = refusals.submission if text is None else refusals.command
        await handle(application, handler, update_of(application, text=text, **content))
    return request.texts()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_is_no_admin_is_refused_in_their_own_language(store: Store, language: str) -> None:
    person: dict[str, Any] = {"from": PERSON | {"language_code": language}}

    assert await said(store, "/rebuild", **person) == [LANGUAGES[language].admins_only]
    assert await said(store, None, **person) == [LANGUAGES[language].admins_only]


@pytest.mark.parametrize("text", ["/status", "/status today", "/add\n@news: a raid", "/add a@b.example"])
async def test_in_a_group_a_command_that_may_be_another_bots_is_not_answered(store: Store, text: str) -> None:
    assert await said(store, text, **GROUP) == []


@pytest.mark.parametrize("text", ["/status@incident_bot", "/add@incident_bot\nA raid"])
async def test_in_a_group_a_command_that_names_this_bot_is_refused(store: Store, text: str) -> None:
    assert await said(store, text, **GROUP) == [ENGLISH.admins_only]


async def test_an_admin_is_sent_from_a_group_to_the_private_chat(store: Store) -> None:
    assert await said(store, "/rebuild", admins=frozenset({PERSON_ID}), **GROUP) == [PRIVATE_ONLY]
    assert await said(store, "/rebuild", admins=frozenset({PERSON_ID + 1}), **GROUP) == []


async def test_what_an_unnamed_admin_of_a_group_writes_is_not_taken_for_an_admins_of_the_bot(store: Store) -> None:
    anonymous = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}}

    assert await said(store, "/rebuild", admins=frozenset({PERSON_ID}), **GROUP, **anonymous) == []
