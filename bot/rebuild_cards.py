"""The one message of a rebuild, from its first step to what has changed; and going back to an earlier index. Pure."""

from collections.abc import Sequence
from datetime import datetime

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.admin_buttons import admin_button
from bot.admin_phrases import MAX_LINE_UNITS, bullets, counted, duration_words, moment_words, percent, short, stacked
from bot.admin_presses import AdminPress, RebuildAnyway, RebuildNow, RollBack
from bot.article_pieces import MAX_LISTED_TITLE_UNITS, SEPARATOR, bold
from bot.phrases import counted_articles
from bot.rebuild_outcome import Listed, RebuildOutcome, Refusal, RefusalKind
from bot.reply import Piece, Reply, plain
from bot.texts import ENGLISH
from bot.texts import admins as words
from index.progress import RebuildProgress, RebuildReport, Stage
from index.rollback import KeptSnapshot

MAX_LINES = 10
"""Of a list of what has changed."""

MAX_REASON_UNITS = 400


def rebuild_card(progress: RebuildProgress, *, seconds_left: float | None = None) -> Reply:
    """How far a rebuild is; `seconds_left` where it can be told."""
    is_counted = progress.stage is Stage.EMBEDDING and progress.total > 0
    share = f": {percent(progress.done / progress.total)}" if is_counted else ""
    number = list(Stage).index(progress.stage) + 1
    step = words.STEP.format(number=number, count=len(Stage), stage=words.STAGES[progress.stage])
    done = words.PASSAGES_DONE.format(done=f"{progress.done:,}", total=f"{progress.total:,}") if is_counted else ""
    left = words.LEFT.format(time=duration_words(seconds_left)) if seconds_left is not None else ""
    articles = counted_articles(progress.articles, ENGLISH) if progress.articles else ""
    facts = SEPARATOR.join(filter(None, (articles, left)))
    return stacked(bold(f"{words.REBUILDING}{share}"), *map(Piece, (step, done, facts, words.MEANWHILE))).reply()


def rebuilt_card(outcome: RebuildOutcome, *, seconds: float) -> Reply:
    """What a rebuild has changed and left out; where it was refused, why."""
    if outcome.report is None:
        return rebuild_refused_card(outcome.refusal or Refusal(RefusalKind.FAILED, ""))
    counts = _counts(outcome) or words.NOTHING_CHANGED
    lists = (
        _section(words.ADDED, outcome.added, MAX_LISTED_TITLE_UNITS),
        _section(words.CHANGED, outcome.changed, MAX_LISTED_TITLE_UNITS),
        _section(words.WITHDRAWN, outcome.withdrawn, MAX_LISTED_TITLE_UNITS),
        _section(words.SKIPPED_AND_WHY, outcome.problems, MAX_LINE_UNITS),
    )
    head = bold(words.REBUILT.format(articles=counted_articles(outcome.report.articles, ENGLISH)))
    return stacked(head, Piece(counts), Piece(_effort(outcome.report, seconds)), *lists).reply()


def rebuild_refused_card(refusal: Refusal) -> Reply:
    """Why there is no new index, and what can be done."""
    match refusal.kind:
        case RefusalKind.RUNNING:
            return stacked(bold(words.RUNNING), Piece(words.RUNNING_HINT)).reply()
        case RefusalKind.LOSS:
            lost = refusal.line.rpartition(";")[0] or refusal.line  # what follows is for the shell
            piece = stacked(bold(words.LOST), _reason(lost), Piece(words.LOST_HINT), Piece(words.STAYS))
            return piece.reply(_one_button(words.REBUILD_ANYWAY, RebuildAnyway()))
        case RefusalKind.FAILED:
            piece = stacked(bold(words.FAILED), _reason(refusal.line), Piece(words.STAYS))
            return piece.reply(_one_button(words.TRY_AGAIN, RebuildNow()))


def interrupted_card() -> Reply:
    """In place of a rebuild that ended with the bot."""
    return stacked(bold(words.INTERRUPTED), Piece(words.INTERRUPTED_HINT)).reply(
        _one_button(words.REBUILD_NOW, RebuildNow())
    )


def rollback_card(kept: Sequence[KeptSnapshot]) -> Reply:
    """The earlier indexes, newest first, a button each; those of another model could not be read."""
    current = next((snapshot for snapshot in kept if snapshot.is_current), None)
    others = [one for one in kept if not one.is_current and (current is None or one.model == current.model)]
    if not others:
        return plain(words.NO_ROLL_BACK)
    newest = max(snapshot.created for snapshot in kept)
    now = words.ROLL_BACK_NOW.format(snapshot=_named(current, newest)) if current else ""
    buttons = [[admin_button(_named(snapshot, newest), RollBack(snapshot.name))] for snapshot in others]
    piece = stacked(bold(words.ROLL_BACK), Piece(now), Piece(words.ROLL_BACK_HINT))
    return piece.reply(InlineKeyboardMarkup(buttons))


def rolled_back_card(kept: KeptSnapshot) -> Reply:
    """Which index answers now."""
    head = bold(words.ROLLED_BACK.format(moment=moment_words(kept.created)))
    facts = f"{counted_articles(kept.articles, ENGLISH)}, {counted(kept.passages, 'passage')}"
    return stacked(head, Piece(facts), Piece(words.ROLLED_BACK_HINT)).reply()


def _named(snapshot: KeptSnapshot, newest: datetime) -> str:
    """As a button names it, in a line of a phone: the year only where it is another one."""
    created = moment_words(snapshot.created, with_year=snapshot.created.year != newest.year)
    return f"{created}{SEPARATOR}{counted_articles(snapshot.articles, ENGLISH)}"


def _reason(line: str) -> Piece:
    return Piece(short(line[:1].upper() + line[1:], MAX_REASON_UNITS))


def _counts(outcome: RebuildOutcome) -> str:
    counts = (
        (words.ADDED, outcome.added.count),
        (words.CHANGED, outcome.changed.count),
        (words.WITHDRAWN, outcome.withdrawn.count),
        (words.SKIPPED, outcome.problems.count),
    )
    return SEPARATOR.join(f"{what.lower()} {count:,}" for what, count in counts if count)


def _effort(report: RebuildReport, seconds: float) -> str:
    passages = counted(report.passages, "passage")
    return words.EFFORT.format(time=duration_words(seconds), new=f"{report.embedded:,}", passages=passages)


def _section(head: str, listed: Listed, max_units: int) -> Piece:
    """A list, folded where it is longer than its first lines."""
    if not listed.count:
        return Piece()
    lines = bullets(listed.lines, most=MAX_LINES, count=listed.count, max_units=max_units)
    return stacked(bold(head), Piece(lines)).framed(MessageEntity.EXPANDABLE_BLOCKQUOTE)


def _one_button(label: str, press: AdminPress) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[admin_button(label, press)]])
