"""Whole bots, in this process and in one of their own."""

import sys

import pytest
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from tests.telegram_server import BotProcess, FakeTelegram, FakeUser
from tests.telegram_server.conftest import ALICE, button, keyboard


async def test_python_telegram_bot_polls_answers_and_stops(tg: FakeTelegram) -> None:
    async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message
        is_forwarded = "forwarded" if message.forward_origin else "said"
        await message.reply_text(f"{is_forwarded}: {message.text}", reply_markup=keyboard(button("1")))

    async def pressed(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("pressed")

    application = Application.builder().token(tg.token).base_url(tg.base_url).build()
    application.add_handlers([MessageHandler(filters.TEXT, echo), CallbackQueryHandler(pressed)])
    tg.settings.tight_poll_s = 0  # or else its last poll, which only confirms, takes three seconds
    async with application:
        assert application.updater
        await application.updater.start_polling(timeout=1)
        await application.start()
        alice = tg.user(ALICE, "Alice")
        asked = await alice.send(None, "hello")
        reply = await alice.chat.expect(predicate="said: hello")
        query = await alice.click(reply, "b")
        answer = await query.answer()
        await alice.forward(asked)
        await alice.chat.expect(predicate="forwarded: hello")
        await alice.chat.expect_nothing(0.1)
        await tg.drained()
        await application.updater.stop()
        await application.stop()

    assert answer["text"] == "pressed"
    tg.assert_clean()


BOT = """
import json, os, urllib.request as http
for text in ("hello", ""):
    data = json.dumps({"chat_id": 1001, "text": text}).encode()
    headers = {"Content-Type": "application/json"}
    try:
        http.urlopen(http.Request(os.environ["URL"] + "/sendMessage", data, headers)).close()
        print("sent")
    except http.HTTPError as error:
        print(error.read().decode())
input()
"""


async def test_a_bot_process_is_read_and_stopped(tg: FakeTelegram, alice: FakeUser) -> None:
    async with BotProcess([sys.executable, "-c", BOT], {"URL": f"{tg.base_url}{tg.token}"}) as bot:
        await alice.chat.expect(5, "hello")
        await bot.logged("message text is empty")
        with pytest.raises(AssertionError, match=r"refused calls: .*message text is empty"):
            tg.assert_clean(lost=False)
        tg.assert_clean(allow=["message text is empty"], lost=False)


POLLER = """
import json, os, time, urllib.request as http
offset = 0
while True:
    call = f"{os.environ['URL']}/getUpdates?timeout=10&offset={offset}"
    updates = json.load(http.urlopen(call))["result"]
    print("got", [update["message"]["text"] for update in updates], flush=True)
    time.sleep(1000 if offset == 0 and "STUCK" in os.environ else 0)
    offset = updates[-1]["update_id"] + 1
"""


async def test_what_a_killed_process_had_not_confirmed_comes_again_after_its_restart(
    tg: FakeTelegram, alice: FakeUser
) -> None:
    tg.settings.tight_poll_s = 0
    url = f"{tg.base_url}{tg.token}"
    async with BotProcess([sys.executable, "-c", POLLER], {"URL": url, "STUCK": "1"}) as bot:
        await bot.logged("got ['/start']")
        killed = await bot.kill()
        await alice.send(None, "while it is down")
        del bot.env["STUCK"]
        await bot.restart()
        await tg.ready(since=killed)
        await bot.logged("got ['/start', 'while it is down']")
        await tg.drained()

    assert tg.world.updates.conflicts == 0
    assert len(tg.updates[0].delivered) == 2
    assert bot.log.count("got") == 2


async def test_a_message_that_was_on_its_way_when_the_process_was_killed_is_doubtful(
    tg: FakeTelegram, alice: FakeUser
) -> None:
    tg.inject("sendMessage", "slow", delay_s=0.3, after=True)
    async with BotProcess([sys.executable, "-c", BOT], {"URL": f"{tg.base_url}{tg.token}"}) as bot:
        sent = await alice.chat.expect(5)
        await bot.kill()
        await tg.wait_for(lambda: tg.calls_of("sendMessage")[0].unseen)

    assert sent.text == "hello"
    assert [call.params["text"] for call in tg.doubtful_sends()] == ["hello"]
    assert "sent" not in bot.log
