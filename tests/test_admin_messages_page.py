from collections.abc import Iterator

from bot.texts import admins
from tests.admin_messages_page import COMMAND, PAGE, page
from tests.phone_page import is_shown, words_on


def test_the_page_of_admins_messages_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), f"write docs/admin-messages.md again: {COMMAND}"


def test_every_text_for_admins_is_on_the_page() -> None:
    shown = words_on(PAGE.read_text(encoding="utf-8"))

    assert [name for name, text in texts() if not is_shown(text, shown)] == []


def texts() -> Iterator[tuple[str, str]]:
    for name, value in vars(admins).items():
        if name.isupper() and isinstance(value, str):
            yield name, value
        elif name.isupper() and isinstance(value, dict):
            yield from ((f"{name}[{key}]", text) for key, text in value.items())
        elif name.isupper():
            yield from ((f"/{command}", meaning) for command, meaning in value)
