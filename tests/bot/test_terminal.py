import io
from datetime import date

import pytest
from rich.console import Console

from bot.terminal import show
from bot.texts import ENGLISH
from index.records import Answer, Article, Quote

SIEGE = Article(
    "siege",
    "Siege of the compound enters its second day",
    "On Monday, the gunmen\nasked for a free way out. Talks went on.",
    source="The Gazette",
    url="https://gazette.example/siege",
    published=date(2022, 12, 9),
)
DEMAND, TALKS = Quote(SIEGE, 0, 47, ((22, 46),)), Quote(SIEGE, 48, 62)
SOURCE = "Siege of the compound enters its second day · The Gazette · 9 Dec 2022 (Monday: 5 Dec 2022)"


def shown(*quotes: Quote, answered: bool = True, terminal: bool = False, width: int = 80) -> str:
    written = io.StringIO()
    console = Console(file=written, force_terminal=terminal, color_system="standard" if terminal else None, width=width)
    show(console, Answer("question", answered, 0.9, quotes, "snapshot", 12.0))
    return written.getvalue()


def test_elsewhere_than_on_a_terminal_an_answer_is_plain_whole_lines() -> None:
    assert shown(DEMAND, TALKS, width=20) == (
        f"> On Monday, the gunmen asked for a free way out.\n{SOURCE}\n\n> Talks went on.\nsame article\n"
    )


def test_on_a_terminal_the_decisive_words_stand_out_and_the_title_is_a_link() -> None:
    text = shown(DEMAND, terminal=True)

    assert "the gunmen \x1b[1;33masked for a free way out\x1b[0m." in text
    assert "https://gazette.example/siege" in text


def test_another_outlet_with_the_same_words_is_named_and_a_link_on_a_terminal() -> None:
    dawn = Article("dawn", "Siege", SIEGE.text, source="Dawn", url="https://dawn.example/siege")
    quote = Quote(SIEGE, 48, 62, also=(dawn,))

    assert shown(quote) == f"> Talks went on.\n{SOURCE.partition(' (Monday')[0]} · also in Dawn\n"
    assert "https://dawn.example/siege" in shown(quote, terminal=True)


def test_on_a_terminal_lines_are_wrapped_and_indented() -> None:
    lines = shown(DEMAND, terminal=True, width=30).splitlines()

    assert len(lines) > 3
    assert all(line.startswith("  ") for line in lines)


def test_no_answer_says_so_and_marks_nothing() -> None:
    text = shown(DEMAND, answered=False, terminal=True)

    assert ENGLISH.not_answered in text
    assert ENGLISH.nearest in text
    assert "\x1b[1;33m" not in text
    assert shown(answered=False) == f"{ENGLISH.not_answered} {ENGLISH.not_answered_hint}\n"


def test_a_fourth_quote_is_not_shown() -> None:
    assert shown(*[TALKS] * 5).count("> Talks went on.") == 3


@pytest.mark.parametrize("words", ["[bold]not markup[/bold]", "[/]", ":smile: x.", "[link=x]a"])
def test_what_looks_like_markup_is_shown_as_it_is(words: str) -> None:
    quote = Quote(Article("a", words, words), 0, len(words))

    assert shown(quote) == f"> {words}\n{words}\n"
