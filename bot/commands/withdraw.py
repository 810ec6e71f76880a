"""withdraw: take articles out of the corpus; their files are kept in its history."""

import argparse
import sys

from bot.audit import AuditLog, shell_user
from bot.editorial import Editorial
from bot.settings import Settings
from index.editing import NoSuchArticle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The ids of the articles."""
    parser.add_argument("ids", nargs="+", metavar="ID", help="an article's id, as `incident-bot articles` lists it")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Withdraw them one by one; 1 where there is none with such an id, each named on standard error."""
    editorial = Editorial(settings.corpus_dir, AuditLog(settings.audit_log))
    ids = tuple(dict.fromkeys(options.ids))
    missing = 0
    for article_id in ids:
        try:
            article = editorial.withdraw(article_id, by=shell_user())
        except NoSuchArticle as exc:
            missing += 1
            sys.stderr.write(f"incident-bot: {exc}\n")
        else:
            sys.stdout.write(f"withdrawn: {article.id}\t{' '.join(article.title.split())}\n")
    if missing < len(ids):
        sys.stdout.write("They are quoted until you run: incident-bot rebuild\n")
    return 1 if missing else 0
