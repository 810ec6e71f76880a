import asyncio
from pathlib import Path
from typing import Any

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot.app import ALLOWED_UPDATES, run
from bot.polling import AnyApplication
from bot.settings import SettingsError, load_settings
from bot.store import Store
from bot.texts import ENGLISH, LANGUAGES
from tests.bot.stand_ins import (
    PERSON,
    TOKEN,
    CannedAnswers,
    HeldAnswers,
    RecordingRequest,
    message_data,
    telegram_bot,
    update_of,
)

FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 0.01}})
ME = {"id": 123456, "is_bot": True, "first_name": "Bot"}
MEMBERS = {name: {"status": "member", "user": ME} for name in ("old_chat_member", "new_chat_member")}
GROUP = {"id": -5, "type": "group"}
EXAMPLES: dict[str, dict[str, Any]] = {
    "message": message_data("who did it"),
    "edited_message": message_data("who did it"),
    "guest_message": message_data("who did it", guest_query_id="78"),
    "channel_post": message_data("who did it", chat_type="channel"),
    "edited_channel_post": message_data("who did it", chat_type="channel"),
    "callback_query": {"id": "1", "from": PERSON, "chat_instance": "c", "data": "more"},
    "inline_query": {"id": "1", "from": PERSON, "query": "", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": PERSON, "query": ""},
    "my_chat_member": {"from": PERSON, "date": 0, "chat": GROUP, **MEMBERS},
    "chat_member": {"from": PERSON, "date": 0, "chat": GROUP, **MEMBERS},
}


async def begin(application: AnyApplication) -> None:
    """What happens at a start, up to where updates are handled."""
    assert application.post_init
    await application.post_init(application)


async def test_methods_are_called_at_the_base_url_with_the_token() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        assert request.urls == [f"https://api.telegram.org/bot{TOKEN}/getMe"]
        assert application.bot.base_file_url == f"https://api.telegram.org/file/bot{TOKEN}"


async def test_the_bot_asks_telegram_for_what_it_handles_and_nothing_else() -> None:
    async with telegram_bot(CannedAnswers(), RecordingRequest()) as application:
        updates = {
            kind: Update.de_json({"update_id": 1, kind: data}, application.bot) for kind, data in EXAMPLES.items()
        }
        handled = [
            kind
            for kind, update in updates.items()
            if any(handler.check_update(update) not in (None, False) for handler in application.handlers[0])
        ]

    assert set(handled) == set(ALLOWED_UPDATES)
    assert set(ALLOWED_UPDATES) < EXAMPLES.keys()


async def test_the_commands_are_listed_in_telegram_in_each_language_for_private_chats_and_for_groups() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await begin(application)
    listed = {
        (data.get("language_code"), data["scope"]["type"]): tuple(
            (line["command"], line["description"]) for line in data["commands"]
        )
        for data in request.called("setMyCommands")
    }

    assert listed.keys() == {(code, scope) for code in (None, "ur") for scope in ("default", "all_group_chats")}
    assert listed[None, "default"] == ENGLISH.commands
    assert listed[None, "all_group_chats"] == ENGLISH.group_commands
    assert listed["ur", "default"] == LANGUAGES["ur"].commands
    assert listed["ur", "all_group_chats"] == LANGUAGES["ur"].group_commands


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
async def test_every_command_that_is_listed_is_answered(texts: Any) -> None:
    for chat, commands in (({}, texts.commands), ({"chat_id": -5, "chat_type": "group"}, texts.group_commands)):
        for number, (command, _) in enumerate(commands, 1):
            request = RecordingRequest()
            async with telegram_bot(CannedAnswers(), request) as application:
                await application.process_update(update_of(application, text=f"/{command}", message_id=number, **chat))

            assert len(request.sent()) == 1, command
            assert ENGLISH.unknown_command not in request.texts()


async def test_a_bot_that_cannot_list_its_commands_works_on(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(setMyCommands=[NetworkError("gone")])
    async with telegram_bot(CannedAnswers(), request) as application:
        await begin(application)

    assert "The list of commands was not set: gone" in caplog.text
    assert len(request.called("getUpdates")) == 1


async def test_the_flood_limit_is_waited_out() -> None:
    request = RecordingRequest(sendMessage=[FLOOD])
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="/help"))

    assert request.texts() == [ENGLISH.help_private, ENGLISH.help_private]


async def test_what_is_begun_is_answered_before_the_bot_stops_and_the_rest_after_the_next_start(store: Store) -> None:
    updates = [
        {"update_id": 10, "message": message_data("hello", message_id=1)},
        {"update_id": 11, "message": message_data("who did it", message_id=2)},
    ]
    before, answers = RecordingRequest(getUpdates=[(200, {"ok": True, "result": updates})]), HeldAnswers()
    async with telegram_bot(answers, before, store=store) as application:
        await begin(application)
        await application.start()
        assert await asyncio.to_thread(answers.started.wait, 5)
        stopping = asyncio.create_task(application.stop())
        await asyncio.sleep(0)
        answers.release.set()
        await stopping
    after = RecordingRequest()
    async with telegram_bot(CannedAnswers(), after, store=store) as application:
        await begin(application)
        await application.start()
        while not after.sent():  # noqa: ASYNC110 - a message leaves in a network of the library's
            await asyncio.sleep(0.001)
        await application.stop()

    (answer,) = before.sent()
    assert answer["text"].startswith("The gunmen asked for a free way out.")
    assert answer["reply_parameters"]["message_id"] == 2
    assert after.texts() == [ENGLISH.greeting]
    assert await store.inbox.waiting() == ()


def test_without_a_token_nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN is not set"):
        run(load_settings(), CannedAnswers())
