import io
import logging
import warnings
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.request import BaseRequest

from bot.logs import configure_logging
from bot.store import Store
from tests.bot.stand_ins import TOKEN

HIDDEN_PART = TOKEN.partition(":")[2]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log at DEBUG; the loggers are put back as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []  # spared from being closed
    stream = io.StringIO()
    configure_logging("DEBUG", secrets=[TOKEN], stream=stream)
    yield stream
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = handlers, level


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
