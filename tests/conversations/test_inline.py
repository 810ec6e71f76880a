"""From any chat: @bot and a question, and quotes to choose from."""

import asyncio

import pytest

from bot.texts import ENGLISH
from tests.conversations.articles import RAID_URL
from tests.conversations.talk import BANNU, NOT_THERE, RAID, ask, quotes
from tests.running_bot import REPLY_S, Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_chosen_quote_is_sent_with_its_source(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    friends = bot.tg.group("Friends", ali, bina, bot_status="left")
    answer = await ali.inline(RAID, chat_type="supergroup", timeout_s=REPLY_S)
    first = answer.results[0]
    sent = await ali.choose(answer, first["id"], friends)

    assert len(answer.results) == 10
    assert first["title"] == "Masked men attack a bank in Quetta"
    assert first["description"].startswith("The Quetta Post · 20 Dec 2022\nFour masked men attacked a bank")
    assert sent.text.startswith("Four masked men attacked a bank in Quetta on Monday")
    assert quotes(sent)[0] == sent.text.splitlines()[0]
    assert sent.links[first["title"]].startswith(RAID_URL)


async def test_before_one_types_the_newest_incidents_are_offered(bot: Running) -> None:
    answer = await bot.person().inline("", timeout_s=REPLY_S)

    assert answer.results[0]["title"] == "Masked men attack a bank in Quetta"
    assert len({result["id"] for result in answer.results}) == len(answer.results) == 9


async def test_where_the_articles_do_not_say_it_offers_nothing_but_to_ask_in_a_chat(bot: Running) -> None:
    ali = bot.person()
    answer = await ali.inline(NOT_THERE, timeout_s=REPLY_S)
    button = answer.json["button"]
    await ali.start(button["start_parameter"])

    assert answer.results == []
    assert button["text"] == ENGLISH.inline_no_answer
    assert (await ali.chat.expect()).text.startswith(ENGLISH.start)


async def test_while_one_types_only_the_last_letters_are_searched_for(bot: Running) -> None:
    ali = bot.person()
    typing = [asyncio.create_task(ali.inline(BANNU[:end], timeout_s=2.0)) for end in (10, 20, len(BANNU))]
    *dropped, last = await asyncio.gather(*typing, return_exceptions=True)

    assert all(isinstance(outcome, AssertionError) for outcome in dropped)
    assert not isinstance(last, BaseException)
    assert "Afghanistan" in last.content(last.results[0]["id"])["text"]


async def test_the_results_are_ones_own_and_soon_forgotten_as_articles_change(bot: Running) -> None:
    answer = await bot.person().inline(BANNU, timeout_s=REPLY_S)

    assert answer.json["is_personal"]
    assert answer.json["cache_time"] <= 10


async def test_what_was_sent_inline_is_not_taken_for_a_question(bot: Running) -> None:
    ali = bot.person()
    group = bot.tg.group("Newsroom", ali)
    answer = await ali.inline(RAID, timeout_s=REPLY_S)
    await ali.choose(answer, answer.results[0]["id"], group)
    await ali.choose(answer, answer.results[1]["id"])

    assert (await ask(ali, "/ask", group)).text == ENGLISH.ask_without_question
    assert (await ask(ali, "hello")).text == ENGLISH.greeting
