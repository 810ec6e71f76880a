"""run: the Telegram bot where a token is set, else the same answers in the terminal."""

import argparse
import sys

from bot.app import run as run_bot
from bot.building import name_problems, rebuild_shown, summary, why_stale
from bot.chat import chat
from bot.commands.ask import answer_all, read_questions
from bot.settings import Settings
from bot.terminal import IN_TERMINAL
from index.corpus import Corpus, read_corpus
from index.cross_encoder import load_reranker
from index.current_search import CurrentSearch
from index.encoder import Encoder
from index.errors import CorpusError, SnapshotError
from index.history import withdrawn_ids
from index.model_cache import load_encoder
from index.rebuild_lock import wait_for_rebuild

OTHER_REBUILD_S = 20.0
"""A rebuild whose bot was killed ends when it next tells how far it is, or soon is done."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def main(_options: argparse.Namespace, settings: Settings) -> int:
    """Bring the index up to date, then answer until stopped."""
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    reranker = load_reranker(settings.reranker_model)
    corpus = read_corpus(settings.corpus_dir)
    name_problems(corpus)
    _bring_up_to_date(corpus, settings, encoder)
    search = CurrentSearch(settings.index_dir, encoder, reranker=reranker)
    if settings.token is not None:
        run_bot(settings, search)
        return 0
    _say(IN_TERMINAL)
    if sys.stdin.isatty():
        chat(search)
    else:
        answer_all(search, read_questions(sys.stdin), as_json=False)
    return 0


def _bring_up_to_date(corpus: Corpus, settings: Settings, encoder: Encoder) -> None:
    """Rebuild where that is due; a rebuild that a killed bot has left running is let come to its end first."""
    if why_stale(corpus, settings.index_dir, encoder):
        wait_for_rebuild(settings.index_dir, most_s=OTHER_REBUILD_S)
    if stale := why_stale(corpus, settings.index_dir, encoder):
        _say(f"{stale}; building it")
        _rebuild(corpus, settings, encoder)


def _rebuild(corpus: Corpus, settings: Settings, encoder: Encoder) -> None:
    """Rebuild the index; where that fails, the last good one answers if there is one."""
    try:
        withdrawn = withdrawn_ids(settings.corpus_dir)
        _say(summary(rebuild_shown(corpus, settings.index_dir, encoder, withdrawn=withdrawn), corpus))
    except (CorpusError, SnapshotError) as error:
        _say(f"the index stays as it was: {error}")


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
