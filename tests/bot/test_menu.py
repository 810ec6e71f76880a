import json
import logging
from typing import Any

import pytest
from telegram.error import TimedOut

from bot.menu import admin_started, set_menus
from bot.texts import ENGLISH, LANGUAGES
from bot.texts.admins import ADMIN_COMMANDS
from tests.bot.stand_ins import PERSON_ID, RecordingRequest, bare_bot, handle, update_of

REFUSED = (400, {"ok": False, "description": "Bad Request: chat not found"})
ALL_MENUS = 2 * len(LANGUAGES)


def scopes(request: RecordingRequest) -> list[tuple[Any, ...]]:
    """Of each menu that was set: whose it is, and of which language."""
    return [(data["scope"], data.get("language_code")) for data in request.called("setMyCommands")]


def names(data: dict[str, Any]) -> list[str]:
    commands = data["commands"]
    return [command["command"] for command in (json.loads(commands) if isinstance(commands, str) else commands)]


async def menus_of(*admins: int, request: RecordingRequest) -> None:
    async with bare_bot(request) as application:
        await set_menus(application.bot, admins)


async def test_everybody_groups_and_each_admin_have_a_menu() -> None:
    request = RecordingRequest()
    await menus_of(8, 7, request=request)

    everyone, groups = {"type": "default"}, {"type": "all_group_chats"}
    assert scopes(request) == [
        *((scope, None if code == "en" else code) for code in LANGUAGES for scope in (everyone, groups)),
        ({"type": "chat", "chat_id": 7}, None),
        ({"type": "chat", "chat_id": 8}, None),
    ]


async def test_the_menu_of_an_admin_has_everyones_commands_and_those_of_the_admins() -> None:
    request = RecordingRequest()
    await menus_of(7, request=request)
    everyones, *_, admins = request.called("setMyCommands")

    assert names(everyones) == [name for name, _ in ENGLISH.commands]
    assert names(admins) == [*names(everyones), *(name for name, _ in ADMIN_COMMANDS)]


async def test_a_menu_that_cannot_be_set_is_one_line_and_admins_get_theirs(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(setMyCommands=[TimedOut()])
    await menus_of(7, request=request)

    assert [record.getMessage() for record in caplog.records] == ["The list of commands was not set: Timed out"]
    assert scopes(request)[-1] == ({"type": "chat", "chat_id": 7}, None)


async def test_an_admin_who_never_wrote_has_no_menu_and_the_next_one_has(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    request = RecordingRequest(setMyCommands=[*[(200, {"ok": True, "result": True})] * ALL_MENUS, REFUSED])
    await menus_of(7, 8, request=request)

    assert [record.getMessage() for record in caplog.records] == [
        "Admin 7 has no menu of the admins' commands (Chat not found): they work all the same"
    ]
    assert scopes(request)[-1] == ({"type": "chat", "chat_id": 8}, None)


async def test_an_admin_who_starts_the_bot_gets_the_menu_then() -> None:
    request = RecordingRequest()
    async with bare_bot(request) as application:
        await handle(application, admin_started, update_of(application, text="/start"))

    assert scopes(request) == [({"type": "chat", "chat_id": PERSON_ID}, None)]
