"""The Telegram application: what is handled by whom, and how it runs."""

import logging
import os
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)
from telegram.request import BaseRequest

from bot.access import Access
from bot.admin_buttons import ADMIN_PREFIX
from bot.answering import AnsweringLane, Answers
from bot.building import snapshot_age_s
from bot.counting_request import CountingRequest
from bot.delivery import Delivery
from bot.filters import OF_CHANNEL, ONLY_LINKS
from bot.flood import FloodGate
from bot.handlers.admin.desk import Desk, open_desk
from bot.handlers.admin.rebuild_runs import RebuildRuns
from bot.handlers.ask import Ask
from bot.handlers.buttons import Buttons
from bot.handlers.commands import Commands
from bot.handlers.doorkeeper import Doorkeeper
from bot.handlers.errors import Errors
from bot.handlers.inline import Inline
from bot.handlers.membership import Membership
from bot.handlers.refusals import Refusals
from bot.intake import Intake
from bot.menu import admin_started, set_menus
from bot.metrics import Metrics, NoMetrics, serve_metrics
from bot.polling import AnyApplication, PollingApplication, PollingBot, TokenRefused
from bot.pulse import Pulse
from bot.question_log import QuestionLog
from bot.self_check import EVERY_S, SelfCheck, check_readable
from bot.settings import Settings
from bot.signals import stoppable_loop
from bot.store import Store
from bot.texts.admins import ADMIN_COMMANDS
from bot.turns import ChatTurns
from bot.watchdog import PATIENCE, Patience, Stuck, Watchdog
from bot.webhook import Webhook, WebhookApplication, open_webhook

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
)
"""What Telegram is asked to send: what the handlers below handle."""

MAX_CONCURRENT_UPDATES = 4_096
"""Updates that may be under way, nearly all of them waiting for their turn."""

READ_TIMEOUT_S = 20.0
"""Long: after it nobody knows whether a reply has arrived."""

LONG_POLL = timedelta(seconds=10)
"""How long Telegram holds a poll where there is nothing new."""

POLL_READ_TIMEOUT_S = 10.0
"""The library adds the time of the long poll."""


def run(
    settings: Settings, answers: Answers, *, patience: Patience = PATIENCE, long_poll: timedelta = LONG_POLL
) -> None:
    """Answer questions in Telegram until SIGTERM or SIGINT; what is not answered by then is, after the next start.

    Raises SettingsError without a token, StoreError without a database, MetricsRefused where metrics cannot be served,
    WebhookRefused where Telegram's calls cannot be taken, TokenRefused when Telegram does not accept the token, Stuck
    when the bot works no longer (see `Watchdog`).
    """
    settings.required_token()
    store = Store.open(settings.database_url.get_secret_value())
    pulse = Pulse(uses_webhook=bool(settings.webhook_url))
    lane = AnsweringLane(answers, searched=pulse.searched)
    check = SelfCheck(lane, pulse, partial(check_readable, settings.index_dir), every_s=patience.check_s)
    with Watchdog(pulse, check, settings.health_file, patience) as watchdog:
        try:
            with serve_metrics(
                settings.metrics_host,
                settings.metrics_port,
                queue=lambda: lane.waiting,
                snapshot_age_s=partial(snapshot_age_s, settings.index_dir),
            ) as metrics:
                application = build_application(
                    settings, lane, store, metrics=metrics, pulse=pulse, check_s=patience.check_s
                )
                _work(application, long_poll)
        finally:
            watchdog.closing()
            lane.close()
            store.close()
    if watchdog.reason:
        raise Stuck(watchdog.reason)


def _work(application: AnyApplication, long_poll: timedelta) -> None:
    """Poll, or be called, until told to stop; raises TokenRefused or WebhookRefused."""
    stoppable_loop()
    try:
        if isinstance(application, WebhookApplication):
            application.run_webhook(bootstrap_retries=-1, stop_signals=None)  # which the loop takes
        else:
            application.run_polling(
                timeout=long_poll,
                allowed_updates=ALLOWED_UPDATES,
                bootstrap_retries=-1,
                drop_pending_updates=False,
                stop_signals=None,
            )
    except InvalidToken:
        raise TokenRefused from None  # the library's error holds the token
    if isinstance(application, PollingApplication) and application.token_refused:
        raise TokenRefused


