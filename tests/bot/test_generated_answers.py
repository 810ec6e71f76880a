"""Laws of every message, on 10,000 generated questions and article texts, judged by the strict server's own parser."""

import re
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import MessageEntity

from bot.buttons import Context, NotUseful, press_of, reasons_keyboard
from bot.excerpt import has_words
from bot.inline_results import inline_results
from bot.overview import render_about, render_gap, render_latest, render_sources, render_start
from bot.render import Reply, render_answer, render_in_context, render_quote, render_stored
from bot.reply import MAX_UNITS
from bot.store.records import StoredAnswer
from bot.texts import LANGUAGES, Texts
from index.coverage import Coverage
from index.records import Answer, Quote
from tests.bot.generated_answers import answers, coverages, questions, quotes
from tests.bot.shown import covered
from tests.telegram_server.formatting import format_text
from tests.telegram_server.json_types import Json
from tests.telegram_server.keyboards import parse_reply_markup

TOKEN = "Ab3_-678901z"  # noqa: S105 - it names an answer
FRAMES = (MessageEntity.BLOCKQUOTE, MessageEntity.EXPANDABLE_BLOCKQUOTE)

EXAMPLES = 1_250
"""Of each law. The first draws up to ten quotes of texts of their own and a question, five texts on average; the second
up to three and a question: 10,000 texts in all."""

languages = st.sampled_from(list(LANGUAGES.values()))
thorough = settings(
    deadline=None,  # a busy machine is no failure
    max_examples=EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


def assert_telegram_takes(reply: Reply) -> None:
    """The server stores exactly what is sent: text, entities, keyboard."""
    raw = reply.text.encode("utf-16-le")
    given = [entity.to_dict() for entity in reply.entities]
    stored = format_text(reply.text, given)

    assert 0 < len(raw) // 2 <= MAX_UNITS
    assert len(given) <= 100
    assert stored.text == reply.text
    for entity in reply.entities:
        assert 0 <= entity.offset < entity.offset + entity.length <= len(raw) // 2
        part = raw[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")  # raises on half a pair
        assert part == part.strip()
    if len(stored.entities) < 100:  # beyond, the server drops some for links that it finds itself
        kept = [entity.json() for entity in stored.entities]
        assert all(sent in kept for sent in given if sent["type"] != MessageEntity.BOLD)
        assert units(given) <= units(kept)
    if reply.keyboard:
        assert_keyboard_works(reply.keyboard.to_dict())


def units(entities: list[Json]) -> set[int]:
    """What is bold: the server makes one entity of touching ones."""
    bold = (entity for entity in entities if entity["type"] == MessageEntity.BOLD)
    return {unit for entity in bold for unit in range(entity["offset"], entity["offset"] + entity["length"])}


def assert_keyboard_works(keyboard: Json) -> None:
    assert parse_reply_markup(keyboard, "private") == keyboard
    assert 1 <= len(keyboard["inline_keyboard"]) <= 2
    for button in (button for row in keyboard["inline_keyboard"] for button in row):
        if "callback_data" in button:
            assert press_of(button["callback_data"]) is not None


def shown_words(quote: Quote) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", " ".join(re.findall(r"[^\s\x00-\x1f]+", quote.text)))


def pages(answer: Answer, texts: Texts) -> Iterator[Reply]:
    number = 0
    while number < 10:
        reply = render_answer(answer, texts, token=TOKEN, page=number, username="incident_bot")
        yield reply
        if not reply.keyboard or f"m:{TOKEN}:{number + 1}" not in reply.keyboard.to_json():
            return
        number += 1


@thorough
@given(answers, coverages, languages)
def test_every_page_of_every_answer_is_taken_and_quotes_word_for_word(
    answer: Answer, coverage: Coverage | None, texts: Texts
) -> None:
    assert_telegram_takes(render_answer(answer, texts, token=TOKEN, coverage=coverage))
    frames = []
    for reply in pages(answer, texts):
        assert_telegram_takes(reply)
        frames += [words for kind in FRAMES for words in covered(reply, kind)]
    said = [shown_words(quote) for quote in answer.quotes if has_words(quote.text)]
    if answer.answered:
        assert len(frames) == len(said)  # every quote is on a page
        assert all(is_verbatim(frame, said) for frame in frames)
    assert not said or answer.answered or frames[0].startswith(texts.nearest)


def is_verbatim(frame: str, said: list[str]) -> bool:
    """Whole, or the beginning where one quote alone is longer than a message."""
    return frame in said or any(
        len(words) > MAX_UNITS // 2 and frame.endswith("…") and words.startswith(frame[:-1].rstrip()) for words in said
    )


@thorough
@given(st.lists(quotes(), min_size=1, max_size=3), coverages, questions, languages, st.data())
def test_every_other_message_is_taken(
    given_quotes: list[Quote], coverage: Coverage | None, question: str, texts: Texts, data: st.DataObject
) -> None:
    quote = given_quotes[0]
    begin = data.draw(st.integers(quote.start, quote.end - 1))
    inner = Quote(quote.article, begin, data.draw(st.integers(begin + 1, quote.end)))
    with_words = [quote for quote in given_quotes if has_words(quote.text)]
    stored = StoredAnswer(TOKEN, question, question, answered=True, places=(), asked_at=None)  # type: ignore[arg-type]

    assert_telegram_takes(render_stored([*given_quotes, None, None], stored, texts, 9))
    assert_telegram_takes(render_start([question, "who?"], coverage, texts))
    assert_telegram_takes(render_latest(with_words, texts))
    if has_words(question):
        assert_telegram_takes(render_gap(question, texts))
    if has_words(inner.text):
        assert_telegram_takes(render_in_context(inner, quote, texts, shown=Context(TOKEN, 3, 1), places=9))
        assert_telegram_takes(render_quote(inner, texts))
    if coverage:
        assert_telegram_takes(render_sources(coverage, texts))
        assert_telegram_takes(render_about(coverage, texts, next(iter(with_words), None)))
    for result in inline_results(given_quotes, texts):
        assert result.title.strip()
        assert len(result.id.encode()) <= 64
    assert_keyboard_works(reasons_keyboard(NotUseful(TOKEN, 99, 99), texts).to_dict())
