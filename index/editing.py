"""Changing the corpus: articles are added, corrected and withdrawn so that none is lost, whenever the process dies.

    CORPUS_DIR/added/<year>/<published>-<title>-<key>.md    what was added or corrected here, one Markdown file each
    CORPUS_DIR/.history/                                    what was there before (see `history`)
    CORPUS_DIR/.lock                                        held during a change

Each change is on the disk when its call returns. What a killed one leaves is put in order by the next.
"""

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from index.change_lock import changing
from index.corpus import MAX_BYTES, find_articles
from index.durable import make_folder, remove_unfinished, write_file
from index.errors import CorpusError
from index.formats import parse_edition, text_digest, write_markdown
from index.history import Version, id_by_key, versions
from index.inventory import Inventory
from index.records import Article
from index.remembered_files import RememberedFiles
from index.retirement import retire

_ADDED = "added"
_KEY = re.compile(r"[a-z0-9-]{4,64}")
_MAX_SLUG_CHARS = 60


class SameArticle(CorpusError):
    """The corpus has that very text already, in `article`."""

    def __init__(self, article: Article) -> None:
        super().__init__(f"the corpus has this text already, as {article.id!r}; leave it, or correct that article")
        self.article = article


class NoSuchArticle(CorpusError):
    """The corpus has no article with that id."""

    def __init__(self, article_id: str) -> None:
        super().__init__(f"there is no article {article_id!r}; to list them, run: incident-bot articles")


class CorpusEditor:
    """Changes the articles of a corpus folder, which is made where missing.

    `key` is the caller's name for one change, of `[a-z0-9-]{4,64}`: a change that is asked for again with its key is
    made once. All methods block; they raise CorpusError where nothing can be written there, and then change nothing.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = RememberedFiles()

    def add(self, article: Article, *, key: str) -> Article:
        """Add an article and return it as it will be read; raises SameArticle, FormatError.

        It gets an id of ours where it has none.
        """
        with self._changing(key) as inventory:
            if (article_id := self._id_of_change(inventory, key)) is not None:
                if done := inventory.current(article_id):
                    return done.article
                raise CorpusError(
                    f"{article_id!r} was added and withdrawn since; send the article again to add it anew"
                )
            _refuse_copy(inventory, article, but_of="")
            if article.id and inventory.current(article.id):
                raise CorpusError(f"there is an article {article.id!r} already; correct that one, or choose another id")
            return self._write(article, revision=0, key=key)

    def correct(self, article_id: str, article: Article, *, key: str) -> Article:
        """Put a new version in the place of an article, under its id.

        Raises NoSuchArticle, and SameArticle and FormatError as `add` does.
        """
        with self._changing(key) as inventory:
            current = inventory.current(article_id)
            if current is None:
                raise NoSuchArticle(article_id)
            if self._id_of_change(inventory, key) == article_id:
                return current.article
            _refuse_copy(inventory, article, but_of=article_id)
            retire(self._folder, inventory.copies_of(current), "withdrawn")  # else they would be read from now on
            written = self._write(replace(article, id=article_id), revision=current.revision + 1, key=key)
            retire(self._folder, inventory.versions_of(current), "corrected")
            return written

    def withdraw(self, article_id: str) -> Article:
        """Take an article out, with its copies, which would be read in its place; raises NoSuchArticle."""
        with self._changing() as inventory:
            current = inventory.current(article_id)
            if current is None:
                raise NoSuchArticle(article_id)
            others = (*inventory.copies_of(current), *inventory.versions_of(current)[:-1])
            retire(self._folder, (*others, current), "withdrawn")  # while it is there, none of the others is read
            return current.article

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """What an article was before it was corrected or withdrawn, oldest first."""
        return versions(self._folder, article_id)

    @contextlib.contextmanager
    def _changing(self, key: str | None = None) -> Iterator[Inventory]:
        """Hold the lock, put in order what killed changes have left, and tell what is there."""
        if key is not None and not _KEY.fullmatch(key):
            raise ValueError(f"not a key: {key!r}")
        if self._folder.is_file():
            raise CorpusError(f"{self._folder} is one file; to change articles, set CORPUS_DIR to a folder")
        try:
            with changing(self._folder):
                remove_unfinished(self._folder)
                inventory = self._inventory()
                if leftover := inventory.superseded():
                    retire(self._folder, leftover, "corrected")
                    inventory = self._inventory()
                yield inventory
        except OSError as exc:
            raise CorpusError(
                f"{self._folder} cannot be changed ({exc.strerror or 'system error'}); make room there and check its "
                "permissions, or set CORPUS_DIR to another folder"
            ) from exc

    def _inventory(self) -> Inventory:
        inventory = Inventory(find_articles(self._folder, read=self._files.read))
        self._files.forget_all_but({one.path for one in inventory.found})
        return inventory

    def _id_of_change(self, inventory: Inventory, key: str) -> str | None:
        """The id of the article that the change with that key has written; None where it has not been made."""
        written = inventory.by_key(key)
        return written.article.id if written else id_by_key(self._folder, key)

    def _write(self, article: Article, *, revision: int, key: str) -> Article:
        path = _path_of(article, key)
        article = replace(article, id=article.id or path.removesuffix(".md"))
        data = write_markdown(article, revision=revision, key=key)
        as_read = parse_edition(data, article_id=article.id).article
        place = self._folder / path
        if len(data) > MAX_BYTES:
            raise CorpusError(f"{article.title!r} is too large: over {MAX_BYTES:,} bytes; split it into articles")
        if place.exists():
            raise CorpusError(f"{place} is there and cannot be read as this article; mend it or remove it")
        try:
            make_folder(place.parent)
            write_file(place, [data])
        except OSError:
            with contextlib.suppress(OSError):  # raised where they are not empty
                place.parent.rmdir()
                place.parent.parent.rmdir()
            raise
        return as_read


def _refuse_copy(inventory: Inventory, article: Article, *, but_of: str) -> None:
    same = inventory.with_text(text_digest(article.text))
    if same and same.article.id != but_of:
        raise SameArticle(same.article)


def _path_of(article: Article, key: str) -> str:
    published = article.published
    year, day = (f"{published.year:04}", published.isoformat()) if published else ("undated", "no-date")
    return f"{_ADDED}/{year}/{day}-{_slug(article.title)}-{key}.md"


def _slug(title: str) -> str:
    """A title as part of a file's name: ASCII letters and digits with hyphens between the words."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:_MAX_SLUG_CHARS].strip("-") or "article"
