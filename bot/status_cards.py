"""How the bot is doing, and what people asked in vain, for admins. Pure."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup, MessageEntity

from bot.admin_buttons import admin_button
from bot.admin_phrases import counted, moment_words, percent, short, size_words, stacked
from bot.admin_presses import GapsPage, RebuildNow
from bot.article_pieces import SEPARATOR, bold
from bot.gap_groups import GapGroup
from bot.phrases import counted_articles, day_words
from bot.reply import Piece, Reply, plain
from bot.status import Status
from bot.texts import ENGLISH
from bot.texts import admins as words

GAPS_A_PAGE = 8
MAX_ALSO = 2
MAX_QUESTION_UNITS = 90

LOW_BYTES = 1_000_000_000
"""Less room on the disk is said in bold: a rebuild of some thousand articles takes about a tenth of it."""


def status_card(status: Status) -> Reply:
    """What answers, today's questions, and what there is to do."""
    blocks = (_index(status), _today(status), _disk(status))
    rebuild = InlineKeyboardMarkup([[admin_button(words.REBUILD_NOW, RebuildNow())]])
    return stacked(*blocks, between="\n\n").reply(rebuild if status.corpus_changed else None)


def gaps_card(groups: Sequence[GapGroup], page: int = 0) -> Reply:
    """A page (from 0) of the questions that were not answered, most asked first."""
    if not groups:
        return plain(words.NO_GAPS)
    page = min(max(page, 0), (len(groups) - 1) // GAPS_A_PAGE)
    first = page * GAPS_A_PAGE
    listed = [_gap(group) for group in groups[first : first + GAPS_A_PAGE]]
    ways = [admin_button(words.BACK, GapsPage(page - 1))] if page else []
    ways += [admin_button(words.MORE, GapsPage(page + 1))] if first + len(listed) < len(groups) else []
    piece = stacked(bold(words.GAPS), *listed, Piece(words.GAPS_HINT), between="\n\n")
    return piece.reply(InlineKeyboardMarkup([ways]) if ways else None)


def _index(status: Status) -> Piece:
    changed = bold(words.CHANGES_WAIT) if status.corpus_changed else Piece()
    if status.snapshot is None:
        return stacked(bold(words.NO_INDEX), Piece(words.NO_INDEX_HINT))
    built = words.BUILT.format(moment=moment_words(status.built_at)) if status.built_at else ""
    return stacked(
        bold(words.IN_ANSWERS.format(articles=counted_articles(status.articles, ENGLISH))),
        changed,
        Piece(counted(status.passages, "passage")),
        Piece(built),
        Piece(words.MODEL.format(model=short(status.model))),
        Piece(words.SNAPSHOT) + Piece(short(status.snapshot)).framed(MessageEntity.CODE),
    )


def _today(status: Status) -> Piece:
    people = words.FROM_PEOPLE.format(people=counted(status.people_today, "person", "people"))
    asked = words.TODAY.format(questions=counted(status.questions_today, "question"))
    waiting = words.WAITING.format(questions=counted(status.waiting, "question")) if status.waiting else ""
    gaps = words.GAPS_OPEN.format(count=f"{status.gaps:,}") if status.gaps else ""
    return stacked(
        bold(asked) + Piece(people if status.questions_today else ""),
        Piece(_refused(status)),
        Piece(waiting),
        Piece(gaps),
    )


def _refused(status: Status) -> str:
    if not status.questions_today:
        return ""
    if not status.refused_today:
        return words.ALL_ANSWERED
    share = percent(status.refused_today / status.questions_today)
    return words.REFUSED_TODAY.format(count=f"{status.refused_today:,}", share=share)


def _disk(status: Status) -> Piece:
    free = size_words(status.free_bytes)
    is_low = status.free_bytes < LOW_BYTES
    room = bold(words.DISK_LOW.format(free=free)) if is_low else Piece(words.DISK.format(free=free))
    return stacked(room, Piece(words.INDEX_TAKES.format(size=size_words(status.index_bytes))))


def _gap(group: GapGroup) -> Piece:
    """The question as most people put it, what it leans on, how others put it, and how often it was asked."""
    also = [words.GAP_ALSO.format(question=short(question, MAX_QUESTION_UNITS)) for question in group.also[:MAX_ALSO]]
    after = words.GAP_AFTER.format(question=short(group.context, MAX_QUESTION_UNITS)) if group.context else ""
    question = bold(short(group.question, MAX_QUESTION_UNITS))
    return stacked(question, *map(Piece, (after, *also, _how_often(group))))


def _how_often(group: GapGroup) -> str:
    asked = words.GAP_ONCE if group.questions == 1 else words.GAP_ASKED.format(count=f"{group.questions:,}")
    last = words.GAP_LAST.format(day=day_words(group.last_at.date(), ENGLISH))
    told = words.GAP_TOLD.format(people=counted(group.told, "person", "people")) if group.told else ""
    return SEPARATOR.join(filter(None, (asked, last, told)))
