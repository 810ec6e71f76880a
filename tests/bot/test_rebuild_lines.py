import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rebuild_lines import EVERY_S, RebuildLines, read_line
from bot.rebuild_outcome import Listed, RebuildOutcome, Refusal, RefusalKind
from index.progress import RebuildProgress, RebuildReport, Stage

counts = st.integers(0, 10**6)
progresses = st.builds(RebuildProgress, st.sampled_from(Stage), counts, counts, counts)
listed = st.builds(Listed, st.lists(st.text(max_size=20), max_size=3).map(tuple), counts)
reports = st.builds(RebuildReport, st.text(max_size=9), counts, counts, counts, counts, counts, st.floats(0, 1e6))
refusals = st.builds(Refusal, st.sampled_from(RefusalKind), st.text(max_size=40))
outcomes = st.builds(RebuildOutcome, reports, listed, listed, listed, listed) | st.builds(
    RebuildOutcome, refusal=refusals
)


def written(*told: RebuildProgress, at: list[float]) -> list[dict[str, object]]:
    stream, times = io.StringIO(), iter(at)
    lines = RebuildLines(stream, clock=lambda: next(times))
    for progress in told:
        lines.progress(progress)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def embedding(done: int) -> RebuildProgress:
    return RebuildProgress(Stage.EMBEDDING, 9, done, 12)


def test_progress_is_a_line_with_stage_articles_and_passages() -> None:
    assert written(embedding(3), at=[100.0]) == [
        {"event": "progress", "stage": "embedding", "articles": 9, "done": 3, "total": 12}
    ]


def test_progress_within_a_stage_is_told_now_and_then_and_a_new_stage_at_once() -> None:
    writing = RebuildProgress(Stage.WRITING, 9, 12, 12)
    step = EVERY_S / 2
    told = written(*map(embedding, range(5)), writing, at=[100 + number * step for number in range(6)])

    assert [(line["stage"], line["done"]) for line in told] == [
        ("embedding", 0), ("embedding", 2), ("embedding", 4), ("writing", 12)
    ]  # fmt: skip


@given(progress=progresses)
def test_progress_is_read_as_it_was_written(progress: RebuildProgress) -> None:
    stream = io.StringIO()
    RebuildLines(stream).progress(progress)

    assert read_line(stream.getvalue()) == progress


@given(outcome=outcomes)
def test_an_outcome_is_read_as_it_was_written(outcome: RebuildOutcome) -> None:
    stream = io.StringIO()
    RebuildLines(stream).outcome(outcome)

    assert stream.getvalue().isascii()
    assert stream.getvalue().count("\n") == 1
    assert read_line(stream.getvalue().encode()) == outcome


@pytest.mark.parametrize(
    "line",
    [
        "",
        "null",
        "[]",
        "no JSON",
        b"\xff\xfe",
        '{"stage": "reading"}',
        '{"event": "unheard of"}',
        '{"event": ["progress"]}',
        '{"event": "progress"}',
        '{"event": "result", "report": 3}',
    ],
)
def test_what_is_none_of_our_lines_is_nothing(line: str | bytes) -> None:
    assert read_line(line) is None
