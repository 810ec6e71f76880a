"""Kills additions, corrections and withdrawals at random moments, in one corpus, and prints what each kill leaves.

usage: python -m tests.index.killed_edits FOLDER KILLS

Every change runs in a child process that is killed by SIGKILL: either just before its Nth change on the disk, or after
a random time. Then the corpus must be as before the change or as after it. One JSON object a line. A program of its
own, because a process with threads should not be forked.
"""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from index.corpus import read_corpus
from index.durable import UNFINISHED
from index.editing import CorpusEditor, NoSuchArticle
from index.records import Article
from tests.index.killed_rebuilds import Killer

MOST_CHANGES = 20
MOST_S = 0.02
"""About as many changes on the disk as one change of an article makes, and as long as it takes."""

SEED = 5
START = {
    "a.md": "---\ntitle: A\n---\nIt rained in Aarau.",
    "b/b.txt": "B\n\nIt rained in Bern.",
    "c.jsonl": "\n".join(json.dumps({"id": f"c{number}", "text": f"It rained {number} times."}) for number in range(9)),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the corpus: what it is called, how it is made, and the texts by id before and after it."""

    name: str
    make: Callable[[CorpusEditor], object]
    before: dict[str, str]
    text: str | None
    article_id: str | None

    def state_of(self, texts: dict[str, str]) -> str:
        """Whether a corpus with these texts is the one before or after the change, in every article."""
        others = {key: text for key, text in self.before.items() if key != self.article_id}
        new = {key: text for key, text in texts.items() if others.get(key) != text}
        expected = [] if self.text is None else [self.text]
        if len(texts) == len(others) + len(expected) and list(new.values()) == expected:
            return "after"
        return "before" if texts == self.before else f"wrong: {texts}"


def main(folder: Path, kills: int) -> int:
    """Make changes and kill them, and make each second one again that was killed."""
    chance = random.Random(SEED)  # noqa: S311 - no secret
    for name, content in START.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    editor = CorpusEditor(folder)
    texts, accepted = _texts(folder), set[str]()
    for number in count():
        if not kills:
            break
        change = _any_change(number, chance, texts)
        status = _killed(change, chance, folder, editor)
        kills -= status == -signal.SIGKILL
        texts = _texts(folder)
        found = {"change": change.name, "status": status, "state": change.state_of(texts)}
        if chance.random() < 0.5:
            _make_again(change, editor)
            texts = _texts(folder)
            found["again"] = change.state_of(texts)
        accepted |= {*texts.values()}
        sys.stdout.write(json.dumps(found) + "\n")
    CorpusEditor(folder).add(Article("", "Last", "It snowed."), key="last")
    left = [path.name for path in folder.rglob(UNFINISHED)] + [str(problem) for problem in read_corpus(folder).problems]
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.is_file())
    lost = sorted(text for text in accepted if text not in kept)
    sys.stdout.write(json.dumps({"accepted": len(accepted), "left": left, "lost": lost}) + "\n")
    return 0


def _any_change(number: int, chance: random.Random, before: dict[str, str]) -> Change:
    key, text, article_id = f"key-{number}", f"It rained {number + 100} times.", chance.choice(sorted(before))
    article = Article("", f"Rain {number}", text)
    name = chance.choice(["add", "correct", "withdraw"]) if len(before) > 4 else "add"
    if name == "add":
        return Change(name, lambda editor: editor.add(article, key=key), before, text, None)
    if name == "correct":
        return Change(name, lambda editor: editor.correct(article_id, article, key=key), before, text, article_id)
    return Change(name, lambda editor: editor.withdraw(article_id), before, None, article_id)


def _killed(change: Change, chance: random.Random, folder: Path, editor: CorpusEditor) -> int:
    """Make a change in a child process and kill that; return how it ended."""
    step = chance.randrange(1, MOST_CHANGES) if chance.random() < 0.5 else None
    child = os.fork()
    if child == 0:
        try:
            if step:
                sys.addaudithook(Killer(step, folder))
            change.make(editor)
            os._exit(0)
        finally:
            os._exit(1)
    if step is None:
        time.sleep(chance.uniform(0, MOST_S))
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _make_again(change: Change, editor: CorpusEditor) -> None:
    try:
        change.make(editor)
    except NoSuchArticle:
        if change.name != "withdraw":
            raise


def _texts(folder: Path) -> dict[str, str]:
    articles = read_corpus(folder).articles
    return {article.id: article.text[article.body_start :] for article in articles}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
