from collections.abc import Iterator

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from bot.chat import chat
from bot.texts import ENGLISH
from tests.bot.stand_ins import CannedAnswers

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    """The keyboard; what is shown while typing is not looked at."""
    with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
        yield keyboard


def asked_after(keys: PipeInput, typed: str) -> list[tuple[str, str | None]]:
    """What was asked of the search, with its context, when all that was typed."""
    answers = CannedAnswers()
    keys.send_text(typed + CTRL_D)
    chat(answers)
    return answers.asked


def test_a_question_is_answered_and_the_end_of_input_leaves(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked_after(keys, f"  who asked for a way out? {ENTER}") == [("who asked for a way out?", None)]
    assert "> The gunmen asked for a free way out." in capsys.readouterr().out


def test_a_follow_up_has_the_question_that_stands_alone_as_context(keys: PipeInput) -> None:
    first = "who attacked the police station in the north?"

    assert asked_after(keys, f"{first}{ENTER}and when?{ENTER}thanks{ENTER}why?{ENTER}") == [
        (first, None),
        ("and when?", first),
        ("why?", first),
    ]


def test_an_empty_line_asks_nothing_and_a_greeting_is_greeted(
    keys: PipeInput, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asked_after(keys, f"{ENTER}   {ENTER}hello{ENTER}") == []
    assert ENGLISH.greeting.split()[0] in capsys.readouterr().out


def test_ctrl_c_drops_the_line_and_the_chat_goes_on(keys: PipeInput) -> None:
    assert asked_after(keys, f"never min{CTRL_C}who asked?{ENTER}") == [("who asked?", None)]
