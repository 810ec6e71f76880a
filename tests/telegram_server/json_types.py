"""The name of what travels between bot and server: objects of decoded JSON."""

from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
