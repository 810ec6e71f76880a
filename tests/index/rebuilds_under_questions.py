"""Kills rebuilds at random moments while a reader asks, and prints what each kill leaves, one JSON object a line.

usage: python -m tests.index.rebuilds_under_questions FOLDER KILLS

Each article of the corpus names its round in title and text, so an answer that is mixed from two snapshots shows. A
program of its own, because a process with threads should not be forked.
"""

import json
import os
import random
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from index.corpus import Corpus
from index.current_search import CurrentSearch
from index.rebuild import rebuild
from tests.index.fake_encoder import FakeEncoder
from tests.index.small_corpus import FLOOD, RAID, article_of, corpus_of

QUESTION = "in which round did the guards leave Bern?"
SEED = 5


def main(folder: Path, kills: int) -> int:
    """Rebuild and kill, each time from where the last one left the index."""
    rebuild(_corpus(-1), folder, FakeEncoder())
    begun = time.monotonic()
    rebuild(_corpus(0), folder, FakeEncoder())
    longest_s = 2.5 * (time.monotonic() - begun)  # beside a reader it takes longer
    moments = random.Random(SEED)  # noqa: S311 - no secret
    search = CurrentSearch(folder, FakeEncoder())
    for number in range(1, kills + 1):
        asked, status = _ask_until_killed(search, number, folder, moments.uniform(0, longest_s))
        after = _round(CurrentSearch(folder, FakeEncoder()))
        sys.stdout.write(json.dumps({"status": status, "rounds": asked, "after": after}) + "\n")
    return 0


def _corpus(number: int) -> Corpus:
    """One article of this round, and others that never change."""
    told = article_of(f"In round {number} the guards left Bern. Nobody was hurt in round {number}.")
    return corpus_of(replace(told, title=f"Round {number}"), RAID, FLOOD)


def _ask_until_killed(search: CurrentSearch, number: int, index_dir: Path, after_s: float) -> tuple[list[int], int]:
    """The rounds that answers told of while a child rebuilt, and how it ended."""
    child = os.fork()
    if child == 0:
        try:
            rebuild(_corpus(number), index_dir, FakeEncoder())
            os._exit(0)
        finally:
            os._exit(1)
    end = time.monotonic() + after_s
    asked = {_round(search)}
    while time.monotonic() < end:
        asked.add(_round(search))
    os.kill(child, signal.SIGKILL)
    return sorted(asked), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _round(search: CurrentSearch) -> int:
    """The round that an answer tells of; -1 where its title, its words and its snapshot do not agree."""
    answer = search.answer(QUESTION)
    quote, snapshot = answer.quotes[0], search.snapshot
    is_of_snapshot = quote.article in snapshot.contents.articles and answer.snapshot == snapshot.name
    number = int(quote.article.title.split()[-1])
    is_whole = is_of_snapshot and quote.text.startswith(f"In round {number} the guards left Bern.")
    return number if is_whole else -1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
