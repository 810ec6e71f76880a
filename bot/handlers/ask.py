"""Questions, wherever they come from: a private chat, a group, a chat that only called the bot in, an edited message.

Each gets one answer, or one line that says why not.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from telegram import Bot, Message, MessageEntity, Update, User
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.addressing import Addressed, addressed_to
from bot.answering import AnsweringLane, QueueFull, TimedAnswer
from bot.delivery import TYPING_AFTER_S, Delivery, topic_of, typing
from bot.inline_results import message_result
from bot.limits import QuestionLimits
from bot.messages import MessageKind, kind_of
from bot.phrases import too_many_questions
from bot.question_log import QuestionLog, chat_kind
from bot.render import Reply, plain, render_answer
from bot.sender import sender_of
from bot.store import Asked, Store, StoredAnswer, StoreError
from bot.texts import Texts, texts_for
from index.places import place_of
from index.question import leans_on_context, next_context
from index.quotes import worth_reading
from index.records import Answer

logger = logging.getLogger(__name__)

MAX_TITLE_CHARS = 60
"""Of a guest answer, which Telegram asks for and does not show."""

FOLLOW_UP = timedelta(minutes=15)
"""How long a person's last question is kept in mind for the next."""

MAX_AGE = timedelta(hours=3)
"""What was asked earlier, while the bot was down, is no longer answered, but apologised for once a chat."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A reply and, where it answers a question, what is kept of it and how long answering took."""

    reply: Reply
    stored: StoredAnswer | None = None
    timed: TimedAnswer | None = None


