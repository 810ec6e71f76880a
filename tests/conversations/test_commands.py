"""The commands: the newest incidents, the outlets, what the bot knows, and being forgotten."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.articles import words_of
from tests.conversations.talk import BANNU, LOOT, NOT_THERE, RAID, ask, changed, press, quotes, reply_to
from tests.running_bot import Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_newest_incidents_are_quoted_newest_first(bot: Running) -> None:
    reply = await ask(bot.person(), "/latest")

    assert reply.text.startswith(f"{ENGLISH.latest}\n\nFour masked men attacked a bank in Quetta")
    assert len(quotes(reply)) == 5
    assert all(quote in words_of(bot.corpus) for quote in quotes(reply))
    assert reply.text.index("20 Dec 2022") < reply.text.index("\n19 Dec 2022")


async def test_the_outlets_are_counted(bot: Running) -> None:
    reply = await ask(bot.person(), "/sources")

    assert reply.text == "9 articles from these outlets:\nExample corpus, our own words: 8\nThe Quetta Post: 1"


async def test_about_tells_what_is_known_and_what_is_kept_of_people(bot: Running) -> None:
    reply = await ask(bot.person(), "/about")

    assert "I know 9 articles, from 18 Dec 2022 to 20 Dec 2022.\nThe newest: Masked men attack a bank" in reply.text
    assert ENGLISH.about_people in reply.text


async def test_help_names_every_command_that_is_offered(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, "/help")

    assert reply.text == ENGLISH.help_private
    assert {command.removeprefix("/") for command in reply.parts("bot_command")} <= {
        *bot.tg.commands_for(ali, ali.chat)
    }
    assert (await ask(ali, "/reboot now")).text == ENGLISH.unknown_command


async def test_whom_the_bot_forgets_it_has_nothing_more_of(bot: Running) -> None:
    ali = bot.person()
    answer = await ask(ali, RAID)
    token = answer.button("In context")["callback_data"].split(":")[1]
    assert (await ask(ali, "/forget")).text == ENGLISH.forgot

    assert await press(ali, answer, "In context") == ENGLISH.answer_gone
    assert (await reply_to(await ali.start(token))).text == ENGLISH.answer_gone
    assert (await ask(ali, "/forget")).text == ENGLISH.nothing_to_forget
    assert (await ask(ali, LOOT)).text.startswith(ENGLISH.not_answered)  # it follows up on nothing


async def test_in_a_group_only_the_one_who_asks_for_it_is_forgotten(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    of_ali, of_bina = await ask(ali, f"/ask {BANNU}", group), await ask(bina, f"/ask {NOT_THERE}", group)
    assert (await ask(ali, "/forget", group)).text == ENGLISH.forgot

    assert await press(bina, of_ali, "In context") == ENGLISH.answer_gone
    assert await press(bina, of_bina, "Tell the admins") == ENGLISH.told


async def test_the_answer_to_a_question_edited_after_that_is_a_new_one(bot: Running) -> None:
    ali = bot.person()
    question = await ali.send(None, NOT_THERE)
    first = await reply_to(question)
    await ask(ali, "/forget")
    await ali.edit(question, RAID)
    second = await reply_to(question)
    await ali.edit(question, BANNU)

    assert second.id != first.id
    assert "Afghanistan" in quotes(await changed(second))[0]
