import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.buttons import Back, Context, More, NotUseful, Press, Reason, TellAdmins, Useful, data_of
from bot.store import Asked, FeedbackReason, Store, StoredAnswer
from bot.store.schema import FEEDBACK, GAPS
from bot.texts import ENGLISH, LANGUAGES
from index.places import place_of
from index.records import Article, Quote
from tests.bot.stand_ins import (
    CHAT_ID,
    PERSON,
    PERSON_ID,
    CannedAnswers,
    RecordingRequest,
    event_of,
    message_data,
    press,
    telegram_bot,
    update_of,
)

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer
SENTENCES = tuple(f"The gunmen of the camp number {number} asked for a free way out." for number in range(5))
CAMPS = Article("siege", "Siege of the camps", " ".join(SENTENCES), source="The Gazette")
QUOTES = tuple(Quote(CAMPS, CAMPS.text.index(each), CAMPS.text.index(each) + len(each)) for each in SENTENCES)
TOO_OLD = (400, {"ok": False, "description": "Bad Request: query is too old and response timeout expired"})
GONE = (400, {"ok": False, "description": "Bad Request: message to edit not found"})
NEVER_STARTED = (400, {"ok": False, "description": "Bad Request: chat not found"})


class Camps(CannedAnswers):
    """An index of one article of five sentences."""

    article: Article | None = CAMPS


async def keep(store: Store, *quotes: Quote, answered: bool = True) -> None:
    places = tuple(map(place_of, quotes))
    answer = StoredAnswer(TOKEN, "what did they ask for?", None, answered, places, datetime.now(UTC))
    await store.answers.save(answer, Asked(CHAT_ID, PERSON_ID, None, 1), message_id=2)


async def pressing(
    store: Store, request: RecordingRequest, *presses: Press, answers: CannedAnswers | None = None
) -> None:
    """Press buttons under the answer, each in a chat of its own, so that none waits for the flood limit."""
    async with telegram_bot(answers or Camps(), request, store=store) as application:
        for number, one in enumerate(presses):
            await application.process_update(press(application, data_of(one), chat_id=CHAT_ID + number))


def said(request: RecordingRequest) -> list[tuple[str | None, bool]]:
    """What popped up, and whether it stays until it is closed."""
    return [(data.get("text"), data.get("show_alert", False)) for data in request.called("answerCallbackQuery")]


def edits(request: RecordingRequest) -> list[dict[str, Any]]:
    return request.called("editMessageText")


def labels(edit: dict[str, Any]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in edit["reply_markup"]["inline_keyboard"]]


async def opinions(store: Store) -> list[tuple[int, bool, str | None]]:
    """What was said of quotes: where each begins, useful, and the reason."""
    rows = await store._database.run(lambda connection: list(connection.execute(select(FEEDBACK))))
    return [(row.start, row.useful, row.reason) for row in rows]


