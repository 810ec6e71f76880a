r"""The loop of the process: a request is a line of JSON and the document's bytes, a reply is a line of JSON.

    {"kind": "html" | "pdf" | "docx", "size": 12345, "url": null, "charset": null}\n<12345 bytes>
    {"text": "...", "title": null, ...}\n  or  {"refused": "the reason"}\n

Each document is parsed in a fork of its own with limits of its own: the libraries are loaded once, and one document
cannot touch the next. If a fork dies, this process ends with its exit code: 128 and the number of the signal.
"""

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import Any, BinaryIO, NoReturn

from index.errors import ArticleError
from index.extraction.extract import Extract, Origin
from index.extraction.limits import apply_limits

_MODULES = {"html": "web_page", "pdf": "pdf", "docx": "word"}

Extractor = Callable[[bytes, Origin], Extract]


def main() -> None:
    """Serve requests until there are no more."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        extractor: Extractor = import_module(f"index.extraction.{_MODULES[request['kind']]}").extract
        if not (child := os.fork()):
            _reply(extractor, data, Origin(request["url"], request["charset"]), replies)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code:
            sys.exit(128 - code if code < 0 else code)


def _reply(extractor: Extractor, data: bytes, origin: Origin, replies: BinaryIO) -> NoReturn:
    code = 1
    with suppress(BaseException):
        apply_limits()
        replies.write(json.dumps(_answer(extractor, data, origin), default=str).encode() + b"\n")
        replies.flush()
        code = 0
    os._exit(code)


def _answer(extractor: Extractor, data: bytes, origin: Origin) -> dict[str, Any]:
    try:
        return asdict(extractor(data, origin))
    except ArticleError as exc:
        return {"refused": str(exc)}
    except (MemoryError, RecursionError):
        return {"refused": "too large or too deeply nested to be read; paste its text instead"}
    except Exception:  # noqa: BLE001 - a parser may raise anything on a broken file
        return {"refused": "damaged, or not what its name says; save it again, or paste its text"}


if __name__ == "__main__":
    main()
