from dataclasses import replace

import pytest

from tests.soak.figures import Figures, MemoryFigures, Stall, Struck, complaints, page

GOOD = Figures(
    asked=3_600,
    seconds=1_800.0,
    unanswered=0,
    answered_twice=0,
    repeated=2,
    with_an_answer=2_000,
    median_wait_s=0.21,
    faults=(Struck("disk full", 6.0, 20.0, 40, 21.24),),
    memory=MemoryFigures(start=400.0, end=405.0, peak=430.0, slope=9.4),
    stalls=(Stall(unhealthy_after_s=121.0, healthy_after_s=31.0),),
    other_unhealthy=0,
    refused_calls=(),
    leaks=(),
    printed_lines=4_000,
    status=0,
    stopping_s=1.6,
)


def test_a_good_soak_has_nothing_to_complain_of() -> None:
    assert complaints(GOOD) == ()


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ({"unanswered": 2}, "2 of 3600 questions were not answered"),
        ({"answered_twice": 1}, "1 questions were answered more than once"),
        ({"faults": (Struck("rebuild", 7.0, 9.0, 18, 0.2, "it was refused"),)}, "rebuild: it was refused"),
        ({"memory": MemoryFigures(400.0, 421.0, 430.0, 40.0)}, "the memory has grown from 400 to 421 MiB"),
        ({"stalls": (Stall(151.0, 31.0),)}, "a stall was told after 151 s, not within 150 s"),
        ({"stalls": (Stall(121.0, None),)}, "the end of a stall was told never, not within 90 s"),
        ({"other_unhealthy": 1}, "the bot was called unhealthy 1 times without a stall"),
        ({"refused_calls": ("sendMessage: Bad Request",)}, "Telegram refused a call: sendMessage: Bad Request"),
        ({"leaks": ("the token",)}, "among what the bot has printed there is the token"),
        ({"status": 143}, "told to stop, the bot ended with status 143 after 1.6 s"),
        ({"stopping_s": 10.1}, "told to stop, the bot ended with status 0 after 10.1 s"),
    ],
)
def test_what_is_wrong_is_a_line(wrong: dict[str, object], line: str) -> None:
    assert complaints(replace(GOOD, **wrong)) == (line,)  # type: ignore[arg-type]  # the fields are above


def test_the_page_tells_the_figures() -> None:
    told = page(GOOD, command="make soak SOAK_MINUTES=30", machine="2 CPU cores, 8 GiB of memory")

    assert told.startswith("`make soak SOAK_MINUTES=30`, 2 CPU cores, 8 GiB of memory: 2.0 questions a second ")
    assert "| resident memory, MiB | 400 at the start, 405 at the end, 430 at most |" in told
    assert "| unhealthy after a stall's begin | after 121 s |" in told
    assert "| disk full | 6 | 20 | 40 | 21.2 |" in told
    assert "2 answers were repeated" in told
