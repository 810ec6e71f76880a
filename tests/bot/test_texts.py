from telegram.constants import BotCommandLimit, MessageLimit

from bot import texts
from bot.messages import MessageKind


def test_every_kind_of_message_but_a_question_has_a_reply() -> None:
    assert set(texts.REPLIES) == set(MessageKind) - {MessageKind.QUESTION}


def test_start_is_three_short_lines() -> None:
    assert len(texts.START.splitlines()) == 3


def test_texts_and_commands_fit_telegram() -> None:
    for text in (texts.START, texts.HELP, *texts.REPLIES.values()):
        assert 0 < len(text) <= MessageLimit.MAX_TEXT_LENGTH
    for name, meaning in texts.COMMANDS:
        assert name.islower()
        assert 0 < len(meaning) <= BotCommandLimit.MAX_DESCRIPTION


def test_the_limit_of_a_question_is_told() -> None:
    assert "1,000" in texts.TOO_LONG
