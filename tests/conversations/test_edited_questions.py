"""A question that is edited edits its own answer."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.talk import BANNU, LOOT, NOT_THERE, RAID, ask, changed, quotes, reply_to, turn
from tests.running_bot import Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_answer_changes_with_its_question_and_so_do_its_buttons(bot: Running) -> None:
    ali = bot.person()
    question = await ali.send(None, NOT_THERE)
    reply = await reply_to(question)
    await ali.edit(question, BANNU)
    edited = await changed(reply)
    around = await turn(ali, edited, "In context")

    assert reply.buttons == [ENGLISH.tell_admins]
    assert "Afghanistan" in quotes(edited)[0]
    assert edited.button("Share")["switch_inline_query_chosen_chat"]["query"] == BANNU  # it stands alone
    assert quotes(around) == quotes(edited)[:1]


async def test_in_a_group_too_and_the_next_question_follows_up_on_the_new_wording(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali)
    question = await ali.send(group, f"/ask {BANNU}")
    reply = await reply_to(question)
    await ali.edit(question, f"/ask {RAID}")
    edited = await changed(reply)

    assert "Four masked men" in quotes(edited)[0]
    assert "3 million rupees" in quotes(await ask(ali, f"/ask {LOOT}", group))[0]


async def test_an_edit_that_asks_the_same_changes_nothing(bot: Running) -> None:
    ali = bot.person()
    question = await ali.send(None, BANNU)
    await reply_to(question)
    await ali.edit(question, f"{BANNU} ")

    assert (await ask(ali, "hello")).text == ENGLISH.greeting


async def test_a_message_that_becomes_a_question_is_answered(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali)
    message = await ali.send(group, RAID)
    await ali.edit(message, f"/ask {RAID}")

    assert "Four masked men" in quotes(await reply_to(message))[0]


async def test_an_edited_follow_up_still_follows_the_question_before_it(bot: Running) -> None:
    ali = bot.person()
    await ask(ali, RAID)
    question = await ali.send(None, "how did they get away?")
    reply = await reply_to(question)
    await ali.edit(question, LOOT)

    assert "3 million rupees" in quotes(await changed(reply))[0]


async def test_where_the_answer_was_deleted_the_edited_question_gets_a_new_one(bot: Running) -> None:
    ali = bot.person()
    question = await ali.send(None, NOT_THERE)
    await ali.delete(await reply_to(question))
    await ali.edit(question, RAID)

    assert "Four masked men" in quotes(await reply_to(question))[0]
    assert {call.description for call in bot.tg.refused()} == {"Bad Request: message to edit not found"}
    bot.tg.calls.clear()  # those were to be refused
