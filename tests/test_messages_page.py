import re
from dataclasses import fields
from html import unescape
from string import Formatter

import pytest

from bot.texts import LANGUAGES, Texts
from tests.messages_page import COMMAND, PAGE, page


def test_the_page_of_messages_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"write docs/messages.md again: {COMMAND}"


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
def test_every_text_of_every_language_is_on_the_page(texts: Texts) -> None:
    shown = words(re.sub(r"<[^>]+>", " ", PAGE.read_text(encoding="utf-8")))
    of_a_date = {"date", "date_without_year"}
    templates = {field.name: getattr(texts, field.name) for field in fields(texts) if field.name not in of_a_date}

    missing = [name for name, text in templates.items() if isinstance(text, str) and not is_shown(text, shown)]
    assert missing == []


def is_shown(template: str, shown: str) -> bool:
    parts = (words(part) for part, _, _, _ in Formatter().parse(template))
    return all(part in shown for part in parts)


def words(text: str) -> str:
    return " ".join(unescape(text).split())
