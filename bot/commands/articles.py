"""articles: list the articles of the corpus, newest first, and what cannot be read."""

import argparse
import sys

from bot.building import name_problems
from bot.settings import Settings
from index.corpus import read_corpus
from index.newest import newest_first


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def main(_options: argparse.Namespace, settings: Settings) -> int:
    """List them, one a line, tabs between id, date and title; 1 where an article cannot be read."""
    corpus = read_corpus(settings.corpus_dir)
    for article in newest_first(sorted(corpus.articles, key=lambda article: article.id)):
        published = article.published.isoformat() if article.published else "-"
        sys.stdout.write(f"{article.id}\t{published}\t{' '.join(article.title.split())}\n")
    name_problems(corpus)
    return 1 if corpus.problems else 0
