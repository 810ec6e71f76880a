"""add: add articles from files, folders or links to the corpus, after showing what was read."""

import argparse
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.admin_phrases import counted
from bot.article_lines import article_lines, one_line
from bot.audit import AuditLog, shell_user
from bot.editorial import Editorial
from bot.gathering import gather_link, gather_path, is_link
from bot.links import is_web_address
from bot.settings import Settings
from index.copies import KnownTexts
from index.corpus import Problem, read_corpus
from index.editing import SameArticle
from index.formats import FormatError
from index.records import Article
from index.uploads import Piece

MAX_FIELD_CHARS = 300
FIELDS = ("title", "source", "published", "place", "url")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the articles are, what is known of a single one, and whether to ask."""
    parser.add_argument(
        "places", nargs="+", metavar="PATH|URL", help=".md .txt .html .pdf .docx .jsonl .zip, a folder of these, a link"
    )
    parser.add_argument(
        "--title", type=_line, metavar="TITLE", help="its title; this and the next for one article only"
    )
    parser.add_argument("--source", type=_line, metavar="OUTLET", help="who published it")
    parser.add_argument("--published", type=_day, metavar="DATE", help="when, like 2022-12-19")
    parser.add_argument("--place", type=_line, metavar="PLACE", help="where it happened")
    parser.add_argument("--url", type=_link, metavar="URL", help="where it can be read")
    parser.add_argument("--yes", action="store_true", help="add without asking")


def main(options: argparse.Namespace, settings: Settings) -> int:
    """Show what was read and add it when told to; 1 where any of it was refused, or nothing was added."""
    if not options.yes and not sys.stdin.isatty():
        return _misused("there is no terminal to ask on; say --yes")
    pieces = tuple(_gathered(options.places, settings))
    articles = [piece for piece in pieces if not isinstance(piece, Problem)]
    given: dict[str, Any] = {name: getattr(options, name) for name in FIELDS if getattr(options, name) is not None}
    if given and len(articles) > 1:
        named = ", ".join(f"--{name}" for name in given)
        return _misused(f"{named} would be the same for {counted(len(articles), 'article')}; add them one by one")
    articles = [replace(article, **given) for article in articles]
    _show(articles, settings.corpus_dir)
    if not articles or not (options.yes or _is_confirmed(len(articles))):
        sys.stdout.write("Nothing was added.\n")
        return 1
    desk = Editorial(settings.corpus_dir, AuditLog(settings.audit_log))
    return 0 if _add_all(articles, desk) == len(pieces) else 1


def _gathered(places: Sequence[str], settings: Settings) -> Iterator[Piece]:
    """Every piece; what is refused is named as soon as it is known."""
    for place in places:
        found = gather_link(place, trusted_hosts=settings.trusted_hosts) if is_link(place) else gather_path(Path(place))
        for piece in found:
            if isinstance(piece, Problem):
                _refuse(str(piece))
            yield piece


def _show(articles: Sequence[Article], corpus_dir: Path) -> None:
    known = KnownTexts.of(read_corpus(corpus_dir).articles if corpus_dir.exists() else ())
    for number, article in enumerate(articles, 1):
        count = f"{number}/{len(articles)}  " if len(articles) > 1 else ""
        title, *facts = article_lines(article, known.copies_of(article.text))
        sys.stdout.write("\n".join([f"{count}{title}", *(f"  {fact}" for fact in facts)]) + "\n\n")


def _is_confirmed(count: int) -> bool:
    sys.stdout.write("Add? [y/N] " if count == 1 else f"Add {count} articles? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _add_all(articles: Sequence[Article], desk: Editorial) -> int:
    """Add what the corpus has not yet; how many. What was added is told also where the next cannot be."""
    added = 0
    try:
        for article in articles:
            added += _is_added(article, desk)
    finally:
        if added:
            sys.stdout.write(f"Added {counted(added, 'article')}, not in the answers yet. Run: incident-bot rebuild\n")
    return added


def _is_added(article: Article, desk: Editorial) -> bool:
    """Add one article, unless the corpus has it or cannot hold it; what stops all of them is raised."""
    try:
        added = desk.add(article, key=secrets.token_hex(4), by=shell_user())
    except (SameArticle, FormatError) as error:
        _refuse(f"{article.title}: {error}")
        return False
    sys.stdout.write(f"added {one_line(added.id)}\n")
    return True


def _refuse(line: str) -> None:
    sys.stderr.write(f"refused: {one_line(line)}\n")


def _misused(reason: str) -> int:
    """The status of wrong usage, which only shows once it is known what there is to add."""
    sys.stderr.write(f"incident-bot add: {reason}\n")
    return 2


def _line(written: str) -> str:
    line = " ".join(written.split())
    if not line or not line.isprintable() or len(line) > MAX_FIELD_CHARS:
        raise argparse.ArgumentTypeError(f"write one line of at most {MAX_FIELD_CHARS} characters")
    return line


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise argparse.ArgumentTypeError("no date; write it like 2022-12-19") from None


def _link(written: str) -> str:
    if not is_web_address(_line(written)):
        raise argparse.ArgumentTypeError("no web address; write it like https://example.org/article")
    return written.strip()
