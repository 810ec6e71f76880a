"""The server's refusals, with the status and the wording of the real one.

BotApiError             an unsuccessful answer
+-- NotEmulatedError    the real server may take the call; this one does not know how, so the test must fail
ParameterError          a parameter that cannot be accepted; it is answered as a BotApiError of status 400
"""

import re

from tests.telegram_server.json_types import Json

QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class BotApiError(Exception):
    """An unsuccessful answer. `early` marks a call that came before an earlier retry_after had passed."""

    def __init__(self, code: int, description: str, *, early: bool = False, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code, self.description = code, description
        self.early, self.parameters = early, parameters or {}

    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


class NotEmulatedError(BotApiError):
    """A call that this server cannot judge."""

    def __init__(self, what: str) -> None:
        super().__init__(501, f"Not Implemented: {what}")


class ParameterError(Exception):
    """A parameter that cannot be accepted."""


def bad_request(message: str, **parameters: int) -> BotApiError:
    """A 400. The server lower-cases the first letter, except of constants such as BUTTON_DATA_INVALID."""
    if not re.match(r".[A-Z_]", message):
        message = message[:1].lower() + message[1:]
    return BotApiError(400, f"Bad Request: {message}", parameters=parameters)


def forbidden(message: str) -> BotApiError:
    return BotApiError(403, f"Forbidden: {message}")


def too_many_requests(retry_after: int, *, early: bool = False) -> BotApiError:
    description = f"Too Many Requests: retry after {retry_after}"
    return BotApiError(429, description, early=early, parameters={"retry_after": retry_after})
