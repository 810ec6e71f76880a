"""Answers on a terminal: the same blocks as in Telegram, in colour; plain text where the output is no terminal."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.blocks import MAX_QUOTES
from bot.excerpt import Excerpt, excerpt_of
from bot.sources import Line, source_lines
from bot.texts import ENGLISH
from index.quotes import worth_reading
from index.records import Answer

IN_TERMINAL = "TELEGRAM_TOKEN is not set, so the answers come here in the terminal; set it to run the Telegram bot."
TERMINAL_START = "Ask about the incidents in the corpus. Up-arrow: earlier questions. Ctrl-D: leave."

DECISIVE = "bold yellow"
SOURCE = "dim"
ASIDE = "italic"


def show(console: Console, answer: Answer) -> None:
    """Print an answer."""
    quotes = worth_reading(answer).quotes[:MAX_QUOTES]
    if not answer.answered:
        console.print(f"{ENGLISH.not_answered} {ENGLISH.not_answered_hint}", style=ASIDE, soft_wrap=True)
        if quotes:
            console.print(f"\n{ENGLISH.nearest}", style=SOURCE, soft_wrap=True)
    excerpts = [excerpt_of(quote) for quote in quotes]
    lines = source_lines(quotes, [excerpt.text for excerpt in excerpts], ENGLISH)
    for number, (excerpt, line) in enumerate(zip(excerpts, lines, strict=True)):
        if number:
            console.print()
        _print(console, _quoted(excerpt, marked=answer.answered))
        _print(console, _source(line))


def _print(console: Console, line: Text) -> None:
    """Indented and wrapped on a terminal; one whole line elsewhere."""
    if console.is_terminal:
        console.print(Padding(line, (0, 0, 0, 2)))
    else:
        console.print(line, soft_wrap=True)


def _quoted(excerpt: Excerpt, *, marked: bool) -> Text:
    text = Text(f"> {excerpt.text}")
    for start, end in excerpt.highlights if marked else ():
        text.stylize(DECISIVE, start + 2, end + 2)
    return text


def _source(line: Line) -> Text:
    return Text.assemble(*((words.text, f"link {words.url}" if words.url else "") for words in line), style=SOURCE)
