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

Topics, guest mode, selected words, deep links, kills and faults:

    forum = tg.group("Forum", alice, forum=True)
    topic = forum.open_topic("Peshawar", alice)
    await alice.send(forum, "/ask who?", thread=topic)     # (await forum.expect()).thread == topic.id
    query = await alice.ask_as_guest(friends, "@test_bot who?")
    reply = await query.answer()
    await alice.reply(reply, "when?", quote="on Sunday")
    await alice.start("payload")
    tg.inject("*", "error", math.inf, share=0.05)
    tg.inject("download", "drop")                          # a file's bytes; tg.calls_of("download")
    killed = await process.kill()
    await process.restart()
    await tg.ready(since=killed)
    tg.doubtful_sends(killed, grace_s=0.1)                 # what the bot may send again, as it could not know

Files, forwards and long texts:

    await alice.send_document(b"%PDF-...", "report.pdf")
    await alice.send_documents([(b"...", "one.txt"), (b"...", "two.md")])
    await alice.forward_post("News", "Two were killed.", username="news", post_id=7, links={"killed": "https://..."})
    await alice.paste(text)                                # several messages where it is too long for one
    prompt = await alice.chat.expect()                     # prompt.forces_reply, prompt.placeholder
    await alice.reply(prompt, "a new title")

It refuses what the real server refuses, with its status and wording. It also refuses, as failures of the
test, what it cannot judge: a parse_mode, inline results other than articles, replies across chats or topics.
"""

from tests.telegram_server.chats import FakeChat, Message
from tests.telegram_server.fake_telegram import TOKEN, FakeTelegram
from tests.telegram_server.people import FakeUser
from tests.telegram_server.process import BotProcess
from tests.telegram_server.queries import CallbackQuery, GuestQuery, InlineAnswer
from tests.telegram_server.records import Call, Topic
from tests.telegram_server.settings import Settings

__all__ = [
    "TOKEN",
    "BotProcess",
    "Call",
    "CallbackQuery",
    "FakeChat",
    "FakeTelegram",
    "FakeUser",
    "GuestQuery",
    "InlineAnswer",
    "Message",
    "Settings",
    "Topic",
]
