"""A reply to some selected words of a message asks about those."""

import pytest

from tests.conversations.talk import BANNU, RAID, WHEN, ask, quotes, reply_to
from tests.running_bot import Running

pytestmark = pytest.mark.asyncio(loop_scope="package")

BROADCAST = "Today on the radio: hostages in Bannu, and a bank in Quetta attacked by masked men."


async def test_a_question_about_words_that_somebody_wrote_in_a_group(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    group = bot.tg.group("Newsroom", ali, bina)
    news = await ali.send(group, BROADCAST)
    about = await reply_to(await bina.reply(news, f"/ask {WHEN}", quote="a bank in Quetta"))

    assert "bank in Quetta on Monday" in quotes(about)[0]


async def test_the_selected_words_count_more_than_the_question_before(bot: Running) -> None:
    ali = bot.person()
    siege = await ask(ali, BANNU)
    await ask(ali, RAID)
    reply = await reply_to(await ali.reply(siege, WHEN, quote="safe passage for the militants in Bannu"))

    assert "the TTP demanded" in quotes(reply)[0]


async def test_a_reply_without_selected_words_goes_on_from_that_answer(bot: Running) -> None:
    ali = bot.person()
    raid = await ask(ali, RAID)
    await ask(ali, BANNU)
    reply = await reply_to(await ali.reply(raid, WHEN))

    assert "bank in Quetta on Monday" in quotes(reply)[0]
