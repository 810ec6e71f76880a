"""What a corpus folder holds, file by file, for one who is about to change it. Pure."""

from collections.abc import Iterable

from index.editions import Found, Problem, distinct, superseded
from index.formats import text_digest


class Inventory:
    """All articles that were found in the corpus folder; `found` holds those too that are not read."""

    def __init__(self, items: Iterable[Found | Problem]) -> None:
        items = tuple(items)
        read = [item for item in distinct(items) if isinstance(item, Found)]
        self.found = tuple(item for item in items if isinstance(item, Found))
        self._by_id = {one.article.id: one for one in read}
        self._by_text = {text_digest(one.article.text): one for one in read}

    def current(self, article_id: str) -> Found | None:
        """The article with that id that is read."""
        return self._by_id.get(article_id)

    def with_text(self, digest: str) -> Found | None:
        """The article that is read and whose text has that digest."""
        return self._by_text.get(digest)

    def by_key(self, key: str) -> Found | None:
        """What the change with that key has written."""
        return next((one for one in self.found if one.key == key), None)

    def superseded(self) -> tuple[Found, ...]:
        """The files of which there is a newer version: a change was killed before it took them away."""
        return superseded(self.found)

    def copies_of(self, current: Found) -> tuple[Found, ...]:
        """The files with the same text and another id, one of which would be read if this article were not."""
        digest, own = text_digest(current.article.text), current.article.id
        return tuple(one for one in self.found if one.article.id != own and text_digest(one.article.text) == digest)

    def versions_of(self, current: Found) -> tuple[Found, ...]:
        """All files with the id of this article, itself last."""
        same_id = [one for one in self.found if one.article.id == current.article.id]
        return (*(one for one in same_id if one != current), current)
