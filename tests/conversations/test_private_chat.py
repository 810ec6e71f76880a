"""In a private chat: a question, its answer, and the buttons under it."""

import sqlite3
from contextlib import closing
from urllib.parse import unquote

import pytest

from bot.texts import ENGLISH
from tests.conversations.articles import RAID_URL, words_of
from tests.conversations.talk import BANNU, LAKKI, LOOT, RAID, ask, changed, press, quotes, rows, turn
from tests.running_bot import REPLY_S, Running
from tests.telegram_server import FakeUser

pytestmark = pytest.mark.asyncio(loop_scope="package")


def feedback_of(bot: Running, person: FakeUser) -> list[tuple[str, int, str | None]]:
    """What is stored of a person's opinions: article, useful, reason."""
    said = "SELECT article, useful, reason FROM feedback WHERE user_id = ?"
    with closing(sqlite3.connect(bot.database)) as database:
        return database.execute(said, (person.id,)).fetchall()


async def test_a_question_is_answered_with_quotes_first_and_one_line_of_source_under_each(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, BANNU)

    first, *others = quotes(reply)
    source = reply.text.removeprefix(f"{first}\n").splitlines()[0]
    assert reply.text.startswith(f"{first}\n")
    assert reply.parts("blockquote") == [first]
    assert reply.parts("expandable_blockquote") == others
    assert "Waziristan" in " ".join(reply.parts("bold"))
    assert source == (
        "From Afghanistan to Waziristan: the two demands in Bannu · Example corpus, our own words · 19 Dec 2022"
    )
    assert all(quote in words_of(bot.corpus) for quote in quotes(reply))
    assert rows(reply) == [["In context"], ["👍", "👎", "Share"]]


async def test_the_day_that_a_quote_names_is_told_and_its_title_leads_to_the_very_words(bot: Running) -> None:
    reply = await ask(bot.person(), RAID)

    first = quotes(reply)[0]
    title, url = next(iter(reply.links.items()))
    assert "on Monday" in first
    assert "(Monday: 19 Dec 2022)" in reply.text
    assert title == "Masked men attack a bank in Quetta"
    assert url.startswith(f"{RAID_URL}#:~:text=Four%20masked%20men")
    assert all(words in first for words in unquote(url.partition("#:~:text=")[2]).split(","))
    assert reply.json.get("link_preview_options") == {"is_disabled": True}


async def test_more_turns_the_pages_of_an_answer_in_the_same_message(bot: Running) -> None:
    ali = bot.person()
    first = await ask(ali, LAKKI)
    second = await turn(ali, first, "More")
    third = await turn(ali, first, "More")
    again = await turn(ali, first, "Back")

    assert rows(second)[0] == ["Back", "More", "In context"]
    assert again.text == second.text
    assert not set(quotes(first)) & set(quotes(second))
    assert not set(quotes(second)) & set(quotes(third))
    assert all(quote in words_of(bot.corpus) for quote in (*quotes(second), *quotes(third)))


async def test_a_double_tap_turns_one_page(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, LAKKI)
    taps = [await ali.click(reply, "More") for _ in range(2)]
    second = await changed(reply)
    popups = [(await tap.answer(REPLY_S))["text"] for tap in taps]
    await ask(ali, "hello")  # nothing else has changed meanwhile

    assert rows(second)[0] == ["Back", "More", "In context"]
    assert popups == ["", ""]
    assert all("not modified" in call.description for call in bot.tg.refused())
    bot.tg.calls.clear()  # Telegram refuses the second, which changes nothing


async def test_a_quote_is_shown_between_its_neighbours_and_then_the_next_one(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, BANNU)
    around = await turn(ali, reply, "In context")
    following = await turn(ali, reply, "Next quote")
    back = await turn(ali, reply, "Back")

    assert quotes(around) == quotes(reply)[:1]
    assert around.text.startswith(f"{quotes(reply)[0]}\nNorth Waziristan borders Bannu")
    assert rows(around) == [["Back", "Next quote"], ["👍", "👎"]]
    assert quotes(following) == quotes(reply)[1:2]
    assert (back.text, back.entities, rows(back)) == (reply.text, reply.entities, rows(reply))


async def test_share_offers_the_question_to_another_chat(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, BANNU)
    shared = reply.button("Share")["switch_inline_query_chosen_chat"]
    results = await ali.inline(shared["query"], chat_type="private")

    assert shared["allow_user_chats"]
    assert shared["allow_group_chats"]
    assert quotes(reply)[0].startswith(results.content(results.results[0]["id"])["text"][:60])


async def test_what_one_thinks_of_a_quote_is_kept_and_the_last_word_counts(bot: Running) -> None:
    ali = bot.person()
    reply = await ask(ali, RAID)
    assert await press(ali, reply, "👍") == ENGLISH.thanked
    assert feedback_of(bot, ali) == [("raid", 1, None)]

    assert await press(ali, reply, "👎") == ENGLISH.reason_asked
    asked = await changed(reply)
    assert rows(asked) == [["Wrong", "Old"], ["Not what I asked", "Back"]]
    assert asked.text == reply.text

    assert await press(ali, reply, "Not what I asked") == ENGLISH.thanked
    back = await changed(reply)
    assert rows(back) == rows(reply)
    assert feedback_of(bot, ali) == [("raid", 0, "not_asked")]


async def test_a_follow_up_is_understood_from_the_question_before(bot: Running) -> None:
    ali, stranger = bot.person(), bot.person()
    without = await ask(stranger, LOOT)
    await ask(ali, RAID)
    reply = await ask(ali, LOOT)

    assert without.text.startswith(ENGLISH.not_answered)
    assert "3 million rupees" in quotes(reply)[0]


async def test_the_answer_to_a_follow_up_is_shared_by_its_link_as_it_does_not_stand_alone(bot: Running) -> None:
    ali, friend = bot.person(), bot.person()
    await ask(ali, RAID)
    reply = await ask(ali, LOOT)
    shared = unquote(reply.button("Share")["url"])
    await friend.follow(shared.partition("url=")[2].partition("&")[0])
    opened = await friend.chat.expect()

    assert quotes(opened) == quotes(reply)


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
async def test_what_is_no_text_is_answered_with_what_to_send(bot: Running, kind: str) -> None:
    ali = bot.person()
    await ali.send_media(kind)

    assert (await ali.chat.expect()).text == ENGLISH.text_only


async def test_a_caption_is_a_question_and_an_album_gets_one_reply(bot: Running) -> None:
    ali = bot.person()
    await ali.send_media("photo", caption=RAID)
    assert "Four masked men" in quotes(await ali.chat.expect())[0]

    await ali.send_album("", "", "")
    assert (await ali.chat.expect()).text == ENGLISH.text_only
    assert (await ask(ali, "hello")).text == ENGLISH.greeting
