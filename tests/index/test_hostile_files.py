"""What is made to do harm is refused with a reason, or read rightly, in bounded time and memory."""

import re
import resource
import time

import pytest

from index.corpus import Problem
from index.uploads import read_upload
from tests.index.hostile_files import HOSTILE, HostileFile

MAX_SECONDS = 40
MAX_OWN_GROWTH_KIB = 250 << 10
MAX_READER_KIB = 1 << 20


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_with_its_reason_or_read_as_what_it_is(hostile: HostileFile) -> None:
    data = hostile.make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()

    pieces = read_upload(data, hostile.name)

    assert time.monotonic() - began < MAX_SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MAX_OWN_GROWTH_KIB
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MAX_READER_KIB
    assert pieces
    for piece in pieces:
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
