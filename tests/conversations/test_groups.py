"""In a group: silent until addressed, by /ask, by name, or by a reply to the bot."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.talk import BANNU, LAKKI, LOOT, RAID, WHEN, ask, press, quotes, reply_to, turn
from tests.running_bot import Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_who_adds_the_bot_is_told_what_telegram_keeps_from_it(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina, bot_status="left")
    await ask(ali, "/help")
    ali.add_bot(group)

    assert (await group.expect()).text == ENGLISH.group_greeting
    told = await ali.chat.expect()
    assert told.text == ENGLISH.privacy_mode.format(group="Newsroom", username="test_bot")
    assert "/setprivacy" in told.text


async def test_in_the_group_where_they_have_never_written_to_the_bot(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali, bot_status="left")
    ali.add_bot(group)

    assert (await group.expect()).text == ENGLISH.group_greeting
    assert "/setprivacy" in (await group.expect()).text
    assert [call.description for call in bot.tg.refused()] == ["Bad Request: chat not found"]
    bot.tg.calls.clear()  # that one was to be refused


async def test_an_admin_bot_sees_all_and_has_nothing_to_explain(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali, bot_status="left")
    await ask(ali, "/help")
    ali.add_bot(group, "administrator")

    assert (await group.expect()).text == ENGLISH.group_greeting
    assert (await ask(ali, "hello")).text == ENGLISH.greeting


async def test_questions_are_asked_by_command_and_by_reply_and_the_rest_is_none_of_its_business(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    await ali.send(group, "good morning, who attacked the bank?")
    answer = await ask(ali, f"/ask {RAID}", group)
    await bina.send(group, "how awful")
    follow_up = await reply_to(await bina.reply(answer, LOOT))

    assert "Four masked men" in quotes(answer)[0]
    assert "3 million rupees" in quotes(follow_up)[0]
    assert (await ask(bina, "/ask", group)).text == ENGLISH.ask_without_question
    assert (await reply_to(await bina.reply(answer, "thanks!"))).text == ENGLISH.thanks


async def test_where_it_sees_all_it_answers_only_what_names_it(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina, bot_status="administrator")
    await ali.send(group, RAID)
    await ali.send(group, f"@other_bot {RAID}")
    await ali.send(group, f"/ask@other_bot {RAID}")
    await ali.send_media("photo", caption="look at this", chat=group)
    await ali.send(group, "/latest@other_bot")
    for text in (f"@test_bot {RAID}", f"{RAID} @Test_Bot", f"/ask@test_bot {RAID}"):
        assert "Four masked men" in quotes(await ask(bina, text, group))[0]


async def test_anothers_question_is_answered_when_somebody_calls_the_bot_to_it(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    question = await ali.send(group, RAID)
    reply = await reply_to(await bina.reply(question, "/ask"))

    assert "Four masked men" in quotes(reply)[0]


async def test_everybody_has_a_thread_of_thought_of_their_own(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    await ask(ali, f"/ask {RAID}", group)
    await ask(bina, f"/ask {BANNU}", group)

    assert "bank in Quetta on Monday" in quotes(await ask(ali, f"/ask {WHEN}", group))[0]
    assert "the TTP demanded" in quotes(await ask(bina, f"/ask {WHEN}", group))[0]


async def test_the_buttons_are_for_everybody_in_the_group(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    reply = await ask(ali, f"/ask {LAKKI}", group)
    second = await turn(bina, reply, "More")

    assert await press(ali, second, "👍") == ENGLISH.thanked


async def test_help_and_start_tell_how_to_ask_here_and_put_no_buttons_before_anybody(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali)
    how = ENGLISH.help_group.format(username="test_bot")
    help_, start = await ask(ali, "/help", group), await ask(ali, "/start@test_bot", group)

    assert help_.text == how
    assert start.text == f"{ENGLISH.start}\n\n{how}"
    assert "reply_markup" not in start.json
    assert bot.tg.commands_for(ali, group) == [name for name, _ in ENGLISH.group_commands]


async def test_each_topic_of_a_forum_keeps_to_itself(bot: Running) -> None:
    ali = bot.person()
    forum = bot.tg.group("Forum", ali, forum=True)
    quetta, bannu = forum.open_topic("Quetta", ali), forum.open_topic("Bannu", ali)
    raid = await ask(ali, f"/ask {RAID}", forum, thread=quetta)
    siege = await ask(ali, f"/ask {BANNU}", forum, thread=bannu)
    of_raid = await ask(ali, f"/ask {WHEN}", forum, thread=quetta)
    of_siege = await ask(ali, f"/ask {WHEN}", forum, thread=bannu)
    of_nothing = await ask(ali, f"/ask {WHEN}", forum)
    loot = await reply_to(await ali.reply(raid, LOOT))

    assert [reply.thread for reply in (raid, siege, of_raid, of_siege)] == [quetta.id, bannu.id, quetta.id, bannu.id]
    assert (of_nothing.thread, loot.thread) == (None, quetta.id)
    assert "bank in Quetta on Monday" in quotes(of_raid)[0]
    assert "the TTP demanded" in quotes(of_siege)[0]
    assert of_nothing.text.startswith(ENGLISH.not_answered)
    assert "3 million rupees" in quotes(loot)[0]
