import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import pytest
from telegram import Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest

from bot.logs import PrintedLines, configure_logging
from bot.store import Store
from tests.bot.stand_ins import TOKEN, message_data

HIDDEN_PART = TOKEN.partition(":")[2]


@contextmanager
def logged(**options: Any) -> Iterator[io.StringIO]:
    """The log at DEBUG; the loggers are put back as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []  # spared from being closed
    stream = io.StringIO()
    configure_logging("DEBUG", secrets=[TOKEN], stream=stream, **options)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    with logged() as stream:
        yield stream


@pytest.fixture
def json_log() -> Iterator[io.StringIO]:
    with logged(log_format="json") as stream:
        yield stream


def run_python(code: str) -> tuple[int, str]:
    """The exit status of a new interpreter, and what it printed on standard error."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    return done.returncode, done.stderr


def fail(error: Exception, *, cause: Exception | None = None) -> None:
    raise error from cause


def test_one_line_an_event(log: io.StringIO) -> None:
    logging.getLogger("bot.ask").info("first\nline of %s", "two")

    assert log.getvalue().endswith(" INFO    bot.ask: first\\nline of two\n")


@pytest.mark.parametrize("form", [TOKEN, quote(TOKEN, safe=""), TOKEN.replace(":", "%3a"), HIDDEN_PART])
def test_the_token_is_nowhere_in_any_form(log: io.StringIO, form: str) -> None:
    logging.getLogger("some.library").debug("GET https://api.telegram.org/bot%s/getMe", form)

    assert log.getvalue().endswith("GET https://api.telegram.org/bot<token>/getMe\n")


def test_the_token_is_not_in_a_traceback(log: io.StringIO) -> None:
    try:
        fail(ValueError(f"no answer from /bot{TOKEN}/getMe"))
    except ValueError:
        logging.getLogger("bot").exception("Failed with %r", TOKEN)

    assert "Traceback" in log.getvalue()
    assert "ValueError: no answer from /bot<token>/getMe" in log.getvalue()
    assert HIDDEN_PART not in log.getvalue()


def test_the_token_is_not_in_the_traceback_of_a_cause(log: io.StringIO) -> None:
    try:
        fail(RuntimeError("outer"), cause=OSError(TOKEN))
    except RuntimeError:
        logging.getLogger("bot").exception("Failed")

    assert "OSError: <token>" in log.getvalue()


def test_what_the_network_does_gets_one_line(log: io.StringIO) -> None:
    for error in (NetworkError("connection lost"), InvalidToken(f"The token `{TOKEN}` was rejected")):
        logging.getLogger("telegram.ext").error("Polling", exc_info=error)

    lines = log.getvalue().splitlines()
    assert [line.partition("telegram.ext: ")[2] for line in lines] == [
        "Polling (NetworkError: connection lost)",
        "Polling (InvalidToken: The token `<token>` was rejected)",
    ]


def test_a_web_page_in_place_of_an_answer_gets_one_line(log: io.StringIO) -> None:
    with pytest.raises(TelegramError):
        BaseRequest.parse_json_payload(b"<html>\r\n<h1>Bad Gateway</h1></html>")
    (line,) = log.getvalue().splitlines()

    assert line.endswith('<h1>Bad Gateway</h1></html>" (JSONDecodeError: Expecting value: line 1 column 1 (char 0))')


def test_a_bad_request_is_our_doing_and_keeps_its_traceback(log: io.StringIO) -> None:
    try:
        fail(BadRequest("message is empty"))
    except BadRequest:
        logging.getLogger("bot").exception("Failed")

    assert "Traceback" in log.getvalue()


def test_libraries_that_log_addresses_are_quiet(log: io.StringIO) -> None:
    logging.getLogger("httpx").info("POST")
    logging.getLogger("httpcore.connection").debug("connect")

    assert log.getvalue() == ""


def test_opening_the_database_is_not_logged_but_what_ails_it_is(log: io.StringIO) -> None:
    Store.open("sqlite://").close()
    assert log.getvalue() == ""

    logging.getLogger("alembic.runtime.migration").warning("odd")
    assert log.getvalue().endswith("alembic.runtime.migration: odd\n")


