"""What is offered for an inline query: quotes to choose from, each inserted with its source. Pure."""

from collections.abc import Sequence

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions

from bot.direction import isolated, line_start
from bot.excerpt import has_words, shortened
from bot.phrases import day_words
from bot.render import render_quote
from bot.reply import Reply
from bot.sources import outlet_of
from bot.texts import Texts
from index.places import place_of
from index.records import Quote

MAX_RESULTS = 10
MAX_TITLE_CHARS = 90
MAX_WORDS_CHARS = 120
"""A phone shows a line of the title and two or three of the description."""


def inline_results(quotes: Sequence[Quote], texts: Texts) -> tuple[InlineQueryResultArticle, ...]:
    """Return up to ten quotes by title, outlet, date and first words; chosen, the quote with its source is sent."""
    shown = [quote for quote in quotes if has_words(quote.text)][:MAX_RESULTS]
    return tuple(
        message_result(
            render_quote(quote, texts),
            result_id=f"{number}-{place_of(quote).digest}",
            title=shortened(quote.article.title, MAX_TITLE_CHARS) or shortened(quote.text, MAX_TITLE_CHARS),
            description=_description(quote, texts),
        )
        for number, quote in enumerate(shown)
    )


def message_result(reply: Reply, *, result_id: str, title: str, description: str = "") -> InlineQueryResultArticle:
    """Return a result that sends `reply`: also the one answer to a guest query."""
    content = InputTextMessageContent(
        reply.text, entities=reply.entities or None, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(
        result_id, title, content, reply_markup=reply.keyboard, description=description or None
    )


def _description(quote: Quote, texts: Texts) -> str:
    """Outlet and date, and the first words below."""
    article = quote.article
    day = day_words(article.published, texts) if article.published else ""
    outlet = isolated(outlet_of(article), right_to_left=texts.right_to_left)
    known = line_start(outlet, right_to_left=texts.right_to_left) + " · ".join(filter(None, (outlet, day)))
    return "\n".join(filter(None, (known, shortened(quote.text, MAX_WORDS_CHARS))))
