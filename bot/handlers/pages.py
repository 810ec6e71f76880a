"""A page of an answer that was given earlier: its quotes are found again in the articles of now."""

from telegram import Bot

from bot.answering import AnsweringLane
from bot.render import Reply, render_stored
from bot.store import StoredAnswer
from bot.texts import Texts


async def stored_page(lane: AnsweringLane, stored: StoredAnswer, bot: Bot, texts: Texts, page: int = 0) -> Reply:
    """The page as `bot` shows it now; a quote that is gone says so."""
    quotes = await lane.read(lambda search: [search.find(place) for place in stored.places])
    inline = bool(bot.supports_inline_queries)
    return render_stored(quotes, stored, texts, page, inline_allowed=inline, username=bot.username)
