from datetime import UTC, datetime
from typing import Any

import pytest

from bot.overview import render_about, render_latest, render_sources
from bot.store import Asked, Store, StoredAnswer
from bot.texts import ENGLISH, LANGUAGES
from index.places import place_of
from index.records import Quote
from tests.bot.stand_ins import (
    ARTICLE,
    CHAT_ID,
    PERSON,
    PERSON_ID,
    CannedAnswers,
    RecordingRequest,
    telegram_bot,
    update_of,
)

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer
QUOTE = Quote(ARTICLE, 0, 36, ((23, 35),))
ANSWER = "The gunmen asked for a free way out.\n"
GROUP: dict[str, Any] = {"chat_id": -5, "chat_type": "supergroup"}
FREE = {"chat_id": 6}
"""A chat where nothing was sent a second ago."""


async def replies(
    *messages: dict[str, Any], store: Store | None = None, answers: CannedAnswers | None = None
) -> list[str]:
    """What the bot says to messages."""
    request = RecordingRequest()
    async with telegram_bot(answers or CannedAnswers(), request, store=store) as application:
        for message in messages:
            await application.process_update(update_of(application, **message))
    return request.texts()


async def keep(store: Store, *, chat: int = CHAT_ID, person: int = PERSON_ID, token: str = TOKEN) -> None:
    answer = StoredAnswer(token, "what did they ask for?", None, True, (place_of(QUOTE),), datetime.now(UTC))  # noqa: FBT003
    await store.answers.save(answer, Asked(chat, person, None, person), message_id=2)


async def test_the_first_words_say_what_this_is_and_offer_questions_that_are_answered() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="/start"))
    (sent,) = request.sent()

    assert sent["text"].startswith(f"{ENGLISH.start}\nI know 1 article.")
    assert [row[0]["text"] for row in sent["reply_markup"]["keyboard"]] == [
        "What did the gunmen ask for?",
        "How long did the talks go on?",
    ]


async def test_in_a_group_the_first_words_say_how_to_ask_there_and_put_no_keyboard_before_everybody() -> None:
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request) as application:
        await application.process_update(update_of(application, text="/start@incident_bot", **GROUP))
    (sent,) = request.sent()

    assert sent["text"] == f"{ENGLISH.start}\n\n{ENGLISH.help_group.format(username='incident_bot')}"
    assert "reply_markup" not in sent


async def test_a_link_opens_the_answer_that_it_names_with_its_buttons(store: Store) -> None:
    await keep(store, chat=99, person=98)
    request = RecordingRequest()
    async with telegram_bot(CannedAnswers(), request, store=store) as application:
        await application.process_update(update_of(application, text=f"/start {TOKEN}"))
    (sent,) = request.sent()

    assert sent["text"].startswith(ANSWER)
    assert TOKEN in str(sent["reply_markup"]["inline_keyboard"])


async def test_a_link_to_an_answer_that_is_forgotten_says_so(store: Store) -> None:
    await keep(store)
    await store.forget(CHAT_ID, PERSON_ID)

    assert await replies({"text": f"/start {TOKEN}"}, store=store) == [ENGLISH.answer_gone]


async def test_a_link_to_quotes_that_are_gone_says_so(store: Store) -> None:
    await keep(store)
    answers = CannedAnswers()
    answers.article = None
    (reply,) = await replies({"text": f"/start {TOKEN}"}, store=store, answers=answers)

    assert ENGLISH.quote_gone in reply


@pytest.mark.parametrize("payload", ["inline", "", "A" * 13, "<b>"])
async def test_a_link_that_names_no_answer_brings_the_first_words(payload: str) -> None:
    (reply,) = await replies({"text": f"/start {payload}"})

    assert reply.startswith(ENGLISH.start)


async def test_help_says_how_to_ask_here() -> None:
    assert await replies({"text": "/help"}, {"text": "/help", **GROUP}) == [
        ENGLISH.help_private,
        ENGLISH.help_group.format(username="incident_bot"),
    ]


async def test_what_the_bot_knows_is_told() -> None:
    answers = CannedAnswers()
    coverage, newest = answers.coverage(), answers.latest(1)
    told = await replies(*({"text": text, "chat_id": n} for n, text in enumerate(("/latest", "/sources", "/about"), 1)))

    assert told == [
        render_latest(newest, ENGLISH).text,
        render_sources(coverage, ENGLISH).text,
        render_about(coverage, ENGLISH, *newest).text,
    ]
    assert ANSWER in told[0]
    assert "The Gazette" in told[1]
    assert ENGLISH.about_people in told[2]