def build_application(
    settings: Settings,
    lane: AnsweringLane,
    store: Store,
    *,
    request: BaseRequest | None = None,
    metrics: Metrics | None = None,
    pulse: Pulse | None = None,
    check_s: float = EVERY_S,
) -> AnyApplication:
    """Build the application, which tells `metrics` what happens and `pulse` that it polls or is called.

    A webhook is looked after every `check_s`. In tests `request` takes the place of the network.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # the library's coming way; without it each flood wait warns
    metrics, pulse = metrics or NoMetrics(), pulse or Pulse()
    intake = Intake(store.inbox, in_order=settings.admin_ids, metrics=metrics)
    bot = PollingBot(
        settings.required_token(),
        base_url=f"{settings.telegram_base_url}/bot",
        base_file_url=f"{settings.telegram_base_url}/file/bot",
        request=request
        or CountingRequest(metrics, connection_pool_size=256, read_timeout=READ_TIMEOUT_S, pool_timeout=10.0),
        get_updates_request=request
        or CountingRequest(metrics, connection_pool_size=1, read_timeout=POLL_READ_TIMEOUT_S, pool_timeout=10.0),
        keep=intake.keep,
        pulse=pulse,
    )
    turns = ChatTurns(MAX_CONCURRENT_UPDATES, store.inbox)
    webhook = None
    if url := settings.webhook_url:
        webhook = open_webhook(
            settings, url, bot, intake.keep, pulse=pulse, allowed_updates=ALLOWED_UPDATES, every_s=check_s
        )
    application = _application_of(bot, webhook, turns, {"turns": turns, "intake": intake, "pulse": pulse})
    delivery = Delivery(store.inbox, FloodGate(), metrics=metrics)
    log = QuestionLog(metrics, with_texts=settings.log_questions)
    access = Access(settings.admin_ids, settings.allowed_users, settings.allowed_chats)
    ask = Ask(lane, store, delivery, log=log)
    desk = open_desk(settings, lane, store, delivery, ask)
    inline = Inline(lane, log=log)
    application.add_handlers(_handlers(lane, store, delivery, access, ask=ask, inline=inline, desk=desk))
    application.add_error_handler(Errors(delivery, access.admins, metrics=metrics).report)
    application.post_init = partial(_begin, admins=access.admins, runs=desk.runs)
    application.post_stop = partial(_end, runs=desk.runs)
    return application


def _application_of(
    bot: PollingBot, webhook: Webhook | None, turns: ChatTurns, parts: dict[str, Any]
) -> AnyApplication:
    """An application made of its `parts` that is called by a webhook, or polls without one."""
    builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] = ApplicationBuilder().concurrent_updates(turns)
    if webhook is None:
        return builder.application_class(PollingApplication, parts).bot(bot).build()
    parts = parts | {"registration": webhook.registration}
    return builder.application_class(WebhookApplication, parts).updater(webhook.updater).build()


def _handlers(
    lane: AnsweringLane, store: Store, delivery: Delivery, access: Access, *, ask: Ask, inline: Inline, desk: Desk
) -> dict[int, Sequence[BaseHandler[Any, Any, Any]]]:
    """Who answers what: of each group the first that fits does, unless the door was closed before."""
    commands = Commands(lane, store, delivery)
    refusals = Refusals(delivery, access.admins)
    new = filters.UpdateType.MESSAGE
    private, groups = filters.ChatType.PRIVATE, filters.ChatType.GROUPS
    written = filters.TEXT | filters.CAPTION
    of_admin = private & filters.User(access.admins)
    admin = new & of_admin
    a_file = filters.Document.ALL & ~filters.ANIMATION  # Telegram gives an animation as a document too
    return {
        1: [CommandHandler("start", admin_started, admin)],
        -1: [TypeHandler(Update, Doorkeeper(delivery, access).check)],
        0: [
            InlineQueryHandler(inline.query),
            CallbackQueryHandler(Buttons(lane, store, delivery, access.admins).pressed, f"^(?!{ADMIN_PREFIX})"),
            CallbackQueryHandler(desk.buttons.pressed),
            ChatMemberHandler(Membership(delivery, access).changed, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.UpdateType.GUEST_MESSAGE, ask.guest),
            CommandHandler("start", commands.start, new),
            CommandHandler("help", desk.condition.help, admin),
            CommandHandler("help", commands.help, new),
            CommandHandler("latest", commands.latest, new),
            CommandHandler("sources", commands.sources, new),
            CommandHandler("about", commands.about, new),
            CommandHandler("forget", commands.forget, new),
            CommandHandler("ask", ask.message, new),
            CommandHandler("add", desk.submissions.add, admin),
            CommandHandler(["articles", "withdraw"], desk.articles.articles, admin),
            CommandHandler("rebuild", desk.rebuilds.rebuild, admin),
            CommandHandler("rollback", desk.rebuilds.rollback, admin),
            CommandHandler("status", desk.condition.status, admin),
            CommandHandler("gaps", desk.condition.gaps, admin),
            CommandHandler([name for name, _ in ADMIN_COMMANDS], refusals.command, new),  # of others, or in a group
            MessageHandler(new & private & filters.COMMAND, commands.unknown),
            MessageHandler(admin & a_file, desk.submissions.document),
            MessageHandler(admin & written, desk.submissions.text),
            MessageHandler(new & private & ~of_admin & (a_file | OF_CHANNEL | ONLY_LINKS), refusals.submission),
            MessageHandler(new & (private | groups) & written, ask.message),
            MessageHandler(new & private & ~filters.StatusUpdate.ALL, commands.text_only),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & of_admin & written, desk.submissions.edited),
            MessageHandler(filters.UpdateType.EDITED_MESSAGE & (private | groups) & written, ask.edited),
        ],
    }


async def _begin(application: AnyApplication, admins: frozenset[int], runs: RebuildRuns) -> None:
    """Tell Telegram our commands (the bot works without), then take up what was left and what came meanwhile."""
    bot = application.bot
    await set_menus(bot, admins)
    await runs.begin(bot)
    if isinstance(application, PollingApplication):
        await application.take_up(ALLOWED_UPDATES)
    logger.info("Answering as @%s", bot.username)


async def _end(_application: AnyApplication, runs: RebuildRuns) -> None:
    """Stop what runs beside the handling of updates."""
    await runs.end()
