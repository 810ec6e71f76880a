"""An article beside those that ship: with an address of its own, and a day that it names without its date."""

from pathlib import Path

RAID_URL = "https://post.example/raid"

RAID = f"""\
---
title: Masked men attack a bank in Quetta
source: The Quetta Post
url: {RAID_URL}
published: 2022-12-20
---
Four masked men attacked a bank in Quetta on Monday and shot a guard, police said.

The guard died in hospital. The attackers fled with 3 million rupees on two motorcycles.
"""

MOVED_RAID = RAID.replace(
    "Four masked men", "Police in Quetta have looked for the bank robbers since the attack. Four masked men"
)
"""The same after its outlet has put a sentence before it."""


def words_of(corpus: Path) -> str:
    """All articles, with single spaces between the words, as quotes are shown."""
    return "\n".join(" ".join(path.read_text(encoding="utf-8").split()) for path in sorted(corpus.iterdir()))
