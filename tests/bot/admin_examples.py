"""What admins have sent, and what is known of the bot, for the tests of the cards that show it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from bot.admin_buttons import admin_press_of
from bot.admin_presses import AdminPress
from bot.reply import Reply
from bot.status import Status
from bot.store.records import Draft, DraftCopy, DraftItem
from index.records import Article
from index.rollback import KeptSnapshot

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names a draft
NOON = datetime(2022, 12, 20, 12, 5, tzinfo=UTC)

SIEGE = Article(
    "added/2022/2022-12-19-siege-abcd",
    "Siege of Bannu police station enters second day",
    "Siege\n\nThe militants want to leave.\n\nThey hold six hostages.",
    source="Dawn",
    url="https://dawn.example/siege",
    published=date(2022, 12, 19),
    place="Bannu",
    body_start=7,
)
BARE = Article("", "Six policemen die", "Six policemen die\n\nThey were shot.", body_start=19)
URDU = replace(SIEGE, title="بنوں میں محاصرہ جاری")

NEAR = DraftCopy("gazette/siege", "Bannu siege enters second day", 0.924)
FAR = DraftCopy("afp/raid", "Raid on a bank", 0.41)

ITEM = DraftItem(SIEGE, "English")

STATUS = Status(
    snapshot="20221220-120500-000000-abcdef12",
    articles=1_503,
    passages=9_012,
    model="all-MiniLM-L6-v2",
    built_at=NOON,
    questions_today=41,
    refused_today=3,
    people_today=12,
    gaps=6,
    waiting=2,
    corpus_changed=True,
    free_bytes=12_300_000_000,
    index_bytes=120_000_000,
)


def draft(*items: DraftItem, problems: tuple[str, ...] = (), replaces: str | None = None) -> Draft:
    return Draft(TOKEN, 1, 1, items, problems, NOON, replaces=replaces)


def kept(number: int, *, created: datetime = NOON, model: str = "mini", is_current: bool = False) -> KeptSnapshot:
    return KeptSnapshot(f"2022-{number}", created, 1_500 + number, 9_000, model, is_current)


def admin_presses(reply: Reply) -> Iterator[AdminPress | None]:
    """What the buttons of a card ask for, row by row."""
    for row in reply.keyboard.inline_keyboard if reply.keyboard else ():
        yield from (admin_press_of(str(button.callback_data)) for button in row)
