from dataclasses import fields

import pytest

from bot.texts import LANGUAGES, Texts
from tests.messages_page import COMMAND, PAGE, page
from tests.phone_page import is_shown, words_on


def test_the_page_of_messages_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"write docs/messages.md again: {COMMAND}"


@pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
def test_every_text_of_every_language_is_on_the_page(texts: Texts) -> None:
    shown = words_on(PAGE.read_text(encoding="utf-8"))
    of_a_date = {"date", "date_without_year"}
    templates = {field.name: getattr(texts, field.name) for field in fields(texts) if field.name not in of_a_date}

    missing = [name for name, text in templates.items() if isinstance(text, str) and not is_shown(text, shown)]
    assert missing == []