async def test_without_articles_the_bot_knows_nothing_and_says_so() -> None:
    answers = CannedAnswers()
    answers.article = None
    texts = ("/latest", "/sources", "/about", "/start")
    told = await replies(*({"text": text, "chat_id": n} for n, text in enumerate(texts, 1)), answers=answers)

    assert [ENGLISH.coverage_none in text for text in told] == [True] * 4


async def test_who_wants_to_be_forgotten_is(store: Store) -> None:
    await keep(store)
    told = await replies({"text": "/forget"}, {"text": "/forget", **FREE}, store=store)

    assert told == [ENGLISH.forgot, ENGLISH.nothing_to_forget]
    assert await store.answers.by_token(TOKEN) is None


async def test_in_a_group_only_the_one_who_asks_for_it_is_forgotten(store: Store) -> None:
    await keep(store, chat=-5)
    await keep(store, chat=-5, person=8, token="B" * 12)
    await replies({"text": "/forget", **GROUP}, store=store)

    assert await store.answers.by_token(TOKEN) is None
    assert await store.answers.by_token("B" * 12)


async def test_who_writes_as_a_channel_is_forgotten_as_that_channel(store: Store) -> None:
    """Telegram gives one and the same user for all of them."""
    await keep(store, chat=-5, person=-700)
    await keep(store, chat=-5, person=-800, token="B" * 12)
    stand_in = {"id": 136_817_688, "is_bot": True, "first_name": "Channel"}
    channel = {"from": stand_in, "sender_chat": {"id": -700, "type": "channel", "title": "News"}}
    await replies({"text": "/forget", **GROUP, **channel}, store=store)

    assert await store.answers.by_token(TOKEN) is None
    assert await store.answers.by_token("B" * 12)


async def test_a_command_that_is_none_of_ours_is_told_in_private_and_left_alone_in_a_group() -> None:
    answers = CannedAnswers()
    told = await replies({"text": "/weather"}, {"text": "/weather", **GROUP}, answers=answers)

    assert told == [ENGLISH.unknown_command]
    assert answers.asked == []


@pytest.mark.parametrize("command", ["start", "help", "latest", "sources", "about", "forget", "ask"])
async def test_a_command_for_another_bot_is_left_alone(command: str) -> None:
    assert await replies({"text": f"/{command}@another_bot who did it", **GROUP}) == []


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": {"file_id": "a", "file_unique_id": "b", "type": "regular", "width": 1, "height": 1} | {
            "is_animated": False, "is_video": False}},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 1}},
        {"location": {"longitude": 1.0, "latitude": 1.0}},
        {"dice": {"emoji": "🎲", "value": 3}},
    ],
    ids=lambda content: str(next(iter(content))),
)  # fmt: skip
async def test_what_is_no_text_gets_a_line_in_private_and_none_in_a_group(content: dict[str, Any]) -> None:
    assert await replies(content, content | GROUP) == [ENGLISH.text_only]


async def test_an_album_gets_one_line() -> None:
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "media_group_id": "9"}

    assert await replies(photo, photo, photo, photo | {"media_group_id": "10", **FREE}) == [ENGLISH.text_only] * 2


async def test_a_caption_is_a_question() -> None:
    answers = CannedAnswers()
    photo = {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}], "caption": "who did it"}
    await replies(photo, answers=answers)

    assert answers.asked == [("who did it", None)]


@pytest.mark.parametrize(
    "event",
    [
        {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": CHAT_ID, "type": "private"}}},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
    ids=lambda event: str(next(iter(event))),
)
async def test_what_happens_in_a_chat_gets_no_reply(event: dict[str, Any]) -> None:
    assert await replies(event) == []


async def test_a_message_edited_into_a_command_is_neither_carried_out_nor_a_question(store: Store) -> None:
    request, answers = RecordingRequest(), CannedAnswers()
    await keep(store)
    async with telegram_bot(answers, request, store=store) as application:
        await application.process_update(update_of(application, "edited_message", text="/forget", message_id=50))

    assert request.sent() == []
    assert answers.asked == []
    assert await store.answers.by_token(TOKEN)


async def test_who_reads_urdu_is_answered_in_urdu() -> None:
    someone = PERSON | {"language_code": "ur-PK"}

    assert await replies({"text": "/help", "from": someone}) == [LANGUAGES["ur"].help_private]


async def test_a_command_that_fails_is_apologised_for(caplog: pytest.LogCaptureFixture, store: Store) -> None:
    """Where nothing can be stored nothing can be sent, as nobody could know what was sent before."""
    store.close()

    assert await replies({"text": "/forget"}, store=store) == []
    assert [record.getMessage() for record in caplog.records] == [
        "the database is closed: the bot is stopping",
        "The apology was not sent either: the database is closed: the bot is stopping",
    ]
