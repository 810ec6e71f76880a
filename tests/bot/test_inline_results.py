from dataclasses import replace
from datetime import date

from telegram import InputTextMessageContent, LinkPreviewOptions, MessageEntity

from bot.inline_results import inline_results, message_result
from bot.render import render_quote
from bot.reply import Reply
from bot.texts import ENGLISH, LANGUAGES
from index.records import Article, Quote
from tests.bot.shown import covered

ARTICLE = Article(
    "siege",
    "Siege of the compound",
    "The gunmen asked for a free way out.",
    source="The Gazette",
    published=date(2022, 12, 9),
)
QUOTE = Quote(ARTICLE, 0, 36, ((23, 35),))


def test_a_result_shows_title_outlet_date_and_first_words() -> None:
    (result,) = inline_results([QUOTE], ENGLISH)

    assert result.title == "Siege of the compound"
    assert result.description == "The Gazette · 9 Dec 2022\nThe gunmen asked for a free way out."


def test_what_is_inserted_is_the_quote_with_its_source_and_no_preview_over_it() -> None:
    (result,) = inline_results([QUOTE], ENGLISH)
    content = result.input_message_content

    assert isinstance(content, InputTextMessageContent)
    sent = Reply(content.message_text, tuple(content.entities))
    assert sent == render_quote(QUOTE, ENGLISH)
    assert covered(sent, MessageEntity.BLOCKQUOTE) == [QUOTE.text]
    assert isinstance(content.link_preview_options, LinkPreviewOptions)
    assert content.link_preview_options.is_disabled


def test_up_to_ten_results_each_with_an_id_of_its_own() -> None:
    results = inline_results([QUOTE] * 12, ENGLISH)

    assert len(results) == 10
    assert len({result.id for result in results}) == 10
    assert all(len(result.id.encode()) <= 64 for result in results)


def test_an_article_without_a_title_is_named_by_the_quotes_first_words() -> None:
    bare = Quote(replace(ARTICLE, title=" ", source=None, published=None), 0, 36)
    (result,) = inline_results([bare], ENGLISH)

    assert result.title == result.description == "The gunmen asked for a free way out."


def test_a_quote_without_words_is_no_result() -> None:
    assert inline_results([Quote(replace(ARTICLE, text=" \x00 "), 0, 3)], ENGLISH) == ()


def test_any_reply_can_be_the_one_result() -> None:
    result = message_result(Reply("The articles do not say."), result_id="no", title="No")

    assert result.id == "no"
    assert result.description is None


def test_the_date_is_in_the_language_of_the_person() -> None:
    (result,) = inline_results([QUOTE], LANGUAGES["ur"])

    assert result.description is not None
    assert "9 دسمبر 2022" in result.description
