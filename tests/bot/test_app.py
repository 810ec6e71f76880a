import asyncio
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import NetworkError

from bot import texts
from bot.app import ALLOWED_UPDATES, run
from bot.polling import PollingRefused, TokenRefused
from bot.settings import SettingsError, load_settings
from tests.bot.stand_ins import TOKEN, CannedAnswers, HeldAnswers, RecordingRequest, telegram_bot, update_of

REFUSED = (401, {"ok": False, "description": "Unauthorized"})
FLOOD = (429, {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 0.01}})


async def test_methods_are_called_at_the_base_url_with_the_token() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        assert request.urls == [f"https://api.telegram.org/bot{TOKEN}/getMe"]
        assert application.bot.base_file_url == f"https://api.telegram.org/file/bot{TOKEN}"


async def test_only_messages_are_asked_for() -> None:
    assert ALLOWED_UPDATES == (Update.MESSAGE,)


async def test_the_commands_are_listed_in_telegram() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        assert application.post_init
        await application.post_init(application)

    listed = dict(request.calls)["setMyCommands"]["commands"]
    assert [(line["command"], line["description"]) for line in listed] == list(texts.COMMANDS)


async def test_a_bot_that_cannot_list_its_commands_works_on(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(setMyCommands=[NetworkError("gone")])
    async with telegram_bot(CannedAnswers(), request) as application:
        assert application.post_init
        await application.post_init(application)

    assert "The list of commands was not set: gone" in caplog.text


async def test_the_flood_limit_is_waited_out() -> None:
    request = RecordingRequest(sendMessage=[FLOOD])
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="/start"))

    assert request.texts() == [texts.START, texts.START]


async def test_what_was_received_is_answered_before_the_bot_stops_and_in_order() -> None:
    request, answers = RecordingRequest(), HeldAnswers()
    async with telegram_bot(answers, request) as application:
        await application.start()
        for text in ("who did it", "hello"):
            await application.update_queue.put(update_of(application, text=text))
        assert await asyncio.to_thread(answers.started.wait, 5)
        stopping = asyncio.create_task(application.stop())
        await asyncio.sleep(0)
        answers.release.set()
        await stopping

    assert request.texts()[0].startswith("The gunmen asked for a free way out.")
    assert request.texts()[1] == texts.GREETING


async def test_an_outage_at_the_start_is_told(caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(getMe=[NetworkError("no route")])
    with pytest.raises(NetworkError):
        async with telegram_bot(CannedAnswers(), request):
            pass

    assert "Telegram cannot be reached (no route): trying again" in caplog.text


async def test_a_token_refused_while_polling_is_no_silent_end() -> None:
    request = RecordingRequest(getUpdates=[REFUSED])
    async with telegram_bot(CannedAnswers(), request) as application:
        with pytest.raises(PollingRefused) as caught:
            await application.bot.get_updates()

    assert caught.value.__cause__ is None


def test_without_a_token_nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_TOKEN_FILE"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SettingsError, match="TELEGRAM_TOKEN is not set"):
        run(load_settings(), CannedAnswers())


def test_a_refused_token_is_told_with_the_setting_to_check() -> None:
    assert "check TELEGRAM_TOKEN" in str(TokenRefused())
