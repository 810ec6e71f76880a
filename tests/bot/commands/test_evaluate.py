import json
from pathlib import Path
from typing import Any

import pytest

from index.corpus import read_corpus
from index.model_cache import load_encoder
from index.rebuild import rebuild
from tests.bot.conftest import CommandLine
from tests.conftest import MODEL_CACHE

ARTICLES = {
    "raid.txt": "Raid on a bank\n\nFour masked men robbed a bank in Quetta on Friday. They fled on two motorcycles.",
    "flood.txt": "Flood in Sukkur\n\nThe river flooded the old town of Sukkur. Nobody was hurt by the water.",
}
ROBBERS = {
    "question": "who robbed the bank in Quetta?",
    "kind": "answerable",
    "answers": ["Four  MASKED men"],
    "evidence": [{"article": "raid"}],
}
WRONG_GOLD = {
    "question": "what did the river flood in Sukkur?",
    "kind": "answerable",
    "answers": ["a pound of flesh"],
    "evidence": [{"article": "raid"}],
}
FOLLOW_UP = {
    "question": "and how did they get away?",
    "context": "who robbed the bank in Quetta?",
    "kind": "followup",
    "answers": ["two motorcycles"],
    "evidence": [{"article": "raid"}, {"article": "flood"}],
}
NOT_THERE = {"question": "who won the world cup", "kind": "unanswerable"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in ARTICLES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    rebuild(read_corpus(corpus), corpus / ".index", load_encoder(cache=MODEL_CACHE))
    return corpus / ".index"


def written(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), encoding="utf-8")
    return path


def figures(out: str) -> dict[str, dict[str, float]]:
    rows = [line.split() for line in out.splitlines() if "=" in line]
    return {kind: {name: float(value) for name, value in (cell.split("=") for cell in cells)} for kind, *cells in rows}


def asked(incident_bot: CommandLine, index: Path, *lines: dict[str, Any]) -> list[dict[str, Any]]:
    out = incident_bot("ask", "--json", "--index", index, stdin="\n".join(map(json.dumps, lines))).out
    return [json.loads(line) for line in out.splitlines()]


def test_the_figures_are_those_of_a_computation_by_hand(incident_bot: CommandLine, index: Path, tmp_path: Path) -> None:
    questions = written(tmp_path / "q.jsonl", ROBBERS, WRONG_GOLD, "", FOLLOW_UP, NOT_THERE)
    done = incident_bot("evaluate", questions, "--misses", "0", "--index", index)
    answers = asked(incident_bot, index, ROBBERS, WRONG_GOLD, FOLLOW_UP, NOT_THERE)
    robbers, wrong_gold, follow_up, not_there = answers
    firsts = [answer["quotes"][0] for answer in answers]

    # By these first quotes, the first question and the follow-up are hits at once, the second never is.
    assert [quote["article"] for quote in firsts[:3]] == ["raid", "flood", "raid"]
    assert "Four masked men" in firsts[0]["text"]
    assert "two motorcycles" in firsts[2]["text"]
    assert (done.status, done.err) == (0, "")
    half = dict.fromkeys(["hit@1", "hit@3", "hit@10", "read@300", "read@500", "read@1500", "article@1", "mrr"], 0.5)
    lengths = [len(quote["text"]) for quote in firsts]
    known = [answer["confidence"] for answer in (robbers, wrong_gold, follow_up)]
    assert figures(done.out) == {
        "answerable": {"n": 2, **half, "chars": pytest.approx(sum(lengths[:2]) / 2, rel=0.005)},
        "followup": {"n": 1, **dict.fromkeys(half, 1.0), "chars": lengths[2]},
        "unanswerable": {
            "n": 1,
            "auroc": pytest.approx(sum(confidence > not_there["confidence"] for confidence in known) / 3, rel=0.005),
            "answered": (robbers["answered"] + wrong_gold["answered"]) / 2,
            "refused": 1 - not_there["answered"],
        },
    }


def test_the_misses_are_shown_with_what_was_wanted_and_what_came(
    incident_bot: CommandLine, index: Path, tmp_path: Path
) -> None:
    questions = written(tmp_path / "q.jsonl", ROBBERS, WRONG_GOLD)
    shown = incident_bot("evaluate", questions, "--index", index).out.partition("\n\n")[2].splitlines()

    assert shown[0] == "[answerable, not found] what did the river flood in Sukkur?"
    assert shown[1] == "  wanted a pound of flesh in raid"
    assert shown[2].startswith("  got    flood: The river flooded the old town of Sukkur.")
    assert all(line.startswith("  got    ") for line in shown[2:])


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ([], "holds no question: write one JSON object a line"),
        ([NOT_THERE, "no json"], ":2: the line: Invalid JSON"),
        ([{"question": "x", "kind": "odd"}], ":1: kind: Input should be"),
        ([{"kind": "unanswerable"}], ":1: question: Field required"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line(
    incident_bot: CommandLine, tmp_path: Path, lines: list[object], error: str
) -> None:
    done = incident_bot("evaluate", written(tmp_path / "q.jsonl", *lines))

    assert (done.status, done.out) == (1, "")
    (line,) = done.err.splitlines()
    assert error in line


def test_a_file_that_is_not_there_is_one_line(incident_bot: CommandLine, tmp_path: Path) -> None:
    done = incident_bot("evaluate", tmp_path / "none.jsonl")

    assert (done.status, done.out) == (1, "")
    assert len(done.err.splitlines()) == 1
    assert "none.jsonl" in done.err
