"""rebuild: index the articles; embeds only what is new, and the old index answers until the new one is checked."""

import argparse
import sys

from bot.building import name_problems, rebuild_shown, summary
from bot.settings import Settings
from index.corpus import read_corpus
from index.encoder import load_encoder


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def main(_options: argparse.Namespace, settings: Settings) -> int:
    """Rebuild; 1 where an article was left out, each named on standard error."""
    corpus = read_corpus(settings.corpus_dir)
    name_problems(corpus)
    report = rebuild_shown(corpus, settings.index_dir, load_encoder(settings.model))
    sys.stdout.write(summary(report, corpus) + "\n")
    return 1 if corpus.problems else 0
