import json
import logging
from datetime import datetime

from bot.log_lines import JsonFormatter, Redaction, TextFormatter

FIELDS = {
    "event": "question",
    "answered": True,
    "confidence": 0.93,
    "question": "who, \n\u06a9\u0648\u0646?",
    "no": None,
}


def record(message: str, *arguments: object, **attributes: object) -> logging.LogRecord:
    return logging.makeLogRecord(
        {
            "name": "bot.ask",
            "levelname": "INFO",
            "msg": message,
            "args": arguments,
            "created": 1671400000.25,
            **attributes,
        }
    )


def test_in_text_fields_are_words_behind_the_message() -> None:
    line = TextFormatter(Redaction()).format(record("Answered in %d ms", 53, fields=FIELDS))

    assert line.endswith(
        " INFO    bot.ask: Answered in 53 ms event=question answered=true confidence=0.93 "
        'question="who, \\n\u06a9\u0648\u0646?"'
    )


def test_in_json_fields_are_keys_of_an_object_on_one_line() -> None:
    line = JsonFormatter(Redaction()).format(record("first\nline of %s", "two", fields=FIELDS))
    told = json.loads(line)

    assert line.isascii()
    assert "\n" not in line
    assert datetime.fromisoformat(told.pop("at")).timestamp() == 1671400000.25
    assert told == {
        "level": "INFO",
        "logger": "bot.ask",
        "message": "first\nline of two",
        "event": "question",
        "answered": True,
        "confidence": 0.93,
        "question": "who, \n\u06a9\u0648\u0646?",
    }


def test_a_secret_with_a_character_that_json_writes_otherwise_is_hidden_too() -> None:
    line = JsonFormatter(Redaction(["123:a\\secret\\word"])).format(record("GET %s", "123:a\\secret\\word"))

    assert json.loads(line)["message"] == "GET <token>"
