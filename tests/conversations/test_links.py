"""The first words, and links that open an answer."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.talk import BANNU, LOOT, RAID, WHEN, ask, quotes, reply_to, rows, turn
from tests.running_bot import REPLY_S, Running
from tests.telegram_server import FakeUser, Message

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def open_link(person: FakeUser, token: str) -> Message:
    return await reply_to(await person.start(token))


async def test_the_first_message_is_three_lines_and_two_questions_that_are_answered(bot: Running) -> None:
    ali = bot.person()
    reply = await reply_to(await ali.start())
    lines = reply.text.splitlines()
    suggested = [row[0]["text"] for row in reply.json["reply_markup"]["keyboard"]]

    assert lines[:2] == ENGLISH.start.splitlines()
    assert lines[2].startswith("I know 9 articles")
    assert lines[3:] == [f"• {question}" for question in suggested]
    assert len(suggested) == 2
    for question in suggested:
        answer = await ask(ali, question)
        assert answer.parts("blockquote")


async def test_a_link_opens_the_same_answer_for_somebody_else_with_all_its_buttons(bot: Running) -> None:
    ali, friend = bot.person(), bot.person()
    await ask(ali, BANNU)
    answer = await ask(ali, WHEN)
    link = answer.button("Share").get("url", "")
    token = answer.button("In context")["callback_data"].split(":")[1]
    opened = await open_link(friend, token)
    around = await turn(friend, opened, "In context")

    assert token in link  # a follow-up is shared so
    assert (opened.text, opened.entities, rows(opened)) == (answer.text, answer.entities, rows(answer))
    assert quotes(around) == quotes(opened)[:1]


async def test_a_link_that_is_none_of_ours_or_no_longer_there_says_so_or_greets(bot: Running) -> None:
    ali = bot.person()

    assert (await open_link(ali, "AAAAAAAAAAAA")).text == ENGLISH.answer_gone
    assert (await open_link(ali, "from-some-website")).text.startswith(ENGLISH.start)


async def test_an_answer_opened_by_a_link_can_be_asked_about(bot: Running) -> None:
    ali, friend = bot.person(), bot.person()
    answer = await ask(ali, RAID)
    opened = await open_link(friend, answer.button("In context")["callback_data"].split(":")[1])
    asked = await friend.reply(opened, LOOT, quote="masked men attacked a bank in Quetta")

    assert "3 million rupees" in quotes(await asked.chat.expect(REPLY_S))[0]
