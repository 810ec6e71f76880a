"""Front matter: the lines of YAML between two fences that open a Markdown file. The only import of yaml."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from index.errors import FormatError

_KEYS = ("id", "title", "url", "source", "published", "place", "revision", "change_key", "body_start")
_MAX_CHARS = 50_000  # ten times what the longest title, link and names take; half a second of yaml's time
_YAML_NULL = "tag:yaml.org,2002:null"
_FENCE = re.compile(r"\s*---[ \t]*\n")
_CLOSING_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


class _Loader(yaml.BaseLoader):
    """Leaves every scalar a string but a bare null: 2022-02-30 is then our error, and a place NO no boolean."""


_Loader.add_implicit_resolver(_YAML_NULL, re.compile(r"(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""])
_Loader.add_constructor(_YAML_NULL, lambda _loader, _node: None)


def split_front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Return what the front matter of a file says of the keys we know, and the text after it; raises FormatError."""
    opening = _FENCE.match(source)
    if not opening:
        return {}, source
    first_line = source.count("\n", 0, opening.end()) + 1
    closing = _CLOSING_FENCE.search(source, opening.end())
    if not closing:
        raise FormatError("front matter is not closed; end it with a line ---", line=first_line - 1)
    if closing.start() - opening.end() > _MAX_CHARS:
        reason = f"front matter is too long: over {_MAX_CHARS:,} characters; end it with a line --- above the text"
        raise FormatError(reason, line=first_line - 1)
    fields = _yaml_mapping(source[opening.end() : closing.start()], first_line)
    return {key: fields[key] for key in _KEYS if key in fields}, source[closing.end() :]


def dump_front_matter(fields: Mapping[str, str | int | date]) -> str:
    """Write front matter with its fences, each field on one line, so that `split_front_matter` reads the same words."""
    written = yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=float("inf"))
    return f"---\n{written}---\n"


def _yaml_mapping(source: str, first_line: int) -> dict[str, Any]:
    try:
        fields = yaml.load(source, Loader=_Loader)  # noqa: S506 - builds strings, lists and dicts only
    except yaml.MarkedYAMLError as exc:
        line = first_line + (exc.problem_mark.line if exc.problem_mark else 0)
        hint = "check it, and put values that hold a colon in quotes"
        raise FormatError(f"broken front matter ({exc.problem}); {hint}", line=line) from exc
    except (yaml.YAMLError, RecursionError) as exc:
        raise FormatError("broken front matter; write lines like title: Headline", line=first_line) from exc
    if fields in (None, ""):
        return {}
    if not isinstance(fields, dict):
        raise FormatError("front matter is not of lines like title: Headline", line=first_line)
    return {str(key).lower(): value for key, value in fields.items() if value not in (None, "")}
