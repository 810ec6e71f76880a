"""Admins add articles in every way there is, see each on a card first, and get quotes of them after a rebuild."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.admin.conftest import Office
from tests.admin.desk import next_message, pdf_of, rebuild, tap, titles
from tests.admin.reports import BRIDGE, CONVOY, HARBOUR, JUDGE, PIPELINE, POST, SCHOOL, Report
from tests.conversations.talk import BANNU, ask, quotes, rows
from tests.index.small_files import docx_file
from tests.running_bot import Running
from tests.site import article_page
from tests.telegram_server import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_five_formats_a_post_and_a_link_are_quoted_after_a_rebuild_while_people_ask(office: Office) -> None:
    admin, site = office.admin, office.site
    answers: list[str] = []
    stream = asyncio.create_task(ask_all_the_time(office.bot, answers))

    await admin.send_document(f"{BRIDGE.title}\n\n{BRIDGE.text}".encode(), "../../bridge.txt")
    await add_shown(office, BRIDGE)
    await admin.send_document(f"---\ntitle: {CONVOY.title}\n---\n{CONVOY.text}".encode(), "convoy.md")
    await add_shown(office, CONVOY)
    await admin.send_document(article_page(SCHOOL.title, SCHOOL.text, outlet="The Herald").encode(), "school.html")
    await add_shown(office, SCHOOL)
    await admin.send_document(docx_file(JUDGE.text.split("\n\n"), heading=JUDGE.title), "judge.docx")
    await add_shown(office, JUDGE)
    await admin.send_document(pdf_of(PIPELINE.title, PIPELINE.text), "pipeline.pdf")
    await add_shown(office, PIPELINE)
    posted = datetime(2022, 12, 22, 9, 0, tzinfo=UTC)
    await admin.forward_post("Zhob Today", f"{POST.title}\n\n{POST.text}", username="zhobtoday", post_id=7, date=posted)
    card = await add_shown(office, POST)
    assert "Zhob Today" in card.text
    assert "22 Dec 2022" in card.text
    link = site.article("/harbour", HARBOUR.title, HARBOUR.text, outlet="The Gwadar Mail", published="2022-12-21")
    await admin.send(None, link)
    card = await add_shown(office, HARBOUR)
    assert "The Gwadar Mail" in card.text
    assert "21 Dec 2022" in card.text

    done = await rebuild(office)
    assert done.text.startswith("Done. I know 15 articles now.")
    assert "added 7" in done.text
    for report in (BRIDGE, CONVOY, SCHOOL, JUDGE, PIPELINE, POST, HARBOUR):
        reply = await ask(office.bot.person(), report.question)
        assert report.answer in quotes(reply)[0]
    assert not stream.done(), stream
    stream.cancel()
    assert len(answers) > 5
    assert set(answers) == {answers[0]}


async def test_the_source_line_of_a_post_leads_to_the_post(office: Office) -> None:
    reply = await ask(office.bot.person(), POST.question)

    links = [entity["url"] for entity in reply.entities if entity["type"] == "text_link"]
    assert any(link.startswith("https://t.me/zhobtoday/7") for link in links)
    assert "Zhob Today · 22 Dec 2022" in reply.text


async def test_nothing_enters_the_corpus_without_the_tap(office: Office) -> None:
    before = titles(office.bot.corpus)
    await office.admin.send(None, "/add A title of its own\n\nSomebody did something somewhere, officials said.")
    card = await next_message(office.admin.chat)

    assert titles(office.bot.corpus) == before
    gone = await tap(office.admin, card, "Discard")
    assert "A title of its own" in gone.text
    assert rows(gone) == []
    assert titles(office.bot.corpus) == before


async def test_what_is_sent_together_is_one_batch(office: Office) -> None:
    files = [
        (f"Report {number}\n\nIn village {number} a shop burnt down.".encode(), f"{number}.txt") for number in "123"
    ]
    await office.admin.send_documents([*files, (b"\0\1\2", "broken.txt")])
    card = await edited_until(await next_message(office.admin.chat), "3 articles", "broken.txt")

    item = await tap(office.admin, card, "2")
    assert "Report 2" in item.text
    await tap(office.admin, item, "Leave out")
    card = await tap(office.admin, item, "Back")
    done = await tap(office.admin, card, "Add 2")

    assert "Added" in done.text
    assert {"Report 1", "Report 3"} <= titles(office.bot.corpus)
    assert "Report 2" not in titles(office.bot.corpus)


async def test_fields_are_edited_by_replying(office: Office) -> None:
    admin = office.admin
    await admin.send(None, "/add Shooting in Loralai\n\nTwo men were shot in Loralai bazaar, police said.")
    card = await next_message(admin.chat)
    assert "no date" in card.text

    card = await edit(office, card, "Edit date", "19 Dec 2022")
    assert "19 Dec 2022" in card.text
    card = await edit(office, card, "Edit outlet", "The Loralai Star")
    card = await edit(office, card, "Edit title", "Two shot in Loralai")
    done = await tap(admin, card, "Add")

    assert "Two shot in Loralai" in done.text
    [file] = office.bot.corpus.rglob("*two-shot-in-loralai*.md")
    written = file.read_text(encoding="utf-8")
    assert "title: Two shot in Loralai\n" in written
    assert "source: The Loralai Star\n" in written
    assert "published: 2022-12-19\n" in written
    assert "Shooting in Loralai" not in written


async def test_a_date_that_cannot_be_read_is_asked_for_again(office: Office) -> None:
    admin = office.admin
    await admin.send(None, "/add Fire in Kalat\n\nA fire destroyed a market in Kalat, police said.")
    card = await next_message(admin.chat)
    await admin.click(card, "Edit date")
    prompt = await next_message(admin.chat)
    assert prompt.forces_reply

    await admin.reply(prompt, "some day")
    again = await next_message(admin.chat)
    assert "2022-12-19" in again.text
    await admin.reply(again, "2022-12-18")
    card = await next_message(admin.chat)
    assert "18 Dec 2022" in card.text
    await tap(admin, card, "Discard")


async def test_a_long_pasted_text_that_telegram_cuts_is_one_article(office: Office) -> None:
    sentences = " ".join(f"Village number {number} was searched by soldiers." for number in range(150))
    assert len(sentences) > 5_000
    await office.admin.paste(f"/add Search of the valley\n\n{sentences}")
    card = await next_message(office.admin.chat)
    card = await edited_until(card, "words", "1,0")
    await tap(office.admin, card, "Add")

    [file] = office.bot.corpus.rglob("*search-of-the-valley*.md")
    assert "Village number 149 was searched by soldiers." in " ".join(file.read_text(encoding="utf-8").split())


async def test_a_near_copy_is_pointed_out_and_the_same_text_is_refused(office: Office) -> None:
    admin = office.admin
    copy = f"{BRIDGE.title}\n\n{BRIDGE.text} Soldiers guard the line now."
    await admin.send_document(copy.encode(), "copy.txt")
    card = await next_message(admin.chat)
    assert BRIDGE.title in card.text
    assert "Replace the old one" in [label for row in rows(card) for label in row]
    await tap(admin, card, "Discard")

    await admin.send_document(f"{BRIDGE.title}\n\n{BRIDGE.text}".encode(), "bridge.txt")
    done = await tap(admin, await next_message(admin.chat), "Add")
    assert "Nothing was added" in done.text
    assert "has this text already" in done.text


@pytest.mark.parametrize("label", ["Add", "Discard"])
async def test_a_second_tap_shows_once_more_what_became_of_the_card(office: Office, label: str) -> None:
    await office.admin.send(None, f"/add Tapped twice on {label}\n\nA bus fell into a ravine near Dir, police said.")
    card = await next_message(office.admin.chat)
    done = await tap(office.admin, card, label)
    for other in ("Add", "Discard", "Edit title"):
        await (await office.admin.forge(card, str(card.button(other)["callback_data"]))).answer()
    bot = office.bot.tg
    await bot.wait_for(lambda: len(bot.refused()) >= 3)

    assert all("message is not modified" in call.description for call in bot.refused())
    assert office.admin.chat.current(card)["text"] == done.text
    bot.calls.clear()


async def add_shown(office: Office, report: Report) -> Message:
    """Tap Add on the card of a report that was just sent; the card."""
    card = await next_message(office.admin.chat)
    assert report.title in card.text
    done = await tap(office.admin, card, "Add")
    assert "Added" in done.text
    return card


async def edit(office: Office, card: Message, label: str, value: str) -> Message:
    """Edit a field; the new card."""
    await office.admin.click(card, label)
    prompt = await next_message(office.admin.chat)
    assert prompt.forces_reply
    await office.admin.reply(prompt, value)
    return await next_message(office.admin.chat)


async def edited_until(card: Message, *shown: str) -> Message:
    """A message once all of some words are in it."""
    while not all(words in card.text for words in shown):
        card = await card.chat.expect(20.0)
        assert card.kind == "edit"
    return card


async def ask_all_the_time(bot: Running, answers: list[str]) -> None:
    """Let one person after the other ask the same question; the first quote of each answer."""
    while True:
        answers.append(quotes(await ask(bot.person(), BANNU))[0])
        await asyncio.sleep(1.0)
