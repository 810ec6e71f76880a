"""Callback and inline queries are answered once, in time and within limits."""

import asyncio

from telegram import (
    Bot,
    InlineQueryResultArticle,
    InlineQueryResultGif,
    InputTextMessageContent,
    MessageEntity,
)

from tests.telegram_server import FakeTelegram, FakeUser
from tests.telegram_server.conftest import Refusal, Send, button, keyboard

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def test_a_callback_query_takes_one_short_answer_in_time(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, send: Send, refusal: Refusal
) -> None:
    await send("?", reply_markup=keyboard(button("1")))
    query = await alice.click(await alice.chat.expect(1), "b")
    query_id = query.query.id

    assert await refusal(bot.answer_callback_query(query_id, "x" * 201)) == "MESSAGE_TOO_LONG"
    assert await refusal(bot.answer_callback_query(query_id, url="https://example.com")) == "URL_INVALID"
    assert await bot.answer_callback_query(query_id, "x" * 200)
    assert (await query.answer(1))["text"] == "x" * 200
    assert await refusal(bot.answer_callback_query(query_id)) == TOO_OLD
    assert await refusal(bot.answer_callback_query("12345")) == TOO_OLD
    tg.settings.callback_query_lifetime_s = 0
    late = await alice.click(alice.chat.messages[-1], "b")
    assert await refusal(bot.answer_callback_query(late.query.id)) == TOO_OLD
    assert late.query.errors == [TOO_OLD]


def article(result_id: str = "1", text: str = "x", title: str = "t", **options: object) -> InlineQueryResultArticle:
    content = InputTextMessageContent(text, **options)  # type: ignore[arg-type]  # any of its options
    return InlineQueryResultArticle(result_id, title, content, reply_markup=keyboard(button("1")))


async def test_inline_results_are_articles_with_titles_texts_and_distinct_ids(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    async def answer(*results: object) -> object:
        query = asyncio.create_task(alice.inline("q"))
        await asyncio.sleep(0)
        try:
            await bot.answer_inline_query(tg.updates[-1].payload["id"], results)  # type: ignore[arg-type]
            return await query
        finally:
            query.cancel()

    assert await answer(*(article(str(number)) for number in range(50)))
    too_many = [article(str(number)) for number in range(51)]
    assert await refusal(answer(*too_many)) == "too many inline query results specified"
    assert await refusal(answer(article("1"), article("1"))) == "RESULT_ID_DUPLICATE"
    assert await refusal(answer(article("é" * 33))) == "RESULT_ID_INVALID"
    assert await refusal(answer(article(title=""))) == "ARTICLE_TITLE_EMPTY"
    assert await refusal(answer(article(text=" "))) == "MESSAGE_EMPTY"
    assert await refusal(answer(article(text="x" * 4097))) == "message is too long"
    gif = InlineQueryResultGif("1", "https://example.com/a.gif", "https://example.com/a.jpg")
    assert "type gif is not emulated" in await refusal(answer(gif))
    tg.settings.inline_query_lifetime_s = 0
    assert await refusal(answer(article())) == TOO_OLD


async def test_a_chosen_inline_result_can_be_clicked_and_edited(
    tg: FakeTelegram, bot: Bot, alice: FakeUser, refusal: Refusal
) -> None:
    tg.settings.inline_feedback = True
    friends = tg.group("Friends", alice)
    typed = asyncio.create_task(alice.inline("cats"))
    await asyncio.sleep(0)
    content = article(text="one", entities=[MessageEntity("bold", 0, 3)])
    await bot.answer_inline_query(tg.updates[-1].payload["id"], [content])
    sent = await alice.choose(await typed, "1", friends)
    chosen = tg.updates[-1]
    await alice.click(sent, "b")
    inline_id = tg.updates[-1].payload["inline_message_id"]
    await bot.edit_message_text("two", inline_message_id=inline_id)

    assert chosen.kind == "chosen_inline_result"
    assert sent.parts("bold") == ["one"]
    assert (await friends.expect(1)).text == "two"
    assert await refusal(bot.edit_message_text("x", inline_message_id="none")) == "MESSAGE_ID_INVALID"


async def test_the_same_inline_query_is_answered_from_the_cache_while_it_lasts(
    tg: FakeTelegram, bot: Bot, alice: FakeUser
) -> None:
    tg.settings.caches_inline_results = True
    bob = tg.user(1002, "Bob")

    async def typed(user: FakeUser, query: str, **options: object) -> bool:
        """Whether the bot was asked."""
        before = len(tg.updates)
        typing = asyncio.create_task(user.inline(query))
        await asyncio.sleep(0)
        is_asked = len(tg.updates) > before
        if is_asked:
            await bot.answer_inline_query(tg.updates[-1].payload["id"], [article()], **options)  # type: ignore[arg-type]
        assert (await typing).content("1")["text"] == "x"
        return is_asked

    assert [await typed(alice, "all"), await typed(alice, "all"), await typed(bob, "all")] == [True, False, False]
    assert await typed(alice, "none", cache_time=0)
    assert await typed(alice, "none", cache_time=0)
    assert await typed(alice, "mine", is_personal=True)
    assert [await typed(alice, "mine"), await typed(bob, "mine")] == [False, True]
