"""Which of several editions or copies of an article is read: the newest, once. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.formats import text_digest
from index.records import Article


@dataclass(frozen=True, slots=True)
class Problem:
    """One file, or one line of it, that was left out; `path` is relative to the corpus folder.

    Its text is one line, "path:line: reason", whatever characters the file's name has.
    """

    path: str
    line: int | None
    reason: str

    def __str__(self) -> str:
        return f"{_where(self.path, self.line)}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Found:
    """An article as a file has it, or a line of it: `path` is relative to the corpus folder.

    The higher its revision, the newer it is; `key` names the change that wrote it, where a `CorpusEditor` did.
    """

    path: str
    line: int | None
    article: Article
    revision: int = 0
    key: str | None = None


def distinct(items: Iterable[Found | Problem]) -> Iterator[Found | Problem]:
    """Put a problem in place of each article of which there is a newer one, or that has an earlier one's text or id."""
    items = tuple(items)
    newest = _newest(item for item in items if isinstance(item, Found))
    texts: dict[str, str] = {}
    ids: dict[str, str] = {}
    for item in items:
        if isinstance(item, Problem):
            yield item
            continue
        digest, article_id = text_digest(item.article.text), item.article.id
        newer = newest[article_id]
        if item.revision < newer.revision:
            reason = f"an older version of {_where(newer.path, newer.line)}; it may be removed"
            yield Problem(item.path, item.line, reason)
        elif digest in texts:
            yield Problem(item.path, item.line, f"same text as {texts[digest]}; keep one of them")
        elif article_id in ids:
            reason = f"same id {article_id!r} as {ids[article_id]}; rename the file or give it another id"
            yield Problem(item.path, item.line, reason)
        else:
            texts[digest] = ids[article_id] = _where(item.path, item.line)
            yield item


def superseded(found: Iterable[Found]) -> tuple[Found, ...]:
    """Those of which there is a newer version."""
    found = tuple(found)
    newest = _newest(found)
    return tuple(one for one in found if one.revision < newest[one.article.id].revision)


def _newest(found: Iterable[Found]) -> dict[str, Found]:
    newest: dict[str, Found] = {}
    for one in found:
        known = newest.setdefault(one.article.id, one)
        if one.revision > known.revision:
            newest[one.article.id] = one
    return newest


def _where(path: str, line: int | None) -> str:
    shown = _printable(path)
    return shown if line is None else f"{shown}:{line}"


def _printable(name: str) -> str:
    """Make a file name fit for one line of a message: what is not printable is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
