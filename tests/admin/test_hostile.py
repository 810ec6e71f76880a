"""What is made to do harm is refused piece by piece, each with its reason, and the bot goes on answering."""

import pytest

from tests.admin.conftest import Office
from tests.admin.desk import labels, next_message, tap, titles
from tests.conversations.talk import BANNU, ask, quotes
from tests.index.hostile_files import HOSTILE

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMES = [one.name for one in HOSTILE]

async def test_x(office: Office) -> None:
    admin = office.admin
    for one in HOSTILE:
        await admin.send_document(one.make(), one.name)
        card = await next_message(admin.chat, timeout_s=60)
        print("=====", one.name, labels(card)); print(card.text)
        if "Discard" in labels(card): await tap(admin, card, "Discard")
        if "Discard all" in labels(card): await tap(admin, card, "Discard all")

LINKS = ["http://127.0.0.1/a","http://2130706433:8080/a","http://[::ffff:127.0.0.1]/a","http://169.254.169.254/latest/meta-data/","http://localhost:8080/a", "http://0x7f.1/a", "http://0177.0.0.1/a", "http://127.0.0.1:6379/", "http://user:pw@example.org/", "http://[::1]:8080/a"]

async def test_y(office: Office) -> None:
    admin = office.admin
    for link in [*LINKS, office.site.redirect("/away", "http://127.0.0.1:1/secret"), office.site.redirect("/meta", "http://169.254.169.254/latest/meta-data/"),
        office.site.gzip_bomb("/bomb", 50<<20), office.site.endless("/endless"), office.site.redirect("/self", "/self"), office.site.page("/img", b"x", "image/png"), office.site.page("/e", b"x", status=500),
        office.site.page("/laughs", [h for h in HOSTILE if h.name=="laughs.html"][0].make()),
        office.site.page("/pdf", [h for h in HOSTILE if h.name=="10000-pages.pdf"][0].make(), "application/pdf"),
        ]:
        await admin.send(None, link)
        card = await next_message(admin.chat, timeout_s=60)
        print("=====", link, labels(card)); print(card.text)
    await admin.send(None, "\n".join(LINKS))
    card = await next_message(admin.chat, timeout_s=60)
    print("=====", labels(card)); print(card.text)
