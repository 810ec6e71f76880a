"""Topics of forums, and the threads of replies in other supergroups."""

import pytest
from telegram import Bot, Message, ReplyParameters, Update

from tests.telegram_server import FakeChat, FakeTelegram, FakeUser, Topic
from tests.telegram_server.conftest import Refusal

NOT_FOUND = "message thread not found"


@pytest.fixture
def forum(tg: FakeTelegram, alice: FakeUser) -> FakeChat:
    return tg.group("Forum", alice, forum=True)


@pytest.fixture
def topic(forum: FakeChat, alice: FakeUser) -> Topic:
    return forum.open_topic("Peshawar", alice)


async def last_message(bot: Bot) -> Message:
    """What the bot was told last."""
    updates: tuple[Update, ...] = await bot.get_updates(offset=-1)
    assert updates[-1].message
    return updates[-1].message


async def test_a_message_in_a_topic_replies_to_what_opened_the_topic(
    bot: Bot, forum: FakeChat, topic: Topic, alice: FakeUser
) -> None:
    opened = await last_message(bot)
    asked = await alice.send(forum, "/ask who?", thread=topic)
    got = await last_message(bot)

    assert opened.forum_topic_created
    assert opened.forum_topic_created.name == "Peshawar"
    assert opened.message_thread_id == opened.message_id == topic.id
    assert got.chat.is_forum
    assert got.is_topic_message
    assert got.message_thread_id == asked.thread == topic.id
    assert got.reply_to_message == opened
    assert asked.replies_to is None


async def test_a_message_to_general_has_no_thread_and_a_reply_there_has_one_that_takes_nothing(
    bot: Bot, forum: FakeChat, alice: FakeUser, refusal: Refusal
) -> None:
    asked = await alice.send(forum, "/ask who?")
    first = await last_message(bot)
    answer = await bot.send_message(forum.id, "he", reply_parameters=ReplyParameters(asked.id))
    await alice.reply(await forum.expect(), "and when?")
    second = await last_message(bot)

    assert first.message_thread_id is None
    assert second.message_thread_id == answer.message_thread_id == asked.id
    assert not second.is_topic_message
    assert await refusal(bot.send_message(forum.id, "x", message_thread_id=asked.id)) == NOT_FOUND
    assert await refusal(bot.send_message(forum.id, "x", message_thread_id=1)) == NOT_FOUND
    assert await bot.send_chat_action(forum.id, "typing", message_thread_id=1)


async def test_an_answer_goes_to_the_topic_it_names_or_replies_into(
    bot: Bot, forum: FakeChat, topic: Topic, alice: FakeUser
) -> None:
    asked = await alice.send(forum, "/ask who?", thread=topic)
    named = await bot.send_message(forum.id, "1", message_thread_id=topic.id)
    replied = await bot.send_message(forum.id, "2", reply_parameters=ReplyParameters(asked.id))
    general = await bot.send_message(forum.id, "3")
    await alice.delete(asked)
    lenient = ReplyParameters(asked.id, allow_sending_without_reply=True)
    lost = await bot.send_message(forum.id, "4", reply_parameters=lenient)
    kept = await bot.send_message(forum.id, "5", reply_parameters=lenient, message_thread_id=topic.id)
    sent = [(await forum.expect()).thread for _ in range(5)]

    assert [message.message_thread_id for message in (named, replied)] == [topic.id, topic.id]
    assert replied.reply_to_message
    assert replied.reply_to_message.message_id == asked.id
    assert general.message_thread_id is None
    assert lost.message_thread_id is None  # without the question nothing tells the topic
    assert kept.is_topic_message
    assert sent == [topic.id, topic.id, None, None, topic.id]


async def test_an_unknown_a_closed_and_a_deleted_topic_take_nothing(
    bot: Bot, forum: FakeChat, topic: Topic, alice: FakeUser, refusal: Refusal
) -> None:
    async def send() -> Message:
        return await bot.send_message(forum.id, "x", message_thread_id=topic.id)

    await send()
    topic.is_closed = True
    assert await refusal(send()) == "TOPIC_CLOSED"
    forum.set_bot("administrator", alice)
    assert await send()
    forum.delete_topic(topic)
    assert await refusal(send()) == NOT_FOUND
    assert await refusal(bot.send_chat_action(forum.id, "typing", message_thread_id=topic.id)) == NOT_FOUND
    assert [message.thread for message in forum.messages] == []
    assert await refusal(bot.send_message(alice.id, "x", message_thread_id=5)) == NOT_FOUND


async def test_typing_is_shown_in_a_topic(bot: Bot, forum: FakeChat, topic: Topic) -> None:
    await bot.send_chat_action(forum.id, "typing", message_thread_id=topic.id)

    assert forum.events[-1].message == {"action": "typing", "message_thread_id": topic.id}


async def test_a_reply_into_another_topic_is_not_judged(
    bot: Bot, forum: FakeChat, topic: Topic, alice: FakeUser, refusal: Refusal
) -> None:
    other = forum.open_topic("Quetta", alice)
    asked = await alice.send(forum, "/ask who?", thread=topic)
    wrong = bot.send_message(forum.id, "x", message_thread_id=other.id, reply_parameters=ReplyParameters(asked.id))

    assert "another topic is not emulated" in await refusal(wrong)


async def test_privacy_mode_hides_what_is_said_in_a_topic_that_the_bot_saw_open(
    tg: FakeTelegram, forum: FakeChat, topic: Topic, alice: FakeUser
) -> None:
    await alice.send(forum, "hello everybody", thread=topic)
    await alice.send(forum, "/ask@test_bot who?", thread=topic)

    assert tg.updates[-1].payload["text"] == "/ask@test_bot who?"
    assert "forum_topic_created" in tg.updates[-2].payload


async def test_a_reply_in_a_supergroup_has_a_thread_that_is_no_topic_and_takes_nothing(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    supergroup, group = tg.group("S", alice), tg.group("G", alice, supergroup=False)
    for chat in (supergroup, group):
        await bot.send_message(chat.id, "yes or no?")
    first = await supergroup.expect()
    second = await alice.reply(first, "yes")
    await bot.send_message(supergroup.id, "really?", reply_parameters=ReplyParameters(second.id))
    await alice.reply(await supergroup.expect(), "really")
    in_supergroup = await last_message(bot)
    await alice.reply(await group.expect(), "no")
    in_group = await last_message(bot)

    assert in_supergroup.message_thread_id == first.id
    assert not in_supergroup.is_topic_message
    assert in_group.message_thread_id is None
    assert await refusal(bot.send_message(supergroup.id, "x", message_thread_id=first.id)) == NOT_FOUND