class Ask:
    """Answers questions from `lane` and tells `log` of each; `now` gives the time, for the age of questions."""

    def __init__(
        self,
        lane: AnsweringLane,
        store: Store,
        delivery: Delivery,
        *,
        limits: QuestionLimits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        typing_after_s: float = TYPING_AFTER_S,
        log: QuestionLog | None = None,
    ) -> None:
        self._lane = lane
        self._answers = store.answers
        self._delivery = delivery
        self._limits = limits or QuestionLimits()
        self._now = now
        self._typing_after_s = typing_after_s
        self._log = log or QuestionLog()
        self._apologised: set[int] = set()

    async def message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message that is addressed to the bot with one message."""
        message = update.effective_message
        asked = _asked(context.bot.bot, message)
        if not message or not asked:
            return
        if await self._answers.by_question(message.chat_id, message.message_id):
            return  # after a restart, where the newest is taken up first, its edit was answered already
        given = await self._given(message, asked)
        if given is None:
            return
        with self._log.sending(chat_kind(message), update.update_id, given.timed):
            sent = await self._delivery.reply(update.update_id, message, given.reply)
        if given.stored:
            await self._keep(message, given.stored, sent.message_id if sent else None, update.update_id)

    async def edited(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer an edited question in the message that answered it; where there is none, as a new one."""
        message = update.edited_message
        asked = _asked(context.bot.bot, message)
        if not message or not asked:
            return
        found = await self._answers.by_question(message.chat_id, message.message_id)
        if found is None:
            if _written_at(message) - message.date < FOLLOW_UP:
                await self.message(update, context)
            return
        before, reply_id = found
        if asked.text == before.question:
            return
        given = await self._given(message, asked, before)
        if given is None:
            return
        with self._log.sending(chat_kind(message), update.update_id, given.timed):
            reply_id = await self._replace(update.update_id, message, context.bot, reply_id, given.reply)
        if given.stored:
            await self._keep(message, given.stored, reply_id, update.update_id)

    async def _replace(self, update_id: int, message: Message, bot: Bot, reply_id: int, reply: Reply) -> int:
        """Put a reply in the place of an earlier one or, where that is gone, send it; the message that has it."""
        try:
            await self._delivery.edit(bot, message.chat_id, reply_id, reply)
        except BadRequest as exc:  # deleted
            logger.info("An answer could not be edited (%s): answering anew", exc)
            sent = await self._delivery.reply(update_id, message, reply)
            return sent.message_id if sent else reply_id
        return reply_id

    async def guest(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Answer a message of a chat that the bot is no member of; nothing is kept of it."""
        message = update.guest_message
        asked = _asked(context.bot.bot, message)
        given = await self._given(message, asked) if message and asked else None
        if message and given:
            result = message_result(given.reply, result_id="answer", title=given.reply.text[:MAX_TITLE_CHARS])
            with self._log.sending(chat_kind(message), update.update_id, given.timed):
                await self._delivery.answer_guest(update.update_id, message, result)

    async def _given(self, message: Message, asked: Addressed, before: StoredAnswer | None = None) -> _Given | None:
        """What to reply; None where the person has been told already. `before` is the answer that was edited."""
        texts = texts_for(message.from_user.language_code if message.from_user else None)
        if self._now() - _written_at(message) > MAX_AGE:
            return self._apology(message, texts)
        kind = kind_of(asked.text)
        if not asked.text:
            return _Given(plain(texts.no_words if message.guest_query_id else texts.ask_without_question))
        if kind is not MessageKind.QUESTION:
            return _Given(plain(texts.replies[kind]))
        person = sender_of(message) or message.chat_id
        if refusal := self._limits.refusal(person=person, chat=message.chat_id):
            return _Given(plain(too_many_questions(refusal.seconds, texts))) if refusal.is_first else None
        earlier = asked.about or (before.context if before else await self._earlier(message, asked))
        return await self._answer(message, asked, earlier, texts)

    async def _answer(self, message: Message, asked: Addressed, earlier: str | None, texts: Texts) -> _Given:
        try:
            async with typing(message, after_s=self._typing_after_s):
                timed = await self._lane.timed_answer(asked.text, context=earlier, leans=asked.about is not None)
        except QueueFull as exc:
            logger.warning("A question was turned away: %s", exc)
            return _Given(plain(texts.queue_full.format(waiting=exc.waiting)))
        answer = worth_reading(timed.answer)
        coverage = None if answer.answered else await self._lane.read(lambda search: search.coverage())
        context = earlier if asked.about or leans_on_context(asked.text) else None
        stored = None if message.guest_query_id else _stored(asked.text, context, answer, message.date)
        bot = message.get_bot()
        reply = render_answer(
            answer,
            texts,
            token=stored.token if stored else None,
            coverage=coverage,
            inline_allowed=bool(bot.supports_inline_queries),
            username=bot.username,
            context=context,
        )
        return _Given(reply, stored, replace(timed, answer=answer))

    async def _earlier(self, message: Message, asked: Addressed) -> str | None:
        """The earlier question that this one may lean on: that of the reply it replies to, else the person's last."""
        if message.guest_query_id:
            return None
        if asked.replied_id is not None:
            before = await self._answers.by_message(message.chat_id, asked.replied_id)
        else:
            since = message.date - FOLLOW_UP
            before = await self._answers.latest(message.chat_id, sender_of(message), topic_of(message), since=since)
        # What came while the bot was down is answered newest first.
        if before is None or before.asked_at > message.date:
            return None
        return next_context(before.context, before.question)

    async def _keep(self, message: Message, stored: StoredAnswer, message_id: int | None, update_id: int) -> None:
        language = message.from_user.language_code if message.from_user else None
        asker = Asked(message.chat_id, sender_of(message), topic_of(message), message.message_id, language)
        try:
            await self._answers.save(stored, asker, message_id=message_id, update_id=update_id)
        except StoreError as exc:  # the answer has left: passed on, this would bring an apology after it
            logger.error("An answer was not kept, its buttons do not work: %s", exc)  # noqa: TRY400 - one line

    def _apology(self, message: Message, texts: Texts) -> _Given | None:
        if message.chat_id in self._apologised:
            return None
        self._apologised.add(message.chat_id)
        return _Given(plain(texts.was_away))


def _asked(bot: User, message: Message | None) -> Addressed | None:
    """What a message asks; nothing where it is a quote of the bot's own that a person chose inline, or a command.

    Nor of another bot: two bots that answer each other would never end.
    """
    if message is None or (message.via_bot and message.via_bot.id == bot.id):
        return None
    if message.from_user and message.from_user.is_bot and not message.sender_chat:
        return None
    asked = addressed_to(bot, message)
    return None if asked and _is_command(message, asked) else asked


def _is_command(message: Message, asked: Addressed) -> bool:
    """Whether a command other than /ask is still there: edited into one, or in reply to us but for another bot."""
    first = next(iter(message.entities), None)
    if first is None or first.type != MessageEntity.BOT_COMMAND or first.offset:
        return False
    return asked.text.startswith(message.parse_entity(first))


def _written_at(message: Message) -> datetime:
    return message.edit_date or message.date


def _stored(question: str, context: str | None, answer: Answer, asked_at: datetime) -> StoredAnswer:
    places = tuple(map(place_of, answer.quotes))
    return StoredAnswer(secrets.token_urlsafe(9), question, context, answer.answered, places, asked_at)
