"""The parameters of a call, read as loosely and checked as strictly as the real server does."""

import contextlib
import json
import re
from typing import Any, TypeVar

from tests.telegram_server.errors import ParameterError
from tests.telegram_server.json_types import Json

T = TypeVar("T")

TYPE_NAMES: dict[type, str] = {str: "String", int: "Number", bool: "Boolean", dict: "Object", list: "Array"}
DECODABLE = re.compile(r"[\[{]|-?\d{1,18}$|true$|false$")


class Args:
    """Parameters as the server sees them: every value is a string, and objects are JSON text."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def put(self, name: str, value: object) -> None:
        if value is not None:
            self._values[name] = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

    def text(self, name: str) -> str:
        return self._values.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in {"true", "yes", "1"}

    def integer(self, name: str, default: int = 0, *, low: int = -(1 << 62), high: int = 1 << 62) -> int:
        if not self.text(name):
            return default
        number = re.match(r"[+-]?\d+", self.text(name))
        return min(max(int(number[0]) if number else 0, low), high)

    def json_object(self, name: str, what: str, otherwise: str) -> Json | None:
        """A parameter that holds an object; None if it is absent or empty."""
        return self._decoded(name, dict, what, otherwise)

    def json_array(self, name: str, what: str, otherwise: str) -> list[Any] | None:
        return self._decoded(name, list, what, otherwise)

    def _decoded(self, name: str, kind: type[T], what: str, otherwise: str) -> T | None:
        if not self.text(name):
            return None
        try:
            value = json.loads(self.text(name))
        except ValueError as error:
            raise ParameterError(f"Can't parse {what} JSON object") from error
        if value is None or isinstance(value, kind):
            return value
        raise ParameterError(otherwise)

    def readable(self) -> Json:
        """For the log: JSON and numbers decoded, other strings as they are."""
        values: Json = dict(self._values)
        for name, value in self._values.items():
            if name != "text" and DECODABLE.match(value):
                with contextlib.suppress(ValueError):
                    values[name] = json.loads(value)
        return values


def optional_field(source: Json, name: str, kind: type[T]) -> T | None:
    """A typed field of a JSON object; numbers pass as strings, and whole numbers in strings as numbers."""
    value = source.get(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is str and is_number:
        value = str(value)
    elif kind is int and isinstance(value, str) and re.fullmatch(r"-?\d+", value):
        value = int(value)
    if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise ParameterError(f'Field "{name}" must be of type {TYPE_NAMES[kind]}')


def required_field(source: Json, name: str, kind: type[T]) -> T:
    value = optional_field(source, name, kind)
    if value is None:
        raise ParameterError(f'Can\'t find field "{name}"')
    return value
