"""A strict Bot API server for tests, and the people who talk to a bot through it.

    async with FakeTelegram() as tg:
        env = {"TELEGRAM_TOKEN": tg.token, "TELEGRAM_BASE_URL": tg.root_url}
        async with BotProcess([sys.executable, "-m", "bot", "run"], env):
            await tg.ready()
            alice = tg.user(1001, "Alice", "en")
            await alice.send(None, "what did they demand?")
            reply = await alice.chat.expect()          # the bot's next message or edit there
            query = await alice.click(reply, "More")   # press an inline button
            await query.answer()
            await tg.drained()
            tg.assert_clean()                          # no refused or unknown calls, no lost updates

It refuses what the real server refuses, with its status and wording. It also refuses, as failures of the
test, what it cannot judge: a parse_mode, and inline results other than articles.
"""

from tests.telegram_server.chats import FakeChat, Message
from tests.telegram_server.fake_telegram import TOKEN, FakeTelegram
from tests.telegram_server.people import CallbackQuery, FakeUser, InlineAnswer
from tests.telegram_server.process import BotProcess
from tests.telegram_server.settings import Settings

__all__ = [
    "TOKEN",
    "BotProcess",
    "CallbackQuery",
    "FakeChat",
    "FakeTelegram",
    "FakeUser",
    "InlineAnswer",
    "Message",
    "Settings",
]
