from datetime import UTC, datetime, timedelta

from telegram import CallbackQuery, Chat, InlineQuery, Message, Update, User

from bot.intake import Intake
from bot.store import Store, TakenUpdate
from tests.bot.stand_ins import RecordingRequest, bare_bot, message_data

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def asked(number: int, at: datetime) -> Update:
    return Update(number, message=Message(number, at, Chat(1, Chat.PRIVATE), text=f"question {number}"))


async def left(store: Store) -> tuple[Update, ...]:
    async with bare_bot(RecordingRequest()) as application:
        return await Intake(store.inbox).left(application.bot)


async def test_what_was_kept_comes_back_as_it_was_the_newest_first(store: Store) -> None:
    updates = [asked(number, NOW + timedelta(minutes=number)) for number in (1, 2, 3)]
    await Intake(store.inbox).keep(updates)

    assert [update.to_dict() for update in await left(store)] == [update.to_dict() for update in reversed(updates)]


async def test_of_an_admin_the_oldest_comes_first_whatever_the_clock_says_of_a_press(store: Store) -> None:
    chat, by = Chat(5, Chat.PRIVATE), User(5, "Admin", is_bot=False)
    tapped = Update(2, callback_query=CallbackQuery("1", by, "1", message=Message(9, NOW, chat), data="a:x"))
    command = Update(3, message=Message(10, NOW, chat, text="/rebuild"))
    intake = Intake(store.inbox, in_order=frozenset({5}))
    await intake.keep([asked(1, NOW), tapped, command, asked(4, NOW)])

    async with bare_bot(RecordingRequest()) as application:
        assert [update.update_id for update in await intake.left(application.bot)] == [2, 3, 4, 1]


async def test_every_kind_of_message_survives(store: Store) -> None:
    entity = {"type": "mention", "offset": 0, "length": 4}
    reply = message_data("replied", chat_id=-5, chat_type="supergroup")
    extra = {"quote": {"text": "words", "position": 2}, "message_thread_id": 8, "is_topic_message": True}
    data = message_data("@bot?", chat_id=-5, chat_type="supergroup") | {"reply_to_message": reply, "entities": [entity]}
    update = Update.de_json({"update_id": 9, "edited_message": data | extra}, None)
    await Intake(store.inbox).keep([update])
    (back,) = await left(store)

    assert back.to_dict() == update.to_dict()
    assert back.edited_message
    assert back.edited_message.quote
    assert back.edited_message.quote.text == "words"


async def test_inline_queries_are_not_kept(store: Store) -> None:
    await Intake(store.inbox).keep([Update(1, inline_query=InlineQuery("1", User(1, "A", is_bot=False), "who", ""))])

    assert await left(store) == ()


async def test_what_is_done_does_not_come_back(store: Store) -> None:
    await Intake(store.inbox).keep([asked(1, NOW)])
    await store.inbox.done(1)

    assert await left(store) == ()


async def test_what_cannot_be_read_is_left_out_once(store: Store) -> None:
    await store.inbox.take([TakenUpdate(1, 1, NOW, "")])

    assert await left(store) == ()
    assert await store.inbox.waiting() == ()