async def test_more_shows_the_next_quotes_in_the_same_message_and_back_the_first(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    await pressing(store, request, More(TOKEN, 1), Back(TOKEN, 0))
    more, back = edits(request)

    assert (more["chat_id"], more["message_id"]) == (CHAT_ID, 2)
    assert [sentence in more["text"] for sentence in SENTENCES] == [False, False, False, True, True]
    assert [sentence in back["text"] for sentence in SENTENCES] == [True, True, True, False, False]
    assert labels(more)[0] == [ENGLISH.back, ENGLISH.in_context]
    assert labels(back)[0] == [ENGLISH.more, ENGLISH.in_context]
    assert said(request) == [(None, False)] * 2


async def test_in_context_shows_the_quote_among_its_neighbours_with_a_way_back(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, QUOTES[2])
    await pressing(store, request, Context(TOKEN, 0))
    (edit,) = edits(request)

    assert [sentence in edit["text"] for sentence in SENTENCES] == [True] * 5
    assert labels(edit)[0] == [ENGLISH.back]


async def test_the_answer_is_shared_by_a_link_or_where_inline_mode_is_on_as_a_question(store: Store) -> None:
    shared = []
    await keep(store, QUOTES[0])
    for inline in (False, True):
        request = RecordingRequest({"supports_inline_queries": inline})
        await pressing(store, request, Back(TOKEN, 0))
        shared.append(edits(request)[0]["reply_markup"]["inline_keyboard"][1][-1])

    assert f"incident_bot%3Fstart%3D{TOKEN}" in shared[0]["url"]
    assert shared[1]["switch_inline_query_chosen_chat"]["query"] == "what did they ask for?"


async def test_buttons_work_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    before = Store.open(url)
    await keep(before, *QUOTES)
    before.close()
    after, request = Store.open(url), RecordingRequest()
    await pressing(after, request, More(TOKEN, 1))
    after.close()

    assert SENTENCES[3] in edits(request)[0]["text"]


async def test_a_quote_whose_article_is_gone_says_so_and_the_message_stays(store: Store) -> None:
    request, answers = RecordingRequest(), Camps()
    answers.article = None
    await keep(store, *QUOTES)
    await pressing(store, request, Context(TOKEN, 0), answers=answers)

    assert said(request) == [(ENGLISH.quote_gone, True)]
    assert edits(request) == []


async def test_a_page_whose_article_is_gone_says_so(store: Store) -> None:
    request, answers = RecordingRequest(), Camps()
    answers.article = None
    await keep(store, *QUOTES)
    await pressing(store, request, More(TOKEN, 1), answers=answers)

    assert ENGLISH.quote_gone in edits(request)[0]["text"]


async def test_an_answer_that_is_forgotten_says_so_and_its_message_stays(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    await store.forget(CHAT_ID, PERSON_ID)
    await pressing(store, request, More(TOKEN, 1), Useful(TOKEN, 0), TellAdmins(TOKEN))

    assert said(request) == [(ENGLISH.answer_gone, True)] * 3
    assert edits(request) == []
    assert await opinions(store) == []


@pytest.mark.parametrize("data", [None, "", "more", f"x:{TOKEN}:1", f"c:{TOKEN}:5:0", f"u:{TOKEN}:99:0"])
async def test_what_no_button_of_ours_says_does_nothing(store: Store, data: str | None) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    async with telegram_bot(Camps(), request, store=store) as application:
        await application.process_update(press(application, data))

    assert said(request) == [(ENGLISH.answer_gone, True)]
    assert edits(request) == []


async def test_an_answer_without_quotes_has_none_to_press_on(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest()
    await keep(store, answered=False)
    await pressing(store, request, Context(TOKEN, 0), Useful(TOKEN, 0))

    assert said(request) == [(ENGLISH.answer_gone, True)] * 2
    assert caplog.records == []


async def test_useful_is_kept_with_the_exact_quote_and_changes_nothing(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    await pressing(store, request, Useful(TOKEN, 2))

    assert await opinions(store) == [(QUOTES[2].start, True, None)]
    assert said(request) == [(ENGLISH.thanked, False)]
    assert edits(request) == []


async def test_not_useful_asks_why_and_the_reason_brings_the_answer_back(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    await pressing(store, request, NotUseful(TOKEN, 3, 1))
    asked = request.called("editMessageReplyMarkup")

    assert await opinions(store) == [(QUOTES[3].start, False, None)]
    assert labels(asked[0]) == [[ENGLISH.wrong, ENGLISH.old], [ENGLISH.not_asked, ENGLISH.back]]

    await pressing(store, request, Reason(TOKEN, 3, FeedbackReason.OLD, 1))

    assert await opinions(store) == [(QUOTES[3].start, False, "old")]
    assert said(request) == [(ENGLISH.reason_asked, False), (ENGLISH.thanked, False)]
    assert [SENTENCES[3] in edit["text"] for edit in edits(request)] == [True]


async def test_a_gap_is_told_to_each_admin_once_and_thanked_for(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    request = RecordingRequest(sendMessage=[NEVER_STARTED])
    await keep(store, answered=False)
    async with telegram_bot(Camps(), request, store=store, admin_ids=frozenset({501, 502})) as application:
        for _ in range(2):
            await application.process_update(press(application, data_of(TellAdmins(TOKEN))))
    rows = await store._database.run(lambda connection: list(connection.execute(select(GAPS))))

    assert {sent["chat_id"] for sent in request.sent()} == {501, 502}
    assert all("what did they ask for?" in text for text in request.texts())
    assert len(request.sent()) == 2
    assert said(request) == [(ENGLISH.told, True), (ENGLISH.told_already, True)]
    assert [row.question for row in rows] == ["what did they ask for?"]
    assert "was not told of a gap (Chat not found): it is kept" in caplog.text


async def test_a_press_that_comes_too_late_does_what_it_says_all_the_same(store: Store) -> None:
    request = RecordingRequest(answerCallbackQuery=[TOO_OLD])
    await keep(store, *QUOTES)
    await pressing(store, request, More(TOKEN, 1))

    assert len(edits(request)) == 1


async def test_a_message_that_is_gone_is_one_line_of_information(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.handlers.effects")
    request = RecordingRequest(editMessageText=[GONE, GONE])
    await keep(store, *QUOTES)
    await pressing(store, request, More(TOKEN, 1))

    assert "A message was not changed: Message to edit not found" in caplog.text
    assert "Traceback" not in caplog.text
    assert request.sent() == []


async def test_a_message_that_telegram_no_longer_shows_the_bot_is_edited_by_its_number(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    async with telegram_bot(Camps(), request, store=store) as application:
        old = {"chat": {"id": CHAT_ID, "type": "private"}, "message_id": 2, "date": 0}
        await application.process_update(press(application, data_of(More(TOKEN, 1)), message=old))

    assert [(edit["chat_id"], edit["message_id"]) for edit in edits(request)] == [(CHAT_ID, 2)]


async def test_a_press_under_a_message_sent_inline_is_answered(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    async with telegram_bot(Camps(), request, store=store) as application:
        for one in (More(TOKEN, 1), Useful(TOKEN, 0)):
            inline = {"chat_instance": "c", "inline_message_id": "9", "data": data_of(one)}
            await application.process_update(event_of(application, "callback_query", **inline))

    assert said(request) == [(None, False), (ENGLISH.thanked, False)]
    assert await opinions(store) == [(0, True, None)]
    assert edits(request) == []


async def test_a_press_is_answered_in_the_language_of_who_pressed(store: Store) -> None:
    request = RecordingRequest()
    await keep(store, *QUOTES)
    async with telegram_bot(Camps(), request, store=store) as application:
        someone: dict[str, Any] = {"from": PERSON | {"language_code": "ur"}}
        await application.process_update(press(application, data_of(Useful(TOKEN, 0)), **someone))

    assert said(request) == [(LANGUAGES["ur"].thanked, False)]


@pytest.mark.parametrize("one", [More(TOKEN, 1), Useful(TOKEN, 0), NotUseful(TOKEN, 0), TellAdmins(TOKEN)])
async def test_a_press_that_fails_says_so(store: Store, caplog: pytest.LogCaptureFixture, one: Press) -> None:
    request = RecordingRequest()
    store.close()
    await pressing(store, request, one)

    assert said(request) == [(ENGLISH.error, True)]
    assert [record.getMessage() for record in caplog.records] == ["the database is closed: the bot is stopping"]


async def test_the_buttons_of_an_answer_that_was_just_given_work(store: Store) -> None:
    request = RecordingRequest()
    group = {"chat_id": -5, "chat_type": "supergroup"}
    async with telegram_bot(CannedAnswers(), request, store=store) as application:
        await application.process_update(update_of(application, text="/ask who did it", **group))
        rows = request.sent()[0]["reply_markup"]["inline_keyboard"]
        data = next(button["callback_data"] for button in rows[0] if button["text"] == ENGLISH.in_context)
        message = message_data("The gunmen ...", message_id=2, chat_id=-5, chat_type="supergroup")
        await application.process_update(press(application, data, message=message))

    assert [edit["chat_id"] for edit in edits(request)] == [-5]
    assert "Talks went on all night." in edits(request)[0]["text"]
