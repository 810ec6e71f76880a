"""An article before it is added, in a few lines for a terminal.

What was fetched may hold characters that command a terminal; none of them gets there.
"""

from collections.abc import Iterable, Iterator

from bot.admin_phrases import percent
from bot.article_pieces import MAX_TITLE_UNITS, SEPARATOR, facts_piece, length_words, title_of
from bot.texts import admins as words
from index.copies import Copy
from index.languages import language_of
from index.records import Article


def article_lines(article: Article, copies: Iterable[Copy] = ()) -> Iterator[str]:
    """Its title, what is known of it and what is missing, its length and language, and what is nearly the same."""
    yield one_line(title_of(article, MAX_TITLE_UNITS))
    yield one_line(facts_piece(article).text)
    if article.url:
        yield one_line(article.url)
    yield SEPARATOR.join((length_words(article), language_of(article.text) or words.NO_LANGUAGE))
    for copy in copies:
        yield one_line(f"{percent(copy.share)} the same as {title_of(copy.article)} ({copy.article.id})")


def one_line(text: str) -> str:
    """A text without line ends and control characters."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())
