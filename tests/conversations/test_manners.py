"""Manners: a sign of work, one message a question, and a limit that is told once."""

from collections import Counter

import pytest

from bot.limits import PER_PERSON
from bot.texts import ENGLISH
from tests.conversations.talk import RAID, ask, quotes, reply_to
from tests.running_bot import REPLY_S, Running

pytestmark = pytest.mark.asyncio(loop_scope="package")

WORDS = ("police", "guard", "bank", "siege", "talks", "hostage", "demand", "ambush")


async def test_whoever_has_to_wait_sees_that_the_bot_is_at_work(bot: Running) -> None:
    crowd = [bot.person() for _ in range(40)]
    for number, person in enumerate(crowd):
        long = " ".join(f"{word} {number}" for word in WORDS * 12)
        await person.send(None, f"who {long[:900]}?")
    for person in crowd:
        await person.chat.expect(REPLY_S)
    did = [[event.kind for event in person.chat.events] for person in crowd]

    assert did[-1][0] == "chat_action"
    assert all(kinds.count("message") == 1 and kinds[-1] == "message" for kinds in did)


async def test_a_quick_reply_needs_no_sign_of_work(bot: Running) -> None:
    ali = bot.person()
    await ask(ali, "hello")

    assert [event.kind for event in ali.chat.events] == ["message"]


async def test_questions_of_a_chat_are_answered_in_their_order_and_a_second_apart(bot: Running) -> None:
    ali = bot.person()
    asked = [await ali.send(None, text) for text in (RAID, "hello", "/help")]
    replies = [await reply_to(message) for message in asked]

    assert "Four masked men" in quotes(replies[0])[0]
    assert [reply.text for reply in replies[1:]] == [ENGLISH.greeting, ENGLISH.help_private]
    assert bot.tg.peak_rate(1.0, ali.chat) == 1


async def test_who_asks_too_fast_is_told_so_once_however_many_chats_they_ask_in(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    groups = [bot.tg.group(f"Group {number}", ali, bina) for number in range(8)]
    for _ in range(3):
        for group in groups:
            await ali.send(group, f"/ask {RAID}")
    ends = [await ali.send(group, "/latest") for group in groups]
    await bot.tg.wait_for(lambda: all(end.chat.replies_to(end) for end in ends), REPLY_S)
    texts = [event.message["text"] for group in groups for event in group.events if event.kind == "message"]
    kinds = Counter(text.split()[0] for text in texts)

    assert kinds == {"Four": PER_PERSON, "You": 1, "The": len(groups)}
    notice = next(text for text in texts if text.startswith("You"))
    assert notice.startswith("You ask faster than I can answer. Please wait ")
    groups[0].skip()
    assert "Four masked men" in quotes(await ask(bina, f"/ask {RAID}", groups[0]))[0]
