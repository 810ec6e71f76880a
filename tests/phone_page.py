"""Pages of messages as a phone shows them, in the HTML that Markdown may hold, and what stands on such a page. Pure."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape
from pathlib import Path
from string import Formatter

from bot.texts import Commands

Messages = Iterator[tuple[str, str]]
"""Headings, each with the HTML of what is to be seen."""

PROJECT = Path(__file__).parents[1]
DOCS = PROJECT / "docs"


def section(heading: str, *phones: str) -> str:
    """A heading and, side by side, what phones show."""
    cells = "\n".join(f'<td width="360" valign="top">\n{html}\n</td>' for html in phones)
    return f"## {heading}\n\n<table><tr>\n{cells}\n</tr></table>\n"


def menu(commands: Commands) -> str:
    """The commands as the menu lists them."""
    return "\n".join(f'<div><b>/{name}</b></div><div dir="auto">{escape(what)}</div>' for name, what in commands)


def listed(lines: Iterable[str]) -> str:
    """Short texts, each by itself: what pops up."""
    return "\n<hr>\n".join(f'<div dir="auto">{escape(line)}</div>' for line in lines)


def write_page(path: Path, page: str) -> None:
    """Write a page of the documentation."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(page, encoding="utf-8")


def words_on(page: str) -> str:
    """What can be read on a page, on one line."""
    return _flowing(re.sub(r"<[^>]+>", " ", page))


def is_shown(template: str, words: str) -> bool:
    """Whether all of a text stands in the words of a page, whatever is filled in for its fields."""
    return all(_flowing(part) in words for part, _, _, _ in Formatter().parse(template))


def _flowing(text: str) -> str:
    return " ".join(unescape(text).split())
