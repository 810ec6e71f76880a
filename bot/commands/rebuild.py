"""rebuild: index the articles; embeds only what is new, and the old index answers until the new one is checked."""

import argparse
import sys
from collections.abc import Callable
from contextlib import suppress

from bot.audit import AuditError, AuditLog, shell_user
from bot.building import name_problems, summary
from bot.rebuild_bar import shown_progress
from bot.rebuild_lines import RebuildLines
from bot.rebuild_outcome import RebuildOutcome, outcome_of, refused
from bot.settings import Settings
from index.corpus import Corpus, read_corpus
from index.errors import IncidentError
from index.history import withdrawn_ids
from index.model_cache import load_encoder
from index.progress import RebuildProgress, RebuildReport, Stage
from index.rebuild import rebuild
from index.rebuild_lock import refuse_if_running


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How it is told, and whether a loss is accepted."""
    parser.add_argument("--json", action="store_true", help="tell progress and result as JSON, one object a line")
    parser.add_argument(
        "--accept-loss",
        action="store_true",
        help="do it even if many articles, or answers to trial questions, are gone",
    )
    parser.add_argument("--by", default=shell_user(), metavar="WHO", help="who the audit log says does it")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Rebuild; 1 where an article was left out, each named on standard error, or where there is no new index."""
    if options.json:
        return _told_in_json(options, settings)
    corpus = read_corpus(settings.corpus_dir)
    name_problems(corpus)
    with shown_progress() as progress:
        report = _rebuild(corpus, options, settings, progress)
    sys.stdout.write(summary(report, corpus) + "\n")
    return 1 if corpus.problems else 0


def _told_in_json(options: argparse.Namespace, settings: Settings) -> int:
    lines = RebuildLines(sys.stdout)
    outcome = _outcome(options, settings, lines.progress)
    lines.outcome(outcome)
    return 1 if outcome.refusal or outcome.problems.count else 0


def _outcome(
    options: argparse.Namespace, settings: Settings, progress: Callable[[RebuildProgress], None]
) -> RebuildOutcome:
    try:
        progress(RebuildProgress(Stage.READING, 0, 0, 0))
        corpus = read_corpus(settings.corpus_dir)
        return outcome_of(_rebuild(corpus, options, settings, progress), corpus)
    except IncidentError as error:
        return refused(error)


def _rebuild(
    corpus: Corpus, options: argparse.Namespace, settings: Settings, progress: Callable[[RebuildProgress], None]
) -> RebuildReport:
    audit = AuditLog(settings.audit_log)
    with audit.recorded(options.by, "rebuild", str(settings.index_dir)):
        if corpus.articles:
            refuse_if_running(settings.index_dir)  # at once: to load the model takes seconds
        report = rebuild(
            corpus,
            settings.index_dir,
            load_encoder(settings.model, cache=settings.model_cache),
            progress=progress,
            accept_loss=options.accept_loss,
            withdrawn=withdrawn_ids(settings.corpus_dir),
        )
    changes = report.changes
    with suppress(AuditError):  # that it was begun is recorded, and it cannot be undone here
        audit.record(
            options.by,
            "rebuilt",
            report.snapshot,
            articles=report.articles,
            added=len(changes.added),
            changed=len(changes.changed),
            withdrawn=len(changes.withdrawn),
        )
    return report
