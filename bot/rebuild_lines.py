"""What `incident-bot rebuild --json` prints: a JSON object a line, its progress and at last its outcome.

{"event": "progress", "stage": "embedding", "articles": 9, "done": 3, "total": 12}
{"event": "result", "report": {...}, "added": {"lines": ["a title"], "count": 1}, ..., "refusal": null}
"""

import json
import time
from collections.abc import Callable
from typing import Any, TextIO

from pydantic import TypeAdapter

from bot.rebuild_outcome import RebuildOutcome
from index.progress import RebuildProgress, Stage

EVERY_S = 0.2
"""Between two lines of progress in one stage."""

_PROGRESS = TypeAdapter(RebuildProgress)
_OUTCOME = TypeAdapter(RebuildOutcome)


class RebuildLines:
    """Writes the lines, each at once."""

    def __init__(self, stream: TextIO, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._stage: Stage | None = None
        self._written_s = 0.0

    def progress(self, progress: RebuildProgress) -> None:
        """Tell how far the rebuild is: at every change of its stage, else now and then."""
        now = self._clock()
        if progress.stage is self._stage and now - self._written_s < EVERY_S:
            return
        self._stage, self._written_s = progress.stage, now
        self._write("progress", _PROGRESS.dump_python(progress, mode="json"))

    def outcome(self, outcome: RebuildOutcome) -> None:
        """Tell how the rebuild ended."""
        values = _OUTCOME.dump_python(outcome, mode="json")
        if values["report"]:
            del values["report"]["changes"]  # told as titles
        self._write("result", values)

    def _write(self, event: str, values: dict[str, Any]) -> None:
        self._stream.write(json.dumps({"event": event, **values}) + "\n")
        self._stream.flush()


def read_line(line: str | bytes) -> RebuildProgress | RebuildOutcome | None:
    """What a line says; None where it is none of ours."""
    try:
        values = json.loads(line)
        match values.pop("event"):
            case "progress":
                return _PROGRESS.validate_python(values)
            case "result":
                return _OUTCOME.validate_python(values)
    except (ValueError, KeyError, AttributeError, TypeError):  # pydantic's own error is a ValueError
        pass
    return None
