"""One parser for each article format: bytes in, one Article out. Pure; the only import of yaml and pydantic.

    parse_markdown    .md     YAML front matter (optional), then the body
    parse_text        .txt    the first line is the title
    parse_json_line   .jsonl  one article a line; its reader hands over the lines one by one

What cannot be an article is refused with a `FormatError`, whose text is one line for a person. The article's
text is what the file says, with line feeds as line ends and stripped at both ends; nothing else is changed.
"""

import hashlib
import json
import re
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from index.errors import ArticleError
from index.headlines import after_given_title, after_headline, cut_at_word, headline, title_from
from index.question import has_words
from index.records import Article

MAX_CHARS = 1_000_000
"""The longest article: some three novels. What is longer is a dump of many, and would be quoted as one."""

_MAX_TITLE_CHARS = 300  # a title given by hand; longer ones would push the quote off a phone's screen

_FRONT_MATTER_KEYS = ("title", "url", "source", "published", "place")
_YAML_NULLS = ("", "~", "null", "Null", "NULL")
_FENCE = re.compile(r"\s*---[ \t]*\n")
_CLOSING_FENCE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"#{1,6}[ \t]+([^\n]+)")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


class FormatError(ArticleError):
    """The bytes are not an article; the text is the reason, `line` where it is known (from 1)."""

    def __init__(self, reason: str, *, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def _characters(value: object) -> object:
    """Refuse what JSON and YAML escapes can spell but no text can hold; leave other types for pydantic."""
    if isinstance(value, str) and _NO_CHARACTER.search(value):
        raise ValueError("holds a NUL character or half of a surrogate pair; remove it")
    return value


def _one_line(value: object) -> object:
    """Collapse the white space of a short text, to None if it is empty."""
    _characters(value)
    return (" ".join(value.split()) or None) if isinstance(value, str) else value


def _web_address(value: object) -> object:
    url = _one_line(value)
    if not isinstance(url, str):
        return url
    parts = urlsplit(url)
    known = parts.scheme.lower() in {"http", "https"} and parts.hostname
    if not known or " " in url or not url.isprintable():
        raise ValueError(f"{_shown(url)} is no web address; write it like https://example.org/article")
    return url


def _iso_date(value: object) -> object:
    if value is None or value == "":
        return None
    written = str(value).strip() if isinstance(value, str | int) else type(value).__name__
    try:
        return datetime.fromisoformat(written).date()
    except ValueError:
        raise ValueError(f"{_shown(written)} is not an ISO date; write it like 2022-12-19") from None


_Short = Annotated[str | None, BeforeValidator(_one_line)]


class _Record(BaseModel):
    """What a file may say about an article, before it is trusted. Unknown keys are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: _Short = None
    title: _Short = None
    source: _Short = None
    place: _Short = None
    url: Annotated[str | None, BeforeValidator(_web_address)] = None
    published: Annotated[date | None, BeforeValidator(_iso_date)] = None
    text: Annotated[str | None, BeforeValidator(_characters)] = None


def parse_markdown(data: bytes, *, article_id: str) -> Article:
    """Read the article of a Markdown file; raises FormatError."""
    source = _decoded(data)
    fields, body = _front_matter(source)
    record, text = _record(fields, source=source), _checked(body)
    heading = _HEADING.match(text)
    if heading and has_words(heading[1]):
        title = record.title or heading[1].strip("# \t")
        start = after_headline(text, title, heading.end())
        if not has_words(text[start:]):
            raise FormatError("no text below the heading; write the article there")
    elif record.title:
        title, start = record.title, after_given_title(text, record.title)
    else:
        title, start = headline(text)
    return _article(record, article_id=article_id, text=text, title=title, body_start=start)


def parse_text(data: bytes, *, article_id: str) -> Article:
    """Read the article of a plain text file; raises FormatError."""
    text = _checked(_decoded(data))
    title, start = headline(text)
    return _article(_Record(), article_id=article_id, text=text, title=title, body_start=start)


def parse_json_line(line: bytes, *, stem: str) -> Article:
    """Read the article of one line of a JSONL file; raises FormatError.

    Without an `id` of its own it is called after its file (`stem`) and its text, so that it keeps its id when
    other lines come and go.
    """
    record = _record(_json_object(_decoded(line)))
    text = _checked((record.text or "").replace("\r\n", "\n").replace("\r", "\n"))
    if record.title:
        title, start = record.title, after_given_title(text, record.title)
    else:
        title, start = title_from(text), 0
    article_id = record.id or f"{stem}-{text_digest(text)[:12]}"
    return _article(record, article_id=article_id, text=text, title=title, body_start=start)


def text_digest(text: str) -> str:
    """Return the SHA-256 (hex) of a text whatever its white space: equal for two copies of one article."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _article(record: _Record, *, article_id: str, text: str, title: str, body_start: int) -> Article:
    return Article(
        id=article_id,
        title=cut_at_word(title, max_chars=_MAX_TITLE_CHARS),
        text=text,
        source=record.source,
        url=record.url,
        published=record.published,
        place=record.place,
        body_start=body_start,
    )


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise FormatError("binary content (NUL bytes); save it as plain text in UTF-8")
    try:
        text = data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as exc:
        reason = f"not UTF-8: byte 0x{data[exc.start]:02x} at offset {exc.start}; save it as UTF-8"
        raise FormatError(reason, line=data.count(b"\n", 0, exc.start) + 1) from exc
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _checked(text: str) -> str:
    text = text.strip()
    if not has_words(text):
        raise FormatError("no text; write the article there, or remove it")
    if len(text) > MAX_CHARS:
        raise FormatError(f"too large: {len(text):,} characters, at most {MAX_CHARS:,}; split it into several articles")
    return text


def _front_matter(source: str) -> tuple[dict[str, Any], str]:
    """Return what the front matter says and the text after it."""
    opening = _FENCE.match(source)
    if not opening:
        return {}, source
    first_line = source.count("\n", 0, opening.end()) + 1
    closing = _CLOSING_FENCE.search(source, opening.end())
    if not closing:
        raise FormatError("front matter is not closed; end it with a line ---", line=first_line - 1)
    fields = _yaml_mapping(source[opening.end() : closing.start()], first_line)
    return {key: fields[key] for key in _FRONT_MATTER_KEYS if key in fields}, source[closing.end() :]


def _yaml_mapping(source: str, first_line: int) -> dict[str, Any]:
    try:
        # BaseLoader leaves every scalar a string: 2022-02-30 is then our error, and a place NO no boolean
        fields = yaml.load(source, Loader=yaml.BaseLoader)  # noqa: S506 - builds strings, lists and dicts only
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
    return {str(key).lower(): value for key, value in fields.items() if value not in _YAML_NULLS}


def _json_object(line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as exc:
        raise FormatError(f"not JSON ({exc.msg}, at character {exc.pos + 1}); write one object a line") from exc
    except (ValueError, RecursionError) as exc:  # a number of thousands of digits; thousands of brackets
        raise FormatError("not JSON that can be read; write one object a line") from exc
    if not isinstance(fields, dict):
        raise FormatError('not a JSON object; write a line like {"title": "...", "text": "..."}')
    return fields


def _record(fields: dict[str, Any], *, source: str = "") -> _Record:
    """Check the keys of an article; `source` is the file, to tell the line of a key that is wrong."""
    try:
        return _Record.model_validate(fields)
    except ValidationError as exc:
        error = exc.errors(include_url=False)[0]
        key = error["loc"][0]
        message = error["ctx"]["error"] if error["type"] == "value_error" else "must be one plain text"
        found = re.search(rf"^{key}[ \t]*:", source, re.MULTILINE | re.IGNORECASE)
        line = source.count("\n", 0, found.start()) + 1 if found else None
        raise FormatError(f"{key}: {message}", line=line) from exc


def _shown(value: str) -> str:
    """Show a value from outside in a message: quoted, on one line, short."""
    return repr(cut_at_word(value, max_chars=60))
