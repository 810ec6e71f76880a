"""One parser for each article format: bytes in, one Article out. Pure; the only import of pydantic.

    parse_markdown    .md     YAML front matter (optional), then the body; `write_markdown` writes it
    parse_text        .txt    the first line is the title
    parse_json_line   .jsonl  one article a line; its reader hands over the lines one by one

What cannot be an article is refused with a `FormatError`, whose text is one line for a person. The article's
text is what the file says, with line feeds as line ends and stripped at both ends; nothing else is changed.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from index.errors import FormatError
from index.front_matter import dump_front_matter, split_front_matter
from index.headlines import after_given_title, after_headline, cut_at_word, headline, title_from
from index.question import has_words
from index.records import Article

__all__ = [
    "MAX_CHARS",
    "Edition",
    "FormatError",
    "parse_edition",
    "parse_json_line",
    "parse_markdown",
    "parse_text",
    "text_digest",
    "write_markdown",
]

MAX_CHARS = 1_000_000
"""The longest article: some three novels. What is longer is a dump of many, and would be quoted as one."""

_MAX_TITLE_CHARS = 300  # a title given by hand; longer ones would push the quote off a phone's screen

_HEADING = re.compile(r"#{1,6}[ \t]+([^\n]+)")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_MAX_DIGITS = 9
_CHANGE_KEY = re.compile(r"[a-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Edition:
    """An article as one file has it: the higher its revision, the newer; `key` names the change that wrote it."""

    article: Article
    revision: int = 0
    key: str | None = None


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


def _whole_number(value: object) -> object:
    written = _one_line(value)
    if not isinstance(written, str) or not re.fullmatch(rf"[0-9]{{1,{_MAX_DIGITS}}}", written):
        raise ValueError("is not a whole number; write it like 1, or remove it")
    return int(written)


def _change_key(value: object) -> object:
    """Take a key that is none of ours for none: it may become part of a file's name."""
    return value if isinstance(value, str) and _CHANGE_KEY.fullmatch(value) else None


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


_AnyRecord = TypeVar("_AnyRecord", bound=_Record)


class _FrontMatter(_Record):
    """What only a Markdown file may say. Its id is as it is written: white space in a file's name counts too."""

    id: Annotated[str | None, BeforeValidator(_characters)] = None
    revision: Annotated[int, BeforeValidator(_whole_number)] = 0
    change_key: Annotated[str | None, BeforeValidator(_change_key)] = None
    body_start: Annotated[int | None, BeforeValidator(_whole_number)] = None


def parse_markdown(data: bytes, *, article_id: str) -> Article:
    """Read the article of a Markdown file; raises FormatError. An id in its front matter wins over the one given."""
    return parse_edition(data, article_id=article_id).article


def parse_edition(data: bytes, *, article_id: str) -> Edition:
    """Read the article of a Markdown file as `parse_markdown` does, and which edition it is; raises FormatError."""
    source = _decoded(data)
    fields, body = split_front_matter(source)
    record, text = _record(fields, _FrontMatter, source=source), _checked(body)
    title, start = _title_and_start(text, record.title)
    if record.body_start is not None and _begins_line_or_word(text, record.body_start):
        start = record.body_start
    article = _article(record, article_id=record.id or article_id, text=text, title=title, body_start=start)
    return Edition(article, record.revision, record.change_key)


def write_markdown(article: Article, *, revision: int = 0, key: str | None = None) -> bytes:
    """Write the Markdown file that `parse_edition` reads as this article; its text is stripped at both ends."""
    text = article.text.replace("\r\n", "\n").replace("\r", "\n").strip()
    start = max(0, article.body_start - (len(article.text) - len(article.text.lstrip())))
    fields = {
        "id": article.id or None,
        "title": article.title or None,
        "url": article.url,
        "source": article.source,
        "published": article.published,
        "place": article.place,
        "revision": revision or None,
        "change_key": key,
        "body_start": start if start != _title_and_start(text, article.title)[1] else None,
    }
    known = {name: value for name, value in fields.items() if value is not None}
    return f"{dump_front_matter(known)}\n{text}\n".encode()


def _title_and_start(text: str, given_title: str | None) -> tuple[str, int]:
    """Return the title of a Markdown text and where its body begins."""
    heading = _HEADING.match(text)
    if heading and has_words(heading[1]):
        title = given_title or heading[1].strip("# \t")
        start = after_headline(text, title, heading.end())
        if has_words(text[start:]):
            return title, start
        if not given_title:
            raise FormatError("no text below the heading; write the article there")
    if given_title:
        return given_title, after_given_title(text, given_title)
    return headline(text)


def _begins_line_or_word(text: str, start: int) -> bool:
    """Whether a body may begin there: not so where somebody has edited the text since."""
    return has_words(text[start:]) and not text[start].isspace() and (start == 0 or text[start - 1].isspace())


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
    record = _record(_json_object(_decoded(line)), _Record)
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
    in_one_line = " ".join(title.split()) or cut_at_word(" ".join(text.split()), max_chars=_MAX_TITLE_CHARS)
    return Article(
        id=article_id,
        title=cut_at_word(in_one_line, max_chars=_MAX_TITLE_CHARS),
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


def _record(fields: dict[str, Any], kind: type[_AnyRecord], *, source: str = "") -> _AnyRecord:
    """Check the keys of an article; `source` is the file, to tell the line of a key that is wrong."""
    try:
        return kind.model_validate(fields)
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
