"""Answers on a terminal: the same blocks as in Telegram, in colour; plain text where the output is no terminal."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot import texts
from bot.excerpt import excerpt_of
from bot.links import is_web_address
from bot.render import MAX_QUOTES, source_words
from index.records import Answer, Quote

DECISIVE = "bold yellow"
SOURCE = "dim"
ASIDE = "italic"


def show(console: Console, answer: Answer) -> None:
    """Print an answer."""
    quotes = answer.quotes[:MAX_QUOTES]
    if not answer.answered:
        console.print(f"{texts.NOT_ANSWERED} {texts.NOT_ANSWERED_HINT}", style=ASIDE, soft_wrap=True)
        if quotes:
            console.print(f"\n{texts.NEAREST}", style=SOURCE, soft_wrap=True)
    above = None
    for number, quote in enumerate(quotes):
        if number:
            console.print()
        _print(console, _quoted(quote, marked=answer.answered))
        _print(console, _source(quote, repeated=quote.article.id == above))
        above = quote.article.id


def _print(console: Console, line: Text) -> None:
    """Indented and wrapped on a terminal; one whole line elsewhere."""
    if console.is_terminal:
        console.print(Padding(line, (0, 0, 0, 2)))
    else:
        console.print(line, soft_wrap=True)


def _quoted(quote: Quote, *, marked: bool) -> Text:
    excerpt = excerpt_of(quote)
    text = Text(f"> {excerpt.text}")
    for start, end in excerpt.highlights if marked else ():
        text.stylize(DECISIVE, start + 2, end + 2)
    return text


def _source(quote: Quote, *, repeated: bool) -> Text:
    text = Text(" · ".join(source_words(quote.article, repeated=repeated)), style=SOURCE)
    if quote.article.url and is_web_address(quote.article.url):
        text.stylize(f"link {quote.article.url}")
    return text
