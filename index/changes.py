"""What is different between two sets of articles: added, changed, withdrawn. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.records import Article


@dataclass(frozen=True, slots=True)
class Changes:
    """The articles that came, those that are different now (as they are now), and those that went (as they were)."""

    added: tuple[Article, ...] = ()
    changed: tuple[Article, ...] = ()
    withdrawn: tuple[Article, ...] = ()


NO_CHANGES = Changes()


def changes_between(before: Iterable[Article], after: Iterable[Article]) -> Changes:
    """Compare articles by their id; one is changed as soon as any field of it is different."""
    old = {article.id: article for article in before}
    new = {article.id: article for article in after}
    return Changes(
        added=tuple(article for article in new.values() if article.id not in old),
        changed=tuple(article for article in new.values() if article.id in old and old[article.id] != article),
        withdrawn=tuple(article for article in old.values() if article.id not in new),
    )
