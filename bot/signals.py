"""What a process does that is told to stop: nothing at all is left undone, whenever it comes and however often.

Before the bot has begun there is nothing to finish; later the loop ends what is in flight, once. Exit status 0.
"""

import asyncio
import logging
import os
import signal
import sys
from contextlib import suppress
from types import FrameType
from typing import NoReturn

logger = logging.getLogger(__name__)

STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def end_when_told() -> None:
    """End the process at once by SIGTERM, as one that did what it was told to; for while it only loads.

    No exception: what is imported or loaded meanwhile might take one for a failure of its own.
    """
    signal.signal(signal.SIGTERM, _end)


def end_at_once(status: int) -> NoReturn:
    """End the process, of which nothing is left to do, without Python's tidying up, which takes a model's library long.

    Containers are killed ten seconds after they are told to stop.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(status)


def stoppable_loop() -> asyncio.AbstractEventLoop:
    """A new event loop, made the current one, that SIGTERM and SIGINT stop by SystemExit.

    Only the first does: from then on they are ignored, so that nobody's impatience cuts short what is being finished.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    for stop in STOP_SIGNALS:
        loop.add_signal_handler(stop, _stop_once, loop)
    return loop


def _stop_once(loop: asyncio.AbstractEventLoop) -> None:
    for stop in STOP_SIGNALS:
        loop.remove_signal_handler(stop)  # else the loop puts back what was before when it is closed
        signal.signal(stop, signal.SIG_IGN)
    raise SystemExit


def _end(_signal: int, _frame: FrameType | None) -> None:
    logger.info("Told to stop before the bot had begun")
    os._exit(0)
