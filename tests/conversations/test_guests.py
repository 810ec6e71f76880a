"""In a chat that the bot is no member of: somebody mentions it, and it answers there once."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.talk import NOT_THERE, RAID, quotes
from tests.running_bot import REPLY_S, Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_question_in_a_chat_of_two_is_answered_there(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    chat = bot.tg.private_chat(ali, bina)
    query = await ali.ask_as_guest(chat, f"@test_bot {RAID}")
    answer = await query.answer(REPLY_S)

    assert answer.replies_to == query.message.id
    assert quotes(answer)[0].startswith("Four masked men attacked a bank")
    assert "The Quetta Post" in answer.text


async def test_a_guest_remembers_nothing_but_what_it_is_shown(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    chat = bot.tg.private_chat(ali, bina)
    before = await (await ali.ask_as_guest(chat, f"@test_bot {RAID}")).answer(REPLY_S)
    again = await (await bina.ask_as_guest(chat, "how much did they take in Quetta?", before)).answer(REPLY_S)

    assert "3 million rupees" in again.text
    assert again.buttons == before.buttons == []


async def test_in_a_group_of_others_it_says_what_it_cannot_answer_and_how_to_ask(bot: Running) -> None:
    ali = bot.person()
    friends = bot.tg.group("Friends", ali, bot_status="left")
    no_answer = await (await ali.ask_as_guest(friends, f"@test_bot {NOT_THERE}")).answer(REPLY_S)
    nothing = await (await ali.ask_as_guest(friends, "@test_bot")).answer(REPLY_S)

    assert no_answer.text.startswith(ENGLISH.not_answered)
    assert nothing.text == ENGLISH.no_words
