"""What is made to do harm is refused piece by piece, each with its reason, and the bot goes on answering."""

import re

import pytest

from bot.texts import admins as words
from tests.admin.conftest import Office
from tests.admin.desk import labels, next_message, tap, titles
from tests.admin.reports import BRIDGE
from tests.conversations.talk import BANNU, ask, quotes
from tests.index.hostile_files import HOSTILE, HostileFile
from tests.index.small_files import zip_file
from tests.site import Site
from tests.telegram_server import Message

pytestmark = pytest.mark.asyncio(loop_scope="module")

CARD_S = 60.0
"""Of a reader that is stopped for taking too long, on a busy machine."""

SENT = (
    *("bomb.zip", "nested.zip", "escape.zip", "late.zip", "docx.zip"),
    *("laughs.docx", "entity.docx", "bomb.docx"),
    *("10000-pages.pdf", "bomb.pdf", "locked.pdf", "both.pdf"),
    *("laughs.html", "script.html", "pdf.txt"),
    *("nul.txt", "cp1252.txt", "utf16-without-mark.txt", "truncated.txt"),
    *("too-large.txt", "../../etc/passwd"),
)
PRIVATE = (
    "http://127.0.0.1/a",
    "http://127.1/a",
    "http://2130706433:8080/a",
    "http://0x7f.1/a",
    "http://0177.0.0.1/a",
    "http://[::ffff:127.0.0.1]/a",
    "http://[::1]:8080/a",
    "http://localhost:8080/a",
    "http://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/a",
)
"""As many links as one message may have."""


@pytest.mark.parametrize("hostile", [one for one in HOSTILE if one.name in SENT], ids=lambda hostile: hostile.name)
async def test_a_hostile_file_is_refused_with_its_reason_while_people_ask(office: Office, hostile: HostileFile) -> None:
    before = titles(office.bot.corpus)
    await office.admin.send_document(hostile.make(), hostile.name)
    await assert_a_question_is_answered(office)
    card = await next_message(office.admin.chat, timeout_s=CARD_S)

    if hostile.reason:
        assert re.search(hostile.reason, card.text) or card.text == words.TOO_LARGE
        assert labels(card) == []
    else:
        assert hostile.text in card.text
        await tap(office.admin, card, words.DISCARD)
    assert titles(office.bot.corpus) == before


async def test_of_an_archive_the_sound_pieces_are_taken_and_the_others_named(office: Office) -> None:
    pieces: dict[str, bytes | str] = {
        "good.txt": f"{BRIDGE.title}\n\n{BRIDGE.text}",
        "../up.txt": "Up\n\nIt rained.",
        "inner.zip": zip_file({"in.txt": "In\n\nIt rained."}),
        "bomb.txt": bytes(200 << 20),
        "broken.txt": b"caf\xe9",
    }
    await office.admin.send_document(zip_file(pieces), "mixed.zip")
    await assert_a_question_is_answered(office)
    card = await next_message(office.admin.chat, timeout_s=CARD_S)

    assert "Refused: 4" in card.text
    for name in list(pieces)[1:]:
        assert f"• mixed.zip/{name}:" in card.text
    assert words.ADDED in (await tap(office.admin, card, words.ADD)).text
    assert BRIDGE.title in titles(office.bot.corpus)
    assert not {"Up", "In"} & titles(office.bot.corpus)


async def test_links_to_private_addresses_are_refused_in_every_spelling(office: Office) -> None:
    await office.admin.send(None, "\n".join(PRIVATE))
    await assert_a_question_is_answered(office)
    card = await next_message(office.admin.chat)

    told = refusals(card)
    assert list(told) == list(PRIVATE)
    assert all("is not in the public network; send the page as a file" in reason for reason in told.values())


async def test_a_trusted_site_cannot_lead_to_a_private_one(office: Office) -> None:
    site = office.site
    site.requests.clear()
    with Site() as private:
        secret = private.article("/secret", "Secret", "Nobody may read this.")
        ways = [
            site.redirect("/to-a-private-site", secret),
            site.redirect("/to-metadata", "http://169.254.169.254/latest/meta-data/"),
            site.redirect("/to-a-file", "file:///etc/passwd"),
        ]
        await office.admin.send(None, "\n".join(ways))
        await assert_a_question_is_answered(office)
        card = await next_message(office.admin.chat)

        told = refusals(card)
        assert list(told) == ways
        assert told[ways[0]].startswith(f"leads on to {secret}: not on a port of web sites")
        assert "leads on to http://169.254.169.254/latest/meta-data/: 169.254.169.254 is not" in told[ways[1]]
        assert "leads on to file:///etc/passwd: " in told[ways[2]]
        assert private.requests == []
    assert {request.path for request in site.requests} >= {"/to-a-private-site", "/to-metadata", "/to-a-file"}


async def test_a_page_that_never_ends_a_bomb_and_a_circle_are_refused(office: Office) -> None:
    site = office.site
    ways = {
        site.endless("/endless"): "larger than 5 MB",
        site.gzip_bomb("/bomb", 200 << 20): "larger than 5 MB",
        site.redirect("/circle", "/circle"): "more than 5 redirects",
        site.page("/photo", b"\xff\xd8", "image/jpeg"): "its content is image/jpeg",
        site.page("/laughs", next(one for one in HOSTILE if one.name == "laughs.html").make()): "declares entities",
    }
    await office.admin.send(None, "\n".join(ways))
    await assert_a_question_is_answered(office)
    card = await next_message(office.admin.chat, timeout_s=CARD_S)

    for (link, reason), expected in zip(refusals(card).items(), ways.items(), strict=True):
        assert (link, expected[1] in reason) == (expected[0], True), reason


async def assert_a_question_is_answered(office: Office) -> None:
    """At once, while something else is read."""
    assert "demanded" in quotes(await ask(office.bot.person(), BANNU))[0]


def refusals(card: Message) -> dict[str, str]:
    """The links that a card names, and why each was refused."""
    assert card.text.startswith(words.NOTHING_TO_ADD)
    lines = [line.removeprefix("• ") for line in card.text.splitlines() if line.startswith("• ")]
    return {link: reason for link, _, reason in (line.partition(": ") for line in lines)}
