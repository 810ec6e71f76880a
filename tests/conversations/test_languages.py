"""Everybody in their own language, as far as it is there; the articles in theirs."""

import pytest

from bot.texts import ENGLISH, LANGUAGES
from tests.conversations.talk import BANNU, NOT_THERE, ask, press, quotes, rows, turn
from tests.running_bot import REPLY_S, Running

pytestmark = pytest.mark.asyncio(loop_scope="package")

URDU = LANGUAGES["ur"]


async def test_a_person_with_an_urdu_phone_is_answered_in_urdu_around_english_quotes(bot: Running) -> None:
    ali = bot.person("ur-PK")
    first = await ask(ali, "/start")
    answer = await ask(ali, BANNU)
    around = await turn(ali, answer, URDU.in_context)
    none = await ask(ali, NOT_THERE)

    assert first.text.startswith(URDU.start)
    assert quotes(answer)[0].startswith("In a video message")
    assert "\u2068From Afghanistan to Waziristan: the two demands in Bannu\u2069" in answer.text
    assert "19 دسمبر 2022" in answer.text
    assert rows(around) == [[URDU.back, URDU.next_quote], ["👍", "👎"]]
    assert none.text.startswith(URDU.not_answered)
    assert await press(ali, none, URDU.tell_admins) == URDU.told
    assert "9 خبروں" in none.text


async def test_the_menu_is_in_urdu_too(bot: Running) -> None:
    ali = bot.person("ur")
    await ask(ali, "/help")
    menus = bot.tg.world.commands

    assert bot.tg.commands_for(ali, ali.chat) == [name for name, _ in URDU.commands]
    assert {language for _, language in menus} == {"", "ur"}
    assert {item["description"] for item in menus['{"type": "default"}', "ur"]} == {text for _, text in URDU.commands}


async def test_a_language_that_is_not_there_falls_back_to_english(bot: Running) -> None:
    for code in ("fr", "zh-hans", ""):
        assert (await ask(bot.person(code), "/help")).text == ENGLISH.help_private


async def test_in_a_group_each_is_answered_in_their_own_language(bot: Running) -> None:
    ali, bina = bot.person("ur"), bot.person("en")
    group = bot.tg.group("Newsroom", ali, bina)

    assert (await ask(ali, "/ask", group)).text == URDU.ask_without_question
    assert (await ask(bina, "/ask", group)).text == ENGLISH.ask_without_question


async def test_a_question_in_urdu_gets_one_reply(bot: Running) -> None:
    ali = bot.person("ur")
    reply = await ask(ali, "بنوں میں ٹی ٹی پی نے کیا مطالبہ کیا؟")

    assert reply.text
    assert (await ask(ali, "شکریہ")).text == URDU.thanks


async def test_inline_results_are_dated_in_urdu(bot: Running) -> None:
    answer = await bot.person("ur").inline("", timeout_s=REPLY_S)

    assert "20 دسمبر 2022" in answer.results[0]["description"]
