"""rollback: let an earlier index answer again; without a name, the one before the current one."""

import argparse
import sys

from bot.audit import AuditLog, shell_user
from bot.settings import Settings
from index.model_cache import load_encoder
from index.rollback import KeptSnapshot, kept_snapshots, roll_back


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which snapshot, or the list of them."""
    parser.add_argument("snapshot", nargs="?", metavar="SNAPSHOT", help="a snapshot's name, as --list shows it")
    parser.add_argument("--list", action="store_true", help="list the snapshots that are kept, newest first")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Roll back, or list; the articles stay as they are, and the next rebuild indexes them again."""
    if options.list:
        sys.stdout.writelines(f"{_described(kept)}\n" for kept in kept_snapshots(settings.index_dir))
        return 0
    encoder = load_encoder(settings.model, cache=settings.model_cache)
    subject = options.snapshot or "the one before the current"
    with AuditLog(settings.audit_log).recorded(shell_user(), "rollback", subject):
        back = roll_back(settings.index_dir, options.snapshot, encoder)
    sys.stdout.write(f"answers come from {_described(back)}\n")
    return 0


def _described(kept: KeptSnapshot) -> str:
    mark = "  current" if kept.is_current else ""
    created = kept.created.astimezone().strftime("%Y-%m-%d %H:%M")
    return f"{kept.name}  {created}  {kept.articles} articles, {kept.passages} passages, {kept.model}{mark}"
