"""Web pages, PDF and Word files as articles. Blocking: each is parsed by another process, `index.extraction`.

That process is killed when it takes too long, and knows nothing of this one: no environment, no open files. What it
says is checked like an article that comes from outside.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from index.formats import MAX_CHARS, FormatError, parse_json_line
from index.headlines import after_given_title, cut_at_word, headline
from index.question import has_words
from index.records import Article
from index.signatures import check_signature

DOCUMENT_SUFFIXES = (".html", ".htm", ".pdf", ".docx")
MAX_DOCUMENT_BYTES = 20 << 20
"""What Telegram gives a bot (Bot API, getFile); most of a document is its pictures."""

MAX_SECONDS = 30.0
"""For one document, from its first byte to the article."""

_KINDS = {".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx"}
_MAX_REPLY_BYTES = 32 * MAX_CHARS
_COMMAND = (sys.executable, "-I", "-X", "utf8", "-m", "index.extraction")
_ENVIRONMENT = ("LD_LIBRARY_PATH", "SYSTEMROOT", "TZ")  # what Python itself may need to start
_TOO_SLOW = "takes too long to read; paste its text instead"
_BROKEN = "cannot be read: reading it failed; paste its text instead"
_OVER_CPU = 128 + signal.SIGXCPU, 128 + signal.SIGKILL
_GRACE_S = 2.0
_MAX_REASON_CHARS = 200
_NO_TITLE = re.compile(
    r"untitled|document ?\d*|word document|microsoft (?:word|office).*|.*\.(?:docx?|pdf|html?|txt|indd|qxd|odt|rtf)",
    re.IGNORECASE,
)


def document(
    data: bytes, suffix: str, *, article_id: str, url: str | None = None, charset: str | None = None
) -> Article:
    """Read one .html, .htm, .pdf or .docx file; raises FormatError.

    `url` is where it was fetched (else what a page says of itself is taken), `charset` what the HTTP header named.
    """
    with DocumentReader() as reader:
        return reader.read(data, suffix, article_id=article_id, url=url, charset=charset)


class DocumentReader:
    """Reads many documents, for use in a `with` statement: the other process starts with the first and serves all."""

    def __init__(self, *, max_seconds: float = MAX_SECONDS) -> None:
        self._max_seconds = max_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def read(
        self, data: bytes, suffix: str, *, article_id: str, url: str | None = None, charset: str | None = None
    ) -> Article:
        """Read one document as `document` does; raises FormatError."""
        check_signature(data, suffix)
        fields = self._asked({"kind": _KINDS[suffix], "size": len(data), "url": url, "charset": charset}, data)
        if url:
            fields["url"] = url
        return replace(_article(fields), id=article_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _asked(self, request: Mapping[str, Any], data: bytes) -> dict[str, Any]:
        """Let the other process read a document; return what it says."""
        process = self._process = self._process or _started()
        late = threading.Event()
        watchdog = threading.Timer(self._max_seconds, _kill, (process, late))
        watchdog.start()
        try:
            line = _exchanged(process, json.dumps(request).encode() + b"\n" + data)
        finally:
            watchdog.cancel()
        if not late.is_set() and line.endswith(b"\n"):
            return _fields(line)
        code = self._stop()
        raise FormatError(_TOO_SLOW if late.is_set() or code in _OVER_CPU else _BROKEN)

    def _stop(self) -> int:
        """End the other process, whatever it is doing; return its exit code, 0 where there is none."""
        process, self._process = self._process, None
        if process is None:
            return 0
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()  # type: ignore[union-attr]  # both are pipes; without input it ends by itself
        try:
            return process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            _kill(process, threading.Event())
            return process.wait()


def _started() -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    try:
        return subprocess.Popen(  # noqa: S603 - our own module
            _COMMAND, stdin=pipe, stdout=pipe, stderr=nothing, env=environment, cwd="/", start_new_session=True
        )
    except OSError as exc:  # out of memory or processes
        raise FormatError(f"cannot be read now ({exc.strerror}); try again later") from exc


def _kill(process: subprocess.Popen[bytes], killed: threading.Event) -> None:
    killed.set()
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _exchanged(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    """Send a request and wait for the reply; what comes is cut short where the other process ends."""
    if process.stdin is None or process.stdout is None:
        raise TypeError("the process has no pipes")
    with suppress(BrokenPipeError):
        process.stdin.write(request)
        process.stdin.flush()
    return process.stdout.readline(_MAX_REPLY_BYTES)


def _fields(line: bytes) -> dict[str, Any]:
    """Read a reply; raises FormatError with the refusal it holds."""
    try:
        fields = json.loads(line)
    except ValueError as exc:
        raise FormatError(_BROKEN) from exc
    if not isinstance(fields, dict) or not isinstance(fields.get("text", fields.get("refused")), str):
        raise FormatError(_BROKEN)
    if "text" not in fields:
        raise FormatError(cut_at_word(" ".join(fields["refused"].split()), max_chars=_MAX_REASON_CHARS))
    return fields


def _article(fields: dict[str, Any]) -> Article:
    text = fields["text"].strip()
    if not has_words(text):
        raise FormatError("no text that can be read; paste its text instead")
    title = fields.get("title") or _hinted_title(text, str(fields.get("hinted_title") or ""))
    said = {key: fields.get(key) for key in ("source", "published", "url")}
    return parse_json_line(json.dumps(said | {"title": title, "text": text}).encode(), stem="")


def _hinted_title(text: str, hint: str) -> str | None:
    """The title of a document that marks none: its own headline, else what its properties say where that is one."""
    is_title = " " in hint.strip() and not _NO_TITLE.fullmatch(hint.strip())
    if is_title and after_given_title(text, hint):
        return hint
    own, body_start = headline(text)
    is_headline = body_start and not (is_title and own.endswith("."))
    return own if is_headline else hint if is_title else None
