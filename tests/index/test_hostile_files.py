"""What is made to do harm is refused with a reason, or read rightly, in bounded time and memory."""

import multiprocessing
import re
import resource
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pytest

from index.corpus import Problem
from index.records import Article
from index.uploads import read_upload
from tests.index.hostile_files import HOSTILE, HostileFile

MAX_SECONDS = 40
MAX_OWN_GROWTH_KIB = 250 << 10
MAX_READER_KIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a file, and what it took: of the process that reads uploads, and of the largest of its children."""

    pieces: tuple[Article | Problem, ...]
    seconds: float
    growth_kib: int
    children_kib: int


@pytest.fixture(scope="module")
def reader() -> Iterator[ProcessPoolExecutor]:
    """A new process, in which nothing but uploads was ever read."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as reader:
        yield reader


def read(number: int) -> Reading:
    """Read the hostile file with that number, in the process that this is called in."""
    data = HOSTILE[number].make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    pieces = read_upload(data, HOSTILE[number].name)
    return Reading(
        pieces,
        time.monotonic() - began,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
        resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
    )


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_with_its_reason_or_read_as_what_it_is(
    hostile: HostileFile, reader: ProcessPoolExecutor
) -> None:
    reading = reader.submit(read, HOSTILE.index(hostile)).result()

    assert reading.seconds < MAX_SECONDS
    assert reading.growth_kib < MAX_OWN_GROWTH_KIB
    assert reading.children_kib < MAX_READER_KIB
    assert reading.pieces
    for piece in reading.pieces:
        if isinstance(piece, Problem):
            assert hostile.reason
            assert re.search(hostile.reason, piece.reason)
            assert str(piece).isprintable()
        else:
            assert hostile.text
            assert hostile.text in piece.text
            assert piece.id == ""


def test_nothing_hostile_stands_in_the_way_of_what_is_sound() -> None:
    assert [read_upload(b"Rain\n\nIt rained in Bern.", "rain.txt")[0]] * 2 == [
        read_upload(b"Rain\n\nIt rained in Bern.", f"{name}.txt")[0] for name in ("..", "a/../../rain")
    ]
