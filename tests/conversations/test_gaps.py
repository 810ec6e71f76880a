"""What the articles do not say is said, and told to the admins at a tap."""

import pytest

from bot.texts import ENGLISH
from tests.conversations.conftest import ADMIN_ID
from tests.conversations.talk import NOT_THERE, ask, press, rows
from tests.running_bot import Running

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_the_bot_says_so_with_what_it_covers_and_folds_what_comes_nearest(bot: Running) -> None:
    reply = await ask(bot.person(), NOT_THERE)
    lines = reply.text.splitlines()

    assert lines[:3] == [
        "The articles do not say.",
        "I know 9 articles, from 18 Dec 2022 to 20 Dec 2022.",
        ENGLISH.not_answered_hint,
    ]
    assert [folded.splitlines()[0] for folded in reply.parts("expandable_blockquote")] == [ENGLISH.nearest]
    assert reply.parts("blockquote") == reply.parts("bold") == []
    assert rows(reply) == [["Tell the admins"]]


async def test_the_admins_learn_of_it_once(bot: Running) -> None:
    ali, bina = bot.person(), bot.person()
    admin = bot.tg.user(ADMIN_ID, "Admin")
    admin.chat.skip()
    reply = await ask(ali, "who won the football cup")

    assert await press(ali, reply, "Tell the admins") == ENGLISH.told
    told = await admin.chat.expect()
    assert told.parts("blockquote") == ["who won the football cup"]
    assert str(ali.id) not in told.text
    assert ali.user.first_name not in told.text

    again = await ask(ali, "who won the football cup")
    assert await press(ali, again, "Tell the admins") == ENGLISH.told_already
    of_another = await ask(bina, "who won the cricket cup")
    assert await press(bina, of_another, "Tell the admins") == ENGLISH.told
    assert "cricket" in (await admin.chat.expect()).text
