"""The admins' desk: everything that only admins may do, put together from one set of settings."""

from dataclasses import dataclass

from bot.answering import AnsweringLane
from bot.audit import AuditLog
from bot.corpus_view import CorpusView
from bot.delivery import Delivery
from bot.editorial import Editorial
from bot.handlers.admin.articles import ArticleList
from bot.handlers.admin.buttons import AdminButtons
from bot.handlers.admin.cards import Cards
from bot.handlers.admin.condition import Condition
from bot.handlers.admin.drafts import DraftButtons
from bot.handlers.admin.flags import Flags
from bot.handlers.admin.rebuild_runs import RebuildRuns
from bot.handlers.admin.rebuilds import Rebuilds
from bot.handlers.admin.submissions import Submissions
from bot.handlers.ask import Ask
from bot.settings import Settings
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """What answers admins."""

    submissions: Submissions
    articles: ArticleList
    rebuilds: Rebuilds
    runs: RebuildRuns
    condition: Condition
    buttons: AdminButtons


def open_desk(settings: Settings, lane: AnsweringLane, store: Store, delivery: Delivery, ask: Ask) -> Desk:
    """Put the desk together; what is no submission of an admin is a question for `ask`."""
    audit = AuditLog(settings.audit_log)
    view = CorpusView(settings.corpus_dir)
    editorial = Editorial(settings.corpus_dir, audit)
    flags = Flags(store.answers, view, delivery, audit)
    articles = ArticleList(view, editorial, store.drafts, delivery, flags)
    runs = RebuildRuns(settings, store.jobs, delivery)
    rebuilds = Rebuilds(settings, runs, delivery, lane, audit)
    condition = Condition(settings, store.statistics, view, delivery, lane)
    cards = Cards(store.drafts, view, delivery)
    submissions = Submissions(store.drafts, cards, delivery, ask, trusted_hosts=settings.trusted_hosts)
    buttons = AdminButtons(
        settings.admin_ids,
        delivery,
        drafts=DraftButtons(store.drafts, editorial, delivery, flags),
        articles=articles,
        rebuilds=rebuilds,
        condition=condition,
        flags=flags,
    )
    return Desk(submissions, articles, rebuilds, runs, condition, buttons)
