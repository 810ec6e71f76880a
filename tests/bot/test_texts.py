from collections.abc import Iterator
from dataclasses import fields
from string import Formatter
from unicodedata import bidirectional

import pytest
from telegram.constants import BotCommandLimit, CallbackQueryLimit, MessageLimit

from bot.messages import MessageKind
from bot.texts import ENGLISH, LANGUAGES, Texts, texts_for

EVERY_LANGUAGE = pytest.mark.parametrize("texts", LANGUAGES.values(), ids=LANGUAGES)
OPTIONS = ("remark_separator", "code", "right_to_left", "months", "commands", "group_commands")
TOASTS = ("told", "told_already", "thanked", "reason_asked", "quote_gone", "answer_gone")
BUTTONS = (
    *("more", "in_context", "next_quote", "back", "share"),
    *("useful", "not_useful", "wrong", "old", "not_asked", "tell_admins"),
)


def sentences(texts: Texts) -> Iterator[tuple[str, str]]:
    """Every text by its name, commands among them."""
    yield from ((field.name, getattr(texts, field.name)) for field in fields(texts) if field.name not in OPTIONS)
    yield from texts.commands
    yield from ((f"{name} in groups", meaning) for name, meaning in texts.group_commands)


def filled_in(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(
    ("language_code", "expected"),
    [
        ("en", "en"),
        ("ur", "ur"),
        ("ur-PK", "ur"),
        ("UR_pk", "ur"),
        ("ur-Arab-PK", "ur"),
        ("urd", "en"),
        ("pt-br", "en"),
        ("-", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_language_code_finds_its_language_or_english(language_code: str | None, expected: str) -> None:
    assert texts_for(language_code).code == expected


def test_a_language_is_found_by_its_module_alone() -> None:
    assert set(LANGUAGES) == {"en", "ur"}
    assert LANGUAGES["en"] is ENGLISH


@EVERY_LANGUAGE
def test_the_same_is_filled_in_in_every_language(texts: Texts) -> None:
    english = dict(sentences(ENGLISH))

    assert {name: filled_in(text) for name, text in sentences(texts)} == {
        name: filled_in(text) for name, text in english.items()
    }


@EVERY_LANGUAGE
def test_nothing_is_left_unsaid_or_untranslated(texts: Texts) -> None:
    same = [name for name, text in sentences(texts) if texts is not ENGLISH and text == dict(sentences(ENGLISH))[name]]

    assert all(text == text.strip() != "" for _, text in sentences(texts))
    assert set(same) <= {"date", "date_without_year", "useful", "not_useful"}
    assert len(set(texts.months)) == 12


@EVERY_LANGUAGE
def test_texts_fit_where_telegram_shows_them(texts: Texts) -> None:
    assert all(len(text) <= MessageLimit.MAX_TEXT_LENGTH // 2 for _, text in sentences(texts))
    assert all(len(getattr(texts, name)) <= CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH for name in TOASTS)
    assert all(len(getattr(texts, name)) <= 18 for name in BUTTONS)  # two or three fit a row on a phone
    assert len(texts.ask_placeholder) <= 64
    for name, meaning in (*texts.commands, *texts.group_commands):
        assert name.isascii()
        assert name.islower()
        assert len(meaning) <= BotCommandLimit.MAX_DESCRIPTION


@EVERY_LANGUAGE
def test_the_same_commands_are_listed_everywhere(texts: Texts) -> None:
    names = [name for name, _ in texts.commands]

    assert sorted(names) == ["about", "ask", "forget", "help", "latest", "sources", "start"]
    assert {name for name, _ in texts.group_commands} == set(names) - {"start"}


@EVERY_LANGUAGE
def test_every_kind_of_message_but_a_question_has_a_reply(texts: Texts) -> None:
    assert set(texts.replies) == set(MessageKind) - {MessageKind.QUESTION}
    assert "1,000" in texts.replies[MessageKind.TOO_LONG]


@EVERY_LANGUAGE
def test_what_is_foreign_in_a_line_stands_between_isolates(texts: Texts) -> None:
    """The first strong character outside isolates decides which way a line runs, so a line has one direction only."""
    for name, text in sentences(texts):
        for line in text.splitlines():
            kinds = set(kinds_outside_isolates(without_fields(line)))
            assert not ("L" in kinds and kinds & {"R", "AL"}), f"{name}: {line}"
            assert line.count("\u2068") == line.count("\u2069")
            assert texts.right_to_left or not kinds & {"R", "AL"}


def without_fields(text: str) -> str:
    return "".join(part for part, _, _, _ in Formatter().parse(text))


def kinds_outside_isolates(line: str) -> Iterator[str]:
    depth = 0
    for char in line:
        depth += (char == "\u2068") - (char == "\u2069")
        if not depth:
            yield bidirectional(char)


def test_start_is_two_lines_to_which_what_is_known_makes_the_third() -> None:
    assert all(len(texts.start.splitlines()) == 2 for texts in LANGUAGES.values())
