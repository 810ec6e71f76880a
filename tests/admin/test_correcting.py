"""Admins find, correct and withdraw articles, and flag the answers that quoted what is gone."""

import json

import pytest

from bot.texts import ENGLISH
from tests.admin.conftest import Office
from tests.admin.desk import labels, next_edit, next_message, rebuild, tap
from tests.admin.reports import BRIDGE, CONVOY, JUDGE, SCHOOL
from tests.conversations.talk import ask, press, quotes
from tests.telegram_server import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_article_is_found_corrected_and_its_earlier_answers_are_flagged(office: Office) -> None:
    admin, asker = office.admin, office.bot.person()
    await add(office, f"{CONVOY.title}\n\n{CONVOY.text}")
    await rebuild(office)
    before = await ask(asker, CONVOY.question)
    assert "eleven trucks" in quotes(before)[0]

    card = await found(office, "turbat")
    await admin.click(card, "Correct")
    prompt = await next_message(admin.chat)
    assert prompt.forces_reply
    await admin.reply(prompt, f"{CONVOY.title}\n\n{CONVOY.text.replace('eleven trucks', 'seven trucks')}")
    draft = await next_message(admin.chat)
    assert "Replaces" in draft.text
    done = await tap(admin, draft, next(label for label in labels(draft) if label.startswith("Add")))
    assert "Corrected" in done.text
    assert "Flag 1 answer" in labels(done)

    asker.chat.skip()
    await admin.click(done, "Flag 1 answer")
    flagged = await next_edit(before)
    assert ENGLISH.quote_gone in flagged.text
    assert "eleven trucks" not in flagged.text
    assert "1 answer flagged" in (await next_edit(done)).text

    summary = await rebuild(office)
    assert "changed 1" in summary.text
    assert "seven trucks" in quotes(await ask(asker, CONVOY.question))[0]
    [kept] = (office.bot.corpus / ".history").rglob("*corrected*")
    assert "eleven trucks" in " ".join(kept.read_text(encoding="utf-8").split())


async def test_a_correction_in_a_batch_offers_to_flag_too(office: Office) -> None:
    admin, asker = office.admin, office.bot.person()
    await add(office, f"{JUDGE.title}\n\n{JUDGE.text}")
    await rebuild(office)
    before = await ask(asker, JUDGE.question)
    assert JUDGE.answer in quotes(before)[0]

    newer = f"{JUDGE.title}\n\n{JUDGE.text.replace('twenty million', 'ten million')}"
    other = f"{SCHOOL.title}\n\n{SCHOOL.text}"
    admin.chat.skip()
    await admin.send_documents([(newer.encode(), "judge.txt"), (other.encode(), "school.txt")])
    card = await next_message(admin.chat)
    while "2 articles" not in card.text:
        card = await next_edit(card)
    item = await tap(admin, card, "1")
    item = await tap(admin, item, "Replace the old one")
    card = await tap(admin, item, "Back")
    await admin.click(card, "Add 2")

    offer = await next_message(admin.chat)
    assert "Corrected" in offer.text
    assert "Flag 1 answer" in labels(offer)
    await admin.click(offer, "Flag 1 answer")
    assert ENGLISH.quote_gone in (await next_edit(before)).text


async def test_an_article_is_withdrawn_after_a_second_tap(office: Office) -> None:
    admin, asker = office.admin, office.bot.person()
    await add(office, f"{BRIDGE.title}\n\n{BRIDGE.text}")
    await rebuild(office)
    assert BRIDGE.answer in quotes(await ask(asker, BRIDGE.question))[0]

    sure = await tap(admin, await found(office, "khuzdar"), "Withdraw")
    assert "Withdraw this article?" in sure.text
    kept = await tap(admin, sure, "No, keep it")
    sure = await tap(admin, kept, "Withdraw")
    done = await tap(admin, sure, "Yes, withdraw")
    assert "Withdrawn" in done.text
    assert list(office.bot.corpus.rglob("*bridge-near-khuzdar*.md")) == []
    await assert_a_second_tap_changes_nothing(office, sure, "Yes, withdraw")

    assert "withdrawn 1" in (await rebuild(office)).text
    reply = await ask(asker, BRIDGE.question)
    assert BRIDGE.answer not in reply.text


async def test_every_action_is_in_the_audit_log(office: Office) -> None:
    log = office.bot.corpus.parent / "audit.jsonl"
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]

    assert {"add", "correct", "withdraw", "rebuild", "flag answers"} <= {entry["action"] for entry in entries}
    assert {entry["by"] for entry in entries} == {f"telegram:{office.admin.id}"}
    assert CONVOY.question not in log.read_text(encoding="utf-8")


async def test_articles_are_listed_in_pages_and_what_is_not_there_is_said(office: Office) -> None:
    await office.admin.send(None, "/articles")
    listed = await next_message(office.admin.chat)
    assert "articles" in listed.text.splitlines()[0]

    await office.admin.send(None, "/articles atlantis")
    assert "atlantis" in (await next_message(office.admin.chat)).text


async def test_a_button_of_an_article_that_is_gone_says_so(office: Office) -> None:
    await add(office, "Market burnt down in Pishin\n\nA market burnt down in Pishin on Sunday, officials said.")
    card = await found(office, "pishin")
    [file] = office.bot.corpus.rglob("*pishin*.md")
    file.unlink()

    assert "no such article" in await press(office.admin, card, "Withdraw")


async def assert_a_second_tap_changes_nothing(office: Office, before: Message, label: str) -> None:
    """A button that the message had before is pressed again: the message stays as it is."""
    bot, shown = office.bot.tg, office.admin.chat.current(before)["text"]
    await (await office.admin.forge(before, str(before.button(label)["callback_data"]))).answer()
    await bot.wait_for(bot.refused)

    assert ["message is not modified" in call.description for call in bot.refused()] == [True]
    assert office.admin.chat.current(before)["text"] == shown
    bot.calls.clear()


async def add(office: Office, text: str) -> None:
    """Add a pasted text."""
    await office.admin.send(None, f"/add {text}")
    await tap(office.admin, await next_message(office.admin.chat), "Add")


async def found(office: Office, word: str) -> Message:
    """The card of the one article that a word finds."""
    await office.admin.send(None, f"/articles {word}")
    listed = await next_message(office.admin.chat)
    return await tap(office.admin, listed, "1")
