"""An article on an admin's card: its title, the facts with what is missing of them, its first words. Pure."""

from telegram import MessageEntity

from bot.admin_phrases import counted, short, stacked
from bot.direction import line_start
from bot.excerpt import Excerpt, shortened
from bot.links import is_web_address
from bot.phrases import day_words
from bot.reply import Piece
from bot.sources import MAX_OUTLET_CHARS
from bot.texts import ENGLISH
from bot.texts import admins as words
from index.records import Article

MAX_TITLE_UNITS = 100
MAX_LISTED_TITLE_UNITS = 60
FIRST_WORDS_UNITS = 500
SEPARATOR = " · "


def bold(text: str) -> Piece:
    """Text in bold; nothing where there is none."""
    return Piece(text).framed(MessageEntity.BOLD) if text else Piece()


def title_of(article: Article, max_units: int = MAX_LISTED_TITLE_UNITS) -> str:
    """The title on one line; what stands in its place where there is none."""
    return short(article.title, max_units) or words.NO_TITLE


def title_piece(article: Article) -> Piece:
    """The title, bold, the link to the article."""
    piece = bold(title_of(article, MAX_TITLE_UNITS))
    return piece.framed(MessageEntity.TEXT_LINK, article.url) if article.url and is_web_address(article.url) else piece


def facts_piece(article: Article) -> Piece:
    """Outlet, date and place; what an answer would lack is said, and bold."""
    outlet, place = (short(name or "", MAX_OUTLET_CHARS) for name in (article.source, article.place))
    parts = (
        Piece(outlet) if outlet else bold(words.NO_OUTLET),
        Piece(day_words(article.published, ENGLISH)) if article.published else bold(words.NO_DATE),
        Piece(place or words.NO_PLACE),
        Piece("" if article.url and is_web_address(article.url) else words.NO_LINK),
    )
    return stacked(*parts, between=SEPARATOR)


def numbered(number: int, article: Article) -> str:
    """The title in a numbered list; the line runs from left to right whatever the title does."""
    title = title_of(article)
    return f"{line_start(title, right_to_left=False)}{number:,}. {title}"


def source_words(article: Article) -> str:
    """Outlet and date, as far as known."""
    published = day_words(article.published, ENGLISH) if article.published else words.NO_DATE
    return SEPARATOR.join(filter(None, (short(article.source or "", MAX_OUTLET_CHARS), published)))


def length_words(article: Article) -> str:
    """How many words are below the title."""
    return counted(len(article.text[article.body_start :].split()), "word")


def first_words(article: Article) -> Piece:
    """How the text begins, in a quote that is folded; nothing where there is no text."""
    body = article.text[article.body_start :][: 4 * FIRST_WORDS_UNITS]
    line = Excerpt(shortened(body, len(body) + 1)).fitted(FIRST_WORDS_UNITS).text
    return Piece(line).framed(MessageEntity.EXPANDABLE_BLOCKQUOTE) if line else Piece()
