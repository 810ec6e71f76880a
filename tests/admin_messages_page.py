"""docs/admin-messages.md: every message and keyboard that admins see, as a phone shows it.

`python -m tests.admin_messages_page` writes it; a test keeps it current.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import chain

from bot import admin_cards as cards
from bot.gap_groups import GapGroup
from bot.rebuild_outcome import Listed, RebuildOutcome, Refusal, RefusalKind
from bot.reply import Reply
from bot.status import Status
from bot.store.records import DraftCopy, DraftField, DraftItem
from bot.texts import admins as words
from index.corpus import read_corpus
from index.progress import RebuildProgress, RebuildReport, Stage
from index.records import Article
from tests.admin.reports import BRIDGE, CONVOY, JUDGE, PIPELINE, SCHOOL, Report
from tests.bot.admin_examples import NOON, STATUS, draft, kept
from tests.conftest import SHIPPED_CORPUS
from tests.phone_html import bubble
from tests.phone_page import DOCS, Messages, listed, menu, section, write_page

PAGE = DOCS / "admin-messages.md"
COMMAND = "python -m tests.admin_messages_page"

_HEAD = f"""\
# What the bot says to its admins

Every message and keyboard that only admins see, as a phone shows it; the rest is in [messages.md](messages.md). Made by
`{COMMAND}` from the words in `bot/texts/admins.py` and made-up articles; do not edit it by hand.
"""


def page() -> str:
    """The whole page."""
    messages = chain(_first_words(), _drafts(), _editing(), _added(), _rebuilds(), _condition(), _articles())
    return "\n".join([_HEAD, *(section(heading, html) for heading, html in messages)])


def _first_words() -> Messages:
    yield "The menu of commands, below everyone's", menu(words.ADMIN_COMMANDS)
    yield "/help", _text(words.HELP)
    yield "/add by itself", _text(words.ADD_HELP)
    yield "A command of theirs in a group", _text(words.PRIVATE_ONLY)
    yield (
        "What pops up where a button is of something that is gone",
        listed((words.CLOSED, words.NO_SUCH_ARTICLE, words.NO_SUCH_SNAPSHOT)),
    )


def _drafts() -> Messages:
    yield "An article that was sent", bubble(cards.draft_card(draft(_ITEM)))
    bare = DraftItem(_article(CONVOY))
    yield "With much missing", bubble(cards.draft_card(draft(bare)))
    untitled = DraftItem(Article("", "", CONVOY.text), "English")
    yield "Without a title", bubble(cards.draft_card(draft(untitled)))
    newer = replace(_ITEM, copies=(_NEAR, _FAR))
    yield "One that the articles have nearly the same of", bubble(cards.draft_card(draft(newer)))
    replacing = replace(newer, replaces=_NEAR.article)
    yield "After a tap on “Replace the old one”", bubble(cards.draft_card(draft(replacing)))
    batch = draft(_ITEM, bare, replacing, replace(newer, article=_SCHOOL), problems=_PROBLEMS)
    yield "Several at once, some refused", bubble(cards.draft_card(batch))
    yield "After a tap on 2", bubble(cards.item_card(batch, 1))
    out = draft(_ITEM, replace(bare, is_left_out=True))
    yield "After a tap on “Leave out”", bubble(cards.item_card(out, 1))
    yield "And back", bubble(cards.draft_card(out))
    many = draft(*(replace(_ITEM, article=replace(_BRIDGE, title=f"Report {number}")) for number in range(1, 31)))
    yield "More than fit", bubble(cards.draft_card(many))
    yield "More than fit, the second page", bubble(cards.draft_card(many, 1))
    too_many = words.TOO_MANY.format(left_out=120, most=500)
    refused = draft(problems=(*_PROBLEMS, f"{words.THE_TEXT}: no text below the title", too_many))
    yield "All refused", bubble(cards.draft_card(refused))
    yield "A file of more than 20 MB", _text(words.TOO_LARGE)
    yield "A file that cannot be downloaded", _text(words.NOT_DOWNLOADED)
    yield "A sent text that is edited", _text(words.CARD_STAYS)


def _editing() -> Messages:
    for field in (DraftField.TITLE, DraftField.PUBLISHED, DraftField.SOURCE, DraftField.PLACE, DraftField.URL):
        yield f"After a tap on “{words.EDIT[field]}”", _text(cards.edit_prompt(field, _ITEM))
    yield "“Edit date” where there is none", _text(cards.edit_prompt(DraftField.PUBLISHED, DraftItem(_article(CONVOY))))
    reason = "I cannot read that date: write it like 2022-12-19 or 19 Dec 2022."
    yield "A date that cannot be read", _text(cards.edit_refused(DraftField.PUBLISHED, reason))
    yield "A reply to an earlier question", _text(words.EDIT_OVER)


def _added() -> Messages:
    yield "After a tap on “Add”", bubble(cards.added_card([_BRIDGE]))
    some = [_BRIDGE, _article(CONVOY), _SCHOOL]
    failure = f"{JUDGE.title}: the corpus has this text already, as 'dawn/judge'; leave it, or correct that article"
    yield (
        "After a tap on “Add 5”, one of them a correction, one there already",
        bubble(cards.added_card(some, [failure], [_article(PIPELINE)])),
    )
    yield "Where all are there already", bubble(cards.added_card([], [failure]))
    yield "After a tap on “Discard”", bubble(cards.discarded_card(draft(_ITEM)))
    yield "After a tap on “Discard all”", bubble(cards.discarded_card(draft(_ITEM, _ITEM)))
    yield "A card that was added or discarded before", bubble(cards.closed_card())


def _rebuilds() -> Messages:
    for stage, done in ((Stage.READING, 0), (Stage.EMBEDDING, 23), (Stage.WRITING, 57), (Stage.CHECKING, 57)):
        progress = RebuildProgress(stage, 1_503 if done else 0, done, 57 if done else 0)
        left = 11.0 if stage is Stage.EMBEDDING else None
        yield f"A rebuild, {words.STAGES[stage]}", bubble(cards.rebuild_card(progress, seconds_left=left))
    outcome = RebuildOutcome(_REPORT, _listed(BRIDGE, SCHOOL), _listed(PIPELINE), _listed(JUDGE), Listed(_PROBLEMS, 2))
    yield "Rebuilt", bubble(cards.rebuilt_card(outcome, seconds=41.7))
    same = RebuildOutcome(replace(_REPORT, embedded=0))
    yield "Rebuilt, with nothing new", bubble(cards.rebuilt_card(same, seconds=6.0))
    lost = "401 of 1503 articles are gone, like 'Siege in Bannu'; put them back, or run: incident-bot rebuild"
    yield "Refused, as too much is gone", bubble(cards.rebuild_refused_card(Refusal(RefusalKind.LOSS, lost)))
    yield "Another one runs", bubble(cards.rebuild_refused_card(Refusal(RefusalKind.RUNNING, "")))
    full = "cannot write to data/index (No space left on device); free some space"
    yield "Failed", bubble(cards.rebuild_refused_card(Refusal(RefusalKind.FAILED, full)))
    yield "Cut short by a restart", bubble(cards.interrupted_card())
    snapshots = tuple(
        kept(number, created=NOON - timedelta(days=9 * number), is_current=not number) for number in range(4)
    )
    yield "/rollback", bubble(cards.rollback_card(snapshots))
    yield "After a tap on one of them", bubble(cards.rolled_back_card(snapshots[1]))
    yield "/rollback with nothing to go back to", bubble(cards.rollback_card(snapshots[:1]))


def _condition() -> Messages:
    yield "/status", bubble(cards.status_card(STATUS))
    quiet: Status = replace(
        STATUS, corpus_changed=False, questions_today=1, people_today=1, refused_today=0, waiting=0, gaps=0
    )
    yield "/status on a quiet day, with a full disk", bubble(cards.status_card(replace(quiet, free_bytes=410_000_000)))
    yield (
        "/status before the first rebuild",
        bubble(cards.status_card(replace(quiet, snapshot=None, questions_today=0))),
    )
    yield "/gaps", bubble(cards.gaps_card(_GAPS))
    many = _GAPS[-1:] * 20
    yield "/gaps, many", bubble(cards.gaps_card(many, 1))
    yield "/gaps with none", bubble(cards.gaps_card(()))


def _articles() -> Messages:
    found = read_corpus(SHIPPED_CORPUS).articles
    yield "/articles", bubble(cards.articles_card(found, 1_503))
    yield "/articles bannu", bubble(cards.articles_card(found[:3], 3, "bannu"))
    yield "/articles with what none has", bubble(cards.articles_card((), 0, "bannnu"))
    yield "/articles where there are none", bubble(cards.articles_card((), 0))
    yield "After a tap on a number", bubble(cards.article_card(_BRIDGE, 2))
    yield "After a tap on “Correct”", bubble(cards.correct_card(_BRIDGE))
    yield "After the corrected version was added", bubble(cards.corrected_card(_BRIDGE, 3))
    yield "After a tap on “Withdraw”", bubble(cards.withdraw_card(_BRIDGE))
    yield "After a tap on “Yes, withdraw”", bubble(cards.withdrawn_card(_BRIDGE, 1))
    yield "Where no answer has quoted it", bubble(cards.withdrawn_card(_BRIDGE))
    yield "After a tap on “Flag 3 answers”", bubble(cards.flagged_card(2, 1))
    yield "After a tap on “Leave them”", bubble(cards.flagged_card(0))


def _article(report: Report, **known: object) -> Article:
    text = f"{report.title}\n\n{report.text}"
    return replace(Article("", report.title, text, body_start=len(report.title) + 2), **known)  # type: ignore[arg-type]  # by name


_PROBLEMS = (
    "reports.zip/.../judge.exe: not an article format; send .md, .txt, .html, .htm, .pdf, .docx, .jsonl or .zip",
    "https://intranet.example/a: its address is not public; add the host to TRUSTED_HOSTS if it may be fetched",
)
_BRIDGE = _article(
    BRIDGE,
    id="added/2022/2022-12-22-bridge-near-khuzdar-blown-up-0a1b2c3d4e-0",
    source="Dawn",
    published=NOON.date(),
    place="Khuzdar",
    url="https://dawn.example/bridge",
)
_SCHOOL = _article(SCHOOL, source="The Herald", published=NOON.date())
_ITEM = DraftItem(_BRIDGE, "English")
_NEAR = DraftCopy("dawn/bridge", "Railway bridge near Khuzdar destroyed", 0.92)
_FAR = DraftCopy("afp/trains", "No trains to Quetta for two days", 0.34)
_REPORT = RebuildReport("20221220-1", 1_503, 20_000, 9_012, 57, 8_955, 41.7)
_GAPS = (
    GapGroup("who claimed the attack in Quetta?", 5, 2, NOON, ("quetta attack who", "who did it in quetta")),
    GapGroup("and who was arrested?", 1, 0, NOON, context="what happened in Quetta?"),
    GapGroup("how many boats burnt in Gwadar?", 1, 1, NOON),
)


def _listed(*reports: Report) -> Listed:
    return Listed(tuple(report.title for report in reports), len(reports))


def _text(text: str) -> str:
    return bubble(Reply(text))


def main() -> None:
    """Write the page."""
    write_page(PAGE, page())


if __name__ == "__main__":
    main()
