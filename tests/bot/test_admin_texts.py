from collections.abc import Iterator

from telegram.constants import BotCommandLimit, CallbackQueryLimit

from bot.store.records import DraftField
from bot.texts import LANGUAGES, admins
from index.progress import Stage

BUTTONS = (
    *(
        "ADD",
        "ADD_CORRECTION",
        "REPLACE",
        "ADD_AS_NEW",
        "LEAVE_OUT",
        "TAKE_IN",
        "DISCARD",
        "DISCARD_ALL",
        "BACK",
        "NEXT",
    ),
    *("MORE", "REBUILD_NOW", "REBUILD_ANYWAY", "TRY_AGAIN", "CORRECT", "WITHDRAW", "WITHDRAW_YES", "WITHDRAW_NO"),
    *("LEAVE_THEM", "LEAVE_IT"),
)
TOASTS = ("CLOSED", "NO_SUCH_ARTICLE", "NO_SUCH_SNAPSHOT")
PHONE_CHARS = 35


def sentences() -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in vars(admins).items() if name.isupper() and isinstance(value, str))


def test_what_admins_read_is_no_language_of_its_own() -> None:
    assert "admins" not in LANGUAGES
    assert len(dict(sentences())) > 100


def test_every_field_and_every_stage_has_its_words() -> None:
    assert set(admins.EDIT) == set(admins.FIELD_NAMES) == set(admins.FIELD_EXAMPLES) == set(DraftField)
    assert set(admins.STAGES) == set(Stage)
    assert [len(label) <= PHONE_CHARS / 3 for label in admins.EDIT.values()] == [True] * 5  # three in a row


def test_texts_fit_where_telegram_shows_them() -> None:
    known = dict(sentences())

    assert all(len(known[name]) <= 20 for name in BUTTONS)
    assert all(len(known[name]) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH for name in TOASTS)
    assert all(name.isascii() and name.islower() for name, _ in admins.ADMIN_COMMANDS)
    assert all(len(meaning) <= BotCommandLimit.MAX_DESCRIPTION for _, meaning in admins.ADMIN_COMMANDS)


def test_admins_have_no_command_that_everyone_has() -> None:
    everyones = {name for texts in LANGUAGES.values() for name, _ in texts.commands}

    assert everyones & {name for name, _ in admins.ADMIN_COMMANDS} == set()


def test_every_command_but_those_that_help_names_is_listed() -> None:
    named = {f"/{name}" for name, _ in admins.ADMIN_COMMANDS}

    assert all(name in admins.HELP or name == "/withdraw" for name in named)
