"""check: name every wrong setting, unreadable article, bad index or database, unreachable Telegram, and what to do."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from typing import TypeAlias

from bot.building import why_stale
from bot.reach import reach_telegram
from bot.settings import Settings, misspelt_names
from bot.store import condition_of
from index.corpus import read_corpus
from index.cross_encoder import load_reranker
from index.current_search import CurrentSearch
from index.errors import IncidentError
from index.model_cache import load_encoder
from index.verdict import CALIBRATION

Part: TypeAlias = tuple[str, Callable[[Settings], Iterator[str]]]
"""Its name and what says, line by line, what is right, and raises IncidentError at what is wrong."""


class _Wrong(IncidentError):
    """Something that the person should mend."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def main(_options: argparse.Namespace, settings: Settings) -> int:
    """Check everything in one run, a line each on standard output; 1 where anything is wrong."""
    return 1 if _check((("settings", _settings), *PARTS), settings, only_wrong=False) else 0


def name_wrong(settings: Settings) -> int:
    """Name what else is wrong where some setting cannot be used, with the defaults of those; the status is 1."""
    _check(PARTS, settings, only_wrong=True)
    return 1


def _check(parts: tuple[Part, ...], settings: Settings, *, only_wrong: bool) -> int:
    """Check each part to its end; how many things are wrong."""
    wrong = 0
    for name, check in parts:
        try:
            for line in check(settings):
                if not only_wrong:
                    _say("ok", name, line)
        except IncidentError as error:
            for line in str(error).splitlines():
                wrong += 1
                _say("WRONG", name, line)
    return wrong


def _settings(_settings: Settings) -> Iterator[str]:
    if complaints := misspelt_names():
        raise _Wrong("\n".join(complaints))
    yield "every name is known"


def _corpus(settings: Settings) -> Iterator[str]:
    corpus = read_corpus(settings.corpus_dir)
    yield f"{len(corpus.articles)} articles in {settings.corpus_dir}"
    if corpus.problems:
        raise _Wrong("\n".join(f"left out: {problem}" for problem in corpus.problems))


def _index(settings: Settings) -> Iterator[str]:
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    yield f"model {encoder.name}, fingerprint {encoder.fingerprint[:12]}"
    search = CurrentSearch(settings.index_dir, encoder)
    manifest = search.snapshot.manifest
    yield f"snapshot {search.snapshot.name}: {manifest.articles} articles, {manifest.passages} passages, whole"
    yield f"verdict: {CALIBRATION.provenance}"
    if stale := why_stale(read_corpus(settings.corpus_dir), settings.index_dir, encoder):
        raise _Wrong(f"{stale}; run: incident-bot rebuild")


def _reranker(settings: Settings) -> Iterator[str]:
    if load_reranker(settings.reranker_model):
        yield f"cross-encoder {settings.reranker_model}"


def _database(settings: Settings) -> Iterator[str]:
    condition = condition_of(settings.database_url.get_secret_value())
    if condition.version is None:
        yield f"{condition.shown}: empty; incident-bot run fills it"
    elif not condition.is_current:
        yield f"{condition.shown}: of an earlier version; incident-bot run brings it up to date"
    else:
        yield f"{condition.shown}: {condition.answers} answers, {condition.waiting} updates wait"


def _telegram(settings: Settings) -> Iterator[str]:
    if settings.token is None:
        yield "TELEGRAM_TOKEN is not set: answers come in the terminal"
        return
    username = asyncio.run(reach_telegram(settings))
    yield f"reached {settings.telegram_base_url} as @{username}"


def _say(state: str, name: str, line: str) -> None:
    sys.stdout.write(f"{state:5} {name:8} {line}\n")


PARTS: tuple[Part, ...] = (
    ("corpus", _corpus),
    ("index", _index),
    ("reranker", _reranker),
    ("database", _database),
    ("telegram", _telegram),
)
"""What is checked beside the settings' own names."""
