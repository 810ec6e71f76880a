"""The corpora that were rolled back from: as long as the articles are those, the index is not built from them again.

INDEX_DIR/rejected holds their digests, one a line. A rebuild that a person asks for forgets them.
"""

from pathlib import Path

from index.durable import write_file

_FILE = "rejected"


def rejected_digests(index_dir: Path) -> frozenset[str]:
    """The digests of the corpora that were rolled back from; none where the file cannot be read."""
    try:
        return frozenset((index_dir / _FILE).read_text(encoding="utf-8").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def is_due(index_dir: Path, *, corpus: str, built_from: str) -> bool:
    """Whether the corpus with that digest is another than the index was built from, and was not rolled back from."""
    return corpus not in {built_from, *rejected_digests(index_dir)}


def remember_rejected(index_dir: Path, digests: frozenset[str]) -> None:
    """Keep these digests and no others; raises OSError."""
    if not digests:
        (index_dir / _FILE).unlink(missing_ok=True)
    elif digests != rejected_digests(index_dir):
        write_file(index_dir / _FILE, [f"{digest}\n".encode() for digest in sorted(digests)])