def test_warnings_are_logged(log: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn("old ways", stacklevel=1)

    assert "UserWarning: old ways" in log.getvalue()


UPDATES = [{"update_id": 1, "message": {"text": "who did it", "from": {"first_name": "Asker"}}}]


@pytest.mark.parametrize(
    ("line", "argument"),
    [
        ("Error while parsing updates! Received data was %r", UPDATES),
        ("Processing update %s", Update.de_json({"update_id": 1, "message": message_data("who did it")}, None)),
        ("Calling Bot API endpoint `sendMessage` with parameters `%s`", {"text": "who did it"}),
        ('Can not load invalid JSON data: "%s"', '{"ok":true,"result":[{"text":"who did it'),
    ],
)
def test_what_the_library_logs_of_what_people_write_is_hidden(log: io.StringIO, line: str, argument: object) -> None:
    logging.getLogger("telegram.ext.ExtBot").critical(line, argument)

    assert "<not logged>" in log.getvalue()
    assert "who did it" not in log.getvalue()


def test_what_people_write_is_logged_where_that_is_asked_for() -> None:
    with logged(with_texts=True) as log:
        logging.getLogger("telegram.ext.ExtBot").debug("Received data was %r", UPDATES)

    assert "who did it" in log.getvalue()


def test_numbers_and_names_that_the_library_logs_are_not_hidden(log: io.StringIO) -> None:
    logging.getLogger("telegram.ext").info("%s: %d updates in %.1f s (%s)", "Poller", 3, 0.25, ValueError("odd"))

    assert log.getvalue().endswith(" telegram.ext: Poller: 3 updates in 0.2 s (odd)\n")


def test_in_json_the_token_is_nowhere_either(json_log: io.StringIO) -> None:
    try:
        fail(RuntimeError("outer"), cause=OSError(TOKEN))
    except RuntimeError:
        logging.getLogger("bot").exception("Failed with %r", TOKEN, extra={"fields": {"url": f"/bot{TOKEN}/getMe"}})
    told = json.loads(json_log.getvalue())

    assert (told["message"], told["url"]) == ("Failed with '<token>'", "/bot<token>/getMe")
    assert "OSError: <token>" in told["traceback"]
    assert HIDDEN_PART not in json_log.getvalue()


def test_in_json_what_is_printed_is_a_record_too(json_log: io.StringIO) -> None:
    printed = PrintedLines()
    printed.write("10 %\r20 %\n\nembedded 8 ")
    printed.write("of 8 passages\nincident-bot: no more\nhalf a line")
    told = [json.loads(line) for line in json_log.getvalue().splitlines()]

    assert [(line["level"], line["message"]) for line in told] == [
        ("INFO", "20 %"),
        ("INFO", "embedded 8 of 8 passages"),
        ("ERROR", "incident-bot: no more"),
    ]


@pytest.mark.parametrize("thread", [False, True])
@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_crash_is_logged_without_the_token(log_format: str, thread: bool) -> None:  # noqa: FBT001
    status, said = run_python(
        "import threading\nfrom bot.logs import *\n"
        f"configure_logging('INFO', secrets=[{TOKEN!r}], log_format={log_format!r})\n"
        "log_crashes()\n"
        f"def crash(): raise ValueError({TOKEN!r})\n"
        f"{'threading.Thread(target=crash).start()' if thread else 'crash()'}"
    )

    assert status == (0 if thread else 1)
    assert "The bot crashed" in said
    assert "ValueError: <token>" in said
    assert HIDDEN_PART not in said
    assert log_format == "text" or "ValueError: <token>" in json.loads(said)["traceback"]


def test_a_record_that_cannot_be_logged_tells_no_secret_and_ends_nothing() -> None:
    status, said = run_python(
        "import logging\nfrom bot.logs import *\n"
        f"configure_logging('INFO', secrets=[{TOKEN!r}], log_format='json')\n"
        "log_crashes()\n"
        f"logging.info('%d', {TOKEN!r})\n"
        "logging.info('after')"
    )

    assert (status, json.loads(said)["message"]) == (0, "after")
